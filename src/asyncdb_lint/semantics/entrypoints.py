"""Which functions a framework calls, on which thread, and under which routes.

Routes come from decorators whose facts say that they register a path operation; their prefixes from `APIRouter(...)`
and from every `include_router(...)` of the project.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo, bound_names, flatten
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import handed
from asyncdb_lint.semantics.handed import METHODS, Entry, called_with
from asyncdb_lint.semantics.prefixes import Prefixes, Router, argument
from asyncdb_lint.semantics.values import (
    ClassValue,
    FunctionValue,
    Instance,
    PartialValue,
    Unknown,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter


@dataclass
class EntryPoints:
    """The entry points of a project and the plain functions among them that run on the event loop."""

    interpreter: Interpreter
    _included: dict[Router, list[Value]] = field(default_factory=dict)
    """The dependencies that including a router adds to its endpoints."""
    _prefixes: Prefixes = field(init=False)
    _endpoints: dict[Router, list[FunctionValue]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._prefixes = Prefixes(self.interpreter)

    def collect(self) -> None:
        """Read the decorators of every function, the routers that are included in others, and what modules hand over."""
        for module in self.interpreter.project.modules():
            for router, call in self._prefixes.collect(module):
                self._included.setdefault(router, []).extend(self._listed(module, call))
            for cls in module.classes:
                for method in cls.methods() if cls.node.bases else ():
                    self._overridden(FunctionValue(method, module, cls))
                if cls.node.bases:
                    self._read_by_library(cls)
        for module in self.interpreter.project.modules():
            frame = self.interpreter.names.module_frame(module)
            for node, owner, _ in module.functions:
                for expression in node.decorators:
                    self._decorator(frame, module, node, owner, expression)
                if node in self.interpreter.entries and not node.is_async:
                    # It runs in a worker thread, and its coroutine dependencies on the loop.
                    self.interpreter.parameters.declared_all(FunctionValue(node, module, owner), None)
                if node in self.interpreter.entries:
                    self.interpreter.validation.receive(FunctionValue(node, module, owner))
            self._module_code(frame, module)
        for router, endpoints in self._endpoints.items():
            for provider in self._required(router, frozenset()):
                for endpoint in endpoints:
                    self.interpreter.note_dependency(endpoint, provider)

    def _required(self, router: Router, seen: frozenset[Router]) -> list[Value]:
        """The dependencies of every endpoint of a router: its own, and those of what it is included in."""
        found = [*self._listed(router[0], self._prefixes.made_by(router)), *self._included.get(router, ())]
        for parent, _ in self._prefixes.parents.get(router, ()):
            if parent is not None and parent not in seen:
                found.extend(self._required(parent, seen | {router}))
        return found

    def _listed(self, module: ModuleInfo, call: ir.Call | None) -> list[Value]:
        """The providers in the argument `dependencies` of a call."""
        given = argument(call, 99, "dependencies") if call is not None else None
        frame = self.interpreter.names.module_frame(module)
        return list(self.interpreter.providers.listed(frame, given)) if given is not None else []

    def _module_code(self, frame: Frame, module: ModuleInfo) -> None:
        """Run what hands functions to a framework: the calls that a module makes by itself, and application factories."""
        from asyncdb_lint.semantics.expressions import evaluate

        for statement in flatten(module.body):
            call = statement.value if isinstance(statement, (ir.Evaluate, ir.Assign, ir.AnnotatedAssign)) else None
            if not isinstance(call, ir.Call):
                continue
            if isinstance(statement, ir.Evaluate):
                with frame.capture():
                    evaluate(frame, call)
            elif self._is_application(frame, call):
                for name, _ in bound_names(statement):
                    self.interpreter.names.module_name(module, name)
        for cls in module.classes:
            scope = self.interpreter.names.class_frame(cls)
            for statement in flatten(cls.node.body):
                call = statement.value if isinstance(statement, (ir.Assign, ir.AnnotatedAssign)) else None
                if isinstance(call, ir.Call) and self._is_application(scope, call):
                    with scope.capture():
                        evaluate(scope, call)
        for node, owner, inner in module.functions:
            if owner is None and not inner and not node.is_async and self._makes_application(frame, node):
                self.interpreter.root(FunctionValue(node, module))

    def _makes_application(self, frame: Frame, node: ir.Function) -> bool:
        for statement in flatten(node.body):
            call = statement.value if isinstance(statement, (ir.Assign, ir.AnnotatedAssign, ir.Return)) else None
            if isinstance(call, ir.Call) and self._is_application(frame, call):
                return True
        return False

    def _is_application(self, frame: Frame, call: ir.Call) -> bool:
        """Whether a call makes an object of a library that is handed functions: an application, a router, a field."""
        target = self.interpreter.annotations.symbol(frame, call.func)
        if not isinstance(target, Definition) or not target.module.is_facts:
            return False
        value = self.interpreter.names.definition(target)
        if isinstance(value, ClassValue):
            found = self.interpreter.classes.find(value.cls, "__init__")
            value = found[1] if found is not None else value
        return isinstance(value, FunctionValue) and bool(self.interpreter.effects.of(value.node).entries)

    def _read_by_library(self, cls: ClassInfo) -> None:
        """Evaluate the class attributes that a library declares and reads: they may hand functions over."""
        declared = {
            name for base in self.interpreter.classes.order(cls) if base.module.is_facts for name in base.bindings
        }
        for name in declared & cls.bindings.keys():
            if any(isinstance(each.statement, (ir.Assign, ir.AnnotatedAssign)) for each in cls.bindings[name]):
                self.interpreter.classes.find(cls, name)

    def _overridden(self, method: FunctionValue) -> None:
        """A method that a framework calls on the classes that a project derives from the framework's."""
        assert method.owner is not None
        node = method.node
        for base in self.interpreter.classes.order(method.owner):
            if not base.module.is_facts:
                continue
            for binding in base.bindings.get(node.name, ()):
                inherited = binding.statement
                if not isinstance(inherited, ir.Function):
                    continue
                scope = self.interpreter.names.class_frame(base)
                for mark in self.interpreter.effects.of(inherited).entries:
                    if mark.param or self.interpreter.effects.of(inherited).decorator:
                        continue
                    places = [each for each in inherited.parameters[1:] if each.kind in ("positional", "either")]
                    annotations = [each.annotation for each in places]
                    values = [
                        self.interpreter.annotations.value(scope, each) if each is not None else Unknown("not declared")
                        for each in annotations
                    ]
                    self.interpreter.parameters.promise(method, values)
                    entry = Entry(node, method.module, mark.kind, is_method=True)
                    self.interpreter.entries.setdefault(node, []).append(entry)
                    handed.pass_by_name(scope, mark, method)
                    if mark.gives:
                        self.interpreter.provided.add(mark.gives, method)
                    if self.interpreter.provided.is_on_loop(mark) and not node.is_async:
                        frame = self.interpreter.names.module_frame(method.module)
                        decorated = self.interpreter.decorators.decorated(frame, node, method.owner)
                        handed.start(frame, decorated, on_loop=True)
            if node.name in base.bindings:
                return

    def _decorator(
        self, frame: Frame, module: ModuleInfo, node: ir.Function, owner: ClassInfo | None, expression: ir.Expr
    ) -> None:
        from asyncdb_lint.semantics.expressions import evaluate

        self.interpreter.told.enter(frame, expression, FunctionValue(node, module, owner))
        call = expression if isinstance(expression, ir.Call) else None
        func = call.func if call is not None else expression
        if call is not None and isinstance(func, ir.Name):
            self._own_decorator(frame, module, node, call)
        if isinstance(func, ir.Attribute):
            value = self._method(frame, module, node, func)
        else:
            target = self.interpreter.annotations.symbol(frame, func) if isinstance(func, ir.Name) else None
            if not isinstance(target, Definition) or not target.module.is_facts:
                return
            value = self.interpreter.names.definition(target)
        for part in alternatives(value):
            if isinstance(part, Instance) and part.cls.module.is_facts:
                part = self.interpreter.attributes.get(frame, part, "__call__", (0, 0, 0, 0))
            function = part.function if isinstance(part, PartialValue) else part
            if not isinstance(function, FunctionValue) or not function.module.is_facts:
                continue
            effects = self.interpreter.effects.of(function.node)
            if call is not None and any(mark.param for mark in effects.entries):
                with frame.capture():
                    evaluate(frame, call)
            for mark in effects.entries:
                if mark.param:
                    continue
                on_loop = not node.is_async and self.interpreter.provided.is_on_loop(mark)
                if on_loop and not _is_true(call, mark.unless):
                    handed.start(frame, self.interpreter.decorators.below(frame, node, owner, expression), on_loop=True)
                if mark.on == "own":
                    self.interpreter.own_loops.add(node)
                decorated = FunctionValue(node, module, owner)
                handed.pass_by_name(frame, mark, decorated)
                self.interpreter.parameters.promise(
                    decorated, called_with(frame, function, function.node, _decorated_parameter(function.node, call))
                )
                if mark.kind == "dependency":
                    continue
                if mark.kind in ("route", "websocket") and isinstance(func, ir.Attribute):
                    self._endpoint(module, FunctionValue(node, module), func, call)
                first = next((each.name for each in function.node.parameters if each.name != "self"), "path")
                for method, path in self._routes(frame, module, owner, func, call, mark.kind, first):
                    entry = Entry(node, module, mark.kind, method, path)
                    self.interpreter.entries.setdefault(node, []).append(entry)

    def _own_decorator(self, frame: Frame, module: ModuleInfo, node: ir.Function, call: ir.Call) -> None:
        """A decorator of the project that is given a path: `protected(router.get, "/users")`, `public("/users")`."""
        path = next((each for each in call.arguments if _is_path(each.value)), None)
        target = self.interpreter.annotations.symbol(frame, call.func) if path is not None else None
        if path is None or not isinstance(target, Definition) or target.module.is_facts:
            return
        methods = [each.value for each in call.arguments if isinstance(each.value, ir.Attribute)]
        for method in methods:
            self._decorator(frame, module, node, None, ir.Call(method, [ir.Argument(None, path.value, 0)], call.at))
        if methods or node in self.interpreter.entries:
            return
        # What its body registers is found by running it; the path is what this very decorator is given.
        self.interpreter.decorators.apply_expression(frame, call, FunctionValue(node, module))
        text = "{...}" + self._prefixes.literal(frame, path.value)
        entries = self.interpreter.entries.get(node, [])
        entries[:] = [replace(entry, path=text) if entry.method else entry for entry in entries]

    def _endpoint(self, module: ModuleInfo, endpoint: FunctionValue, func: ir.Attribute, call: ir.Call | None) -> None:
        for provider in self._listed(module, call):
            self.interpreter.note_dependency(endpoint, provider)
        router = self._prefixes.router(module, func.value)
        if router is not None:
            self._endpoints.setdefault(router, []).append(endpoint)

    def _method(self, frame: Frame, module: ModuleInfo, node: ir.Function, func: ir.Attribute) -> Value:
        """The decorator's function; an application made inside a function is followed to its assignment there."""
        from asyncdb_lint.semantics.expressions import evaluate

        scope = frame
        if "." in node.qualname and isinstance(func.value, ir.Name) and func.value.id not in module.bindings:
            scope = self._local_scope(frame, module, node, func.value.id) or frame
        with scope.capture():
            return evaluate(scope, func)

    def _local_scope(self, frame: Frame, module: ModuleInfo, node: ir.Function, name: str) -> Frame | None:
        from asyncdb_lint.semantics.expressions import evaluate
        from asyncdb_lint.semantics.frame import Frame as NewFrame

        outer_name = node.qualname.rpartition(".")[0]
        for outer, _, _ in module.functions:
            if outer.qualname != outer_name:
                continue
            scope = NewFrame(self.interpreter, module)
            for number, parameter in enumerate(outer.parameters):
                if parameter.name == name:
                    function = FunctionValue(outer, module)
                    scope.set(name, self.interpreter.parameters.declared(function, number))
                    return scope
            for statement in flatten(outer.body):
                if isinstance(statement, ir.Assign) and any(
                    isinstance(target, ir.Name) and target.id == name for target in statement.targets
                ):
                    scope.set(name, evaluate(scope, statement.value))
                    return scope
        return None

    def _routes(
        self,
        frame: Frame,
        module: ModuleInfo,
        owner: ClassInfo | None,
        func: ir.Expr,
        call: ir.Call | None,
        kind: str,
        first: str,
    ) -> Iterator[tuple[str, str]]:
        path = self._prefixes.literal(frame, argument(call, 0, first)) if call is not None else ""
        if kind not in ("route", "websocket"):
            yield "", ""
            return
        name = func.attr if isinstance(func, ir.Attribute) else func.id if isinstance(func, ir.Name) else ""
        method = name.upper() if name in METHODS else ""
        if kind == "websocket":
            method = "WEBSOCKET"
        if not method and call is not None:
            listed = argument(call, 99, "methods")
            names = (
                [item.value for item in listed.items if isinstance(item, ir.Const)]
                if isinstance(listed, ir.Sequence)
                else ["GET"]
            )
            method = "/".join(str(name) for name in names) or "GET"
        router = self._prefixes.router(module, func.value) if isinstance(func, ir.Attribute) else None
        for prefix in self._prefixes.full(router) if router is not None else [self._prefixes.of_class(owner)]:
            yield method, (prefix + path) or "/"

    def routes_reaching(self, node: ir.Function) -> tuple[list[Entry], list[tuple[ir.Function, ModuleInfo, ir.At]]]:
        """The entries from which a coroutine function is reached, and the chain of calls from the nearest one.

        The chain lists callers, outermost first, with the place of the call in each.
        """
        chains: dict[ir.Function, list[tuple[ir.Function, ModuleInfo, ir.At]]] = {node: []}
        queue = deque([node])
        found: list[Entry] = []
        best: list[tuple[ir.Function, ModuleInfo, ir.At]] | None = None
        while queue:
            current = queue.popleft()
            entries = self.interpreter.entries.get(current, [])
            found.extend(entries)
            if entries and best is None:
                best = chains[current]
            for (caller, module), at in self.interpreter.callers.get(current, {}).items():
                if caller is not None and caller not in chains:
                    chains[caller] = [(caller, module, at), *chains[current]]
                    queue.append(caller)
        return found, best if best is not None else []


def _is_path(expression: ir.Expr) -> bool:
    return isinstance(expression, ir.Const) and isinstance(expression.value, str) and expression.value.startswith("/")


def _is_true(call: ir.Call | None, name: str) -> bool:
    """Whether an argument is given and may be true."""
    given = argument(call, 99, name) if call is not None and name else None
    return given is not None and not (isinstance(given, ir.Const) and not given.value)


def _decorated_parameter(node: ir.Function, call: ir.Call | None) -> ir.Parameter | None:
    """The parameter that takes the function where a decorator is used without call."""
    return next((each for each in node.parameters if each.name != "self"), None) if call is None else None
