"""Which ways out of a block are open: a plain function, or a worker thread for the one call.

What is in the way is told; the code that changes files never sees the analysis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asyncdb_lint.diagnostic import Refusal, Remedy, Request
from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.index.module import ModuleInfo, bound_names, flatten
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, names, walk
from asyncdb_lint.rule import Wish
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.orm.named import query_facts
from asyncdb_lint.semantics.summary import Block, Event
from asyncdb_lint.semantics.values import FunctionValue, Place

DEPENDING = frozenset({"Depends", "Security"})
LOOPS = frozenset({"asyncio", "anyio", "trio", "create_task", "ensure_future", "get_running_loop", "get_event_loop"})
"""What only code on an event loop can use."""
QUERIED = (".query()", ".select()")
"""Where only the query is known: not the session that made it."""
OF_THREADS = "scoped_session"
"""A registry that keeps a session for each thread."""


class Ways:
    """Turns the wishes of rules into remedies."""

    def __init__(self, interpreter: Interpreter, sources: Sources) -> None:
        self.interpreter = interpreter
        self.sources = sources
        self._against: dict[ir.Function, str] = {}
        self._importers: dict[str, list[tuple[ModuleInfo, ir.Import]]] | None = None
        self._by_path: dict[str, ModuleInfo] | None = None

    def remedy(self, event: Event, wish: Wish) -> Remedy:
        """A way out, with its place in code points, or why it is closed."""
        reason = wish.refusal
        place = wish.place or Place("", event.module.path, event.subject.at)
        if wish.style == "def" and event.function is not None:
            node = event.function.node
            if node not in self._against:
                self._against[node] = self._against_plain(event.function)
            reason = reason or self._against[node]
            place = Place("", event.module.path, event.function.node.at)
        elif wish.style == "threadpool" and isinstance(event.subject, Block):
            reason = reason or self._against_thread(event.subject)
        if reason:
            return Remedy(wish.style, Refusal(reason))
        path, source = event.module.path, event.subject.at
        names = wish.names
        if wish.action == "select":
            code = event.function.node.body if event.function is not None else event.module.body
            names = (*names, *query_facts(self.interpreter, event.module, code))
        request = Request(
            wish.action,
            place.path,
            self.sources.span(place.path, place.at),
            names,
            self.sources.span(path, source),
            path,
            wish.symbols,
            not _is_inside(event.function, place),
        )
        return Remedy(wish.style, request)

    def _against_plain(self, function: FunctionValue) -> str:
        """What is in the way of making a coroutine function a plain one."""
        node = function.node
        if not node.is_async:
            return f"{node.name}() is a plain function already, which runs on the event loop here"
        entries = self.interpreter.entries.get(node, [])
        called = [at for (caller, _), at in self.interpreter.callers.get(node, {}).items() if not _provides(caller, at)]
        if called:
            return f"{node.name}() is awaited by other code, whose calls would have to change"
        if any(entry.kind != "route" for entry in entries) or not (entries or node in self.interpreter.callers):
            return f"no framework is seen to run {node.name}() in a worker thread if it is plain"
        if not entries and _sets_variables(node):
            return f"{node.name}() sets something that may be a context variable, which would be lost"
        need = next(_of_loop(node), "")
        if need:
            return f"{node.name}() uses {need}, which needs the event loop"
        of_helpers = _needs_loop(self._reached([node]))
        if of_helpers:
            return of_helpers
        if self._is_used(function):
            return f"{node.name}() is used by other code, which may await it"
        return next(filter(None, map(self._against_threads, self.interpreter.events.blocks_in(node))), "")

    def _is_used(self, function: FunctionValue) -> bool:
        """Whether code uses a function otherwise than as a dependency; the code of other modules as far as it imports it."""
        name, module = function.node.name, function.module
        used: dict[ModuleInfo, set[str]] = {module: {name} if function.owner is None else set()}
        last = module.name.rpartition(".")[2]
        for other, statement in self._imports().get(name, ()):
            if statement.module.rpartition(".")[2] == last:
                used.setdefault(other, set()).add(statement.name)
        of_class = frozenset({name}) if function.owner is not None else frozenset[str]()
        return any(
            _uses(each.body, frozenset(known), of_class if each is module else frozenset())
            for each, known in used.items()
        )

    def _imports(self) -> dict[str, list[tuple[ModuleInfo, ir.Import]]]:
        """The imports at the top of the project's modules, by what they import."""
        if self._importers is None:
            self._importers = {}
            for module in self.interpreter.project.modules():
                for bindings in module.bindings.values():
                    for statement in (each.statement for each in bindings):
                        if isinstance(statement, ir.Import) and statement.symbol is not None:
                            self._importers.setdefault(statement.symbol, []).append((module, statement))
        return self._importers

    def _against_thread(self, block: Block) -> str:
        """What is in the way of running one call in a worker thread."""
        reason, origin = self._against_threads(block), block.origin
        if reason:
            return reason
        if block.kind == "driver" and not block.helper:
            return "a connection of this driver may be bound to the thread that made it"
        if origin is None:
            return "where its session comes from is not known, and so not whether threads may share it"
        around = (self._around(place) for place in block.steps[1:])
        helpers = self._reached(function for function in around if function is not None)
        setting = next((each.name for each in helpers if _sets_variables(each)), "")
        lost = f"{setting}() sets something that may be a context variable, which would be lost" if setting else ""
        return _needs_loop(helpers) or lost

    def _reached(self, functions: Iterable[ir.Function]) -> list[ir.Function]:
        """Functions, and the plain ones that were seen to be called by them, directly or through others."""
        helpers = self.interpreter.observations.helpers
        found = dict.fromkeys(functions)
        pending = list(found)
        while pending:
            for callee in helpers.get(pending.pop(), ()):
                if callee not in found:
                    found[callee] = None
                    pending.append(callee)
        return list(found)

    def _against_threads(self, block: Block) -> str:
        """Why another thread than the one of the event loop would not do the same."""
        origin = block.origin
        words = (block.operation, *(step.message for step in block.steps), origin.place.message if origin else "")
        if any(OF_THREADS in each for each in words):
            return "the session belongs to a registry of threads: a worker thread would get another one"
        is_known = origin is not None and not origin.place.message.endswith(QUERIED)
        if not is_known and (origin is not None or not block.helper):
            return "where its session comes from is not known, and so not whether threads may share it"
        made = origin.given_by if origin is not None else None
        if made is None:
            return ""
        if self._is_of_module(made):
            return f"it is shared: {made.message} made it when its module was imported, and threads cannot share it"
        around = self._around(made)
        if around is not None and around.name == "__init__":
            return "an object keeps it from when it was made, and threads cannot share it if they share the object"
        if around is not None and _is_kept(around, made.at):
            return f"{around.name}() keeps it where other code finds it, and threads cannot share it"
        return ""

    def _is_of_module(self, place: Place) -> bool:
        """Whether a call stands in a module's own code."""
        return place.path in self._modules() and self._around(place) is None

    def _around(self, place: Place) -> ir.Function | None:
        """The innermost function of the project around a place."""
        module = self._modules().get(place.path)
        functions = [node for node, _, _ in module.functions] if module is not None else []
        around = [node for node in functions if node.first_line <= place.at[0] < node.first_line + max(node.lines, 1)]
        return max(around, key=lambda node: node.first_line, default=None)

    def _modules(self) -> dict[str, ModuleInfo]:
        if self._by_path is None:
            self._by_path = {module.path: module for module in self.interpreter.project.modules()}
        return self._by_path


def _is_kept(node: ir.Function, at: ir.At) -> bool:
    """Whether a function puts what a call in it makes into an attribute, an item, or a name of the code around it."""
    outer = {name for each in flatten(node.body) if isinstance(each, ir.Scope) for name in each.names}
    own: set[str] = set()
    for value, target in _bindings(node):
        held = [value, *(each.value for each in value.arguments)] if isinstance(value, ir.Call) else [value]
        if not any(getattr(each, "at", None) == at or (isinstance(each, ir.Name) and each.id in own) for each in held):
            continue
        if not isinstance(target, ir.Name) or target.id in outer:
            return True
        own.add(target.id)
    return False


def _bindings(node: ir.Function) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """What the own code of a function binds, in the order of the source, each with what it is bound to."""
    for each in flatten(node.body):
        if isinstance(each, ir.Assign):
            yield from ((each.value, target) for target in each.targets)
        elif isinstance(each, ir.AnnotatedAssign) and each.value is not None:
            yield each.value, each.target
        elif isinstance(each, ir.With):
            yield from ((item.context, item.target) for item in each.items if item.target is not None)


def _is_inside(function: FunctionValue | None, place: Place) -> bool:
    """Whether a place is in a function's own code."""
    if function is None or function.module.path != place.path:
        return False
    first = function.node.first_line
    return first <= place.at[0] < first + max(function.node.lines, 1)


def _provides(caller: ir.Function | None, at: ir.At) -> bool:
    """Whether a call is that of a framework, for a function that depends on what is called."""
    return caller is not None and caller.at == at


def _of_loop(node: ir.Function) -> Iterator[str]:
    """What in the own code of a function needs an event loop."""
    for each in walk(node.body, (ir.Function, ir.Lambda)):
        if isinstance(each, ir.Await):
            yield "`await`"
        elif isinstance(each, ir.With) and each.is_async:
            yield "`async with`"
        elif isinstance(each, (ir.For, ir.Clause)) and each.is_async:
            yield "`async for`"
        elif isinstance(each, ir.Function) and each.is_async:
            yield "a coroutine function of its own"
    yield from _names_of_loop(node)


def _needs_loop(functions: Iterable[ir.Function]) -> str:
    """Which of some plain functions uses what only code on an event loop can, in words."""
    needs = ((each.name, need) for each in functions for need in _names_of_loop(each))
    return next((f"{name}() uses {need}, which needs the event loop" for name, need in needs), "")


def _names_of_loop(node: ir.Function) -> Iterator[str]:
    return (name for name in names(node.body) if name in LOOPS)


def _sets_variables(node: ir.Function) -> bool:
    return any(isinstance(each, ir.Call) and last_name(each.func) == "set" for each in walk(node.body))


def _uses(body: object, known: frozenset[str], attributes: frozenset[str]) -> bool:
    """Whether code reads one of these names or attributes otherwise than to hand it to a framework as a dependency."""
    passed: set[int] = set()
    for each in walk(body, (ir.Function,)):
        if isinstance(each, ir.Call) and last_name(each.func) in DEPENDING:
            passed.update(id(argument.value) for argument in each.arguments)
        elif id(each) in passed:
            continue
        elif isinstance(each, ir.Name) and each.id in known:
            return True
        elif isinstance(each, ir.Attribute) and each.attr in attributes:
            return True
        elif isinstance(each, ir.Function):
            around = [each.decorators, each.returns, each.parameters]
            if _uses(around, known, attributes) or _uses(each.body, known - _bound(each), attributes):
                return True
    return False


def _bound(node: ir.Function) -> set[str]:
    """The names of a function's own variables."""
    variables = {name for statement in flatten(node.body) for name, _ in bound_names(statement)}
    declared = {name for each in flatten(node.body) if isinstance(each, ir.Scope) for name in each.names}
    return {each.name for each in node.parameters} | (variables - declared)
