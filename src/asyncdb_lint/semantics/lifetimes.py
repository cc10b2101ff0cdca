"""How long asynchronous sessions and connections live: those that nobody closes, and those that requests share.

Both are judged by where a handle was made (its origin). A function that makes one and keeps it to itself must close it;
what it passes on, stores or returns is for others to close. A handle that is made at import, or when the application
starts, is shared by all requests that use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ModuleInfo, bound_names, flatten
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.summary import Misuse
from asyncdb_lint.semantics.values import ClassValue, Instance, Place, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.entrypoints import EntryPoints
    from asyncdb_lint.semantics.interpreter import Interpreter

SESSION = "sqlalchemy.ext.asyncio.session.AsyncSession"
MAKING = frozenset(
    {SESSION, "sqlalchemy.ext.asyncio.session.async_sessionmaker", "sqlalchemy.orm.session.sessionmaker"}
)
CONNECTION = "sqlalchemy.ext.asyncio.engine.AsyncConnection"
REGISTRY = "async_scoped_session"
CLOSING = frozenset({"close", "aclose", "invalidate"})
ENDING = frozenset({"commit", "rollback", "reset"})
USING = frozenset(
    "execute scalar scalars get get_one merge refresh flush delete exec run_sync exec_driver_sql connection".split()
)
QUIET = frozenset(
    "add add_all expunge expunge_all expire expire_all in_transaction is_modified new dirty deleted info".split()
)
REQUESTS = frozenset({"route", "websocket", "middleware", "dependency"})
STARTING = frozenset({"startup", "lifespan"})


class Lifetimes:
    """Which functions use which of the handles that the project makes."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._users: dict[tuple[str, ir.At], tuple[Instance, set[ir.Function]]] = {}

    def used(self, frame: Frame, handle: Instance) -> None:
        """Note that the running function makes a coroutine of a handle."""
        if frame.node is None or handle.origin is None or not self._is(handle, SESSION):
            return
        if handle.origin.place.message.startswith(REGISTRY):
            return
        place = handle.origin.place
        if place.path != frame.path or not _is_inside(frame.node, place.at):
            self._users.setdefault((place.path, place.at), (handle, set()))[1].add(frame.node)

    def shared(self, entry_points: EntryPoints) -> None:
        """Note the sessions that are made once, and used by what requests reach."""
        modules = {module.path: module for module in self.interpreter.project.modules()}
        for (path, at), (handle, users) in self._users.items():
            module = modules.get(path)
            if module is None or not handle.made or not self._is_made_once(module, at):
                continue
            kinds = {entry.kind for user in users for entry in entry_points.routes_reaching(user)[0]}
            if kinds & REQUESTS:
                operation = f"{handle.cls.name}()"
                misuse = Misuse("lasting", operation, at, (Place(operation, path, at),), detail=handle.cls.name)
                self.interpreter.events.misuse(misuse, None, module)

    def _is_made_once(self, module: ModuleInfo, at: ir.At) -> bool:
        """Whether the call at a place makes a session, and runs once: at import, or when the application starts."""
        call = next((node for node in walk(module.body) if isinstance(node, ir.Call) and node.at == at), None)
        if call is None or not self._makes_session(module, call.func):
            return False
        around = [node for node, _, inner in module.functions if not inner and _is_inside(node, at)]
        entries = self.interpreter.entries
        return all(any(each.kind in STARTING for each in entries.get(node, ())) for node in around)

    def _makes_session(self, module: ModuleInfo, func: ir.Expr) -> bool:
        from asyncdb_lint.semantics.expressions import evaluate

        frame = self.interpreter.names.module_frame(module)
        with frame.capture():
            values = alternatives(evaluate(frame, func))
        classes = (value.cls for value in values if isinstance(value, (ClassValue, Instance)))
        return any(self.interpreter.classes.is_one_of(cls, MAKING) for cls in classes)

    def assigned(self, frame: Frame, node: ir.Assign, value: Value) -> None:
        """Note that a function keeps to itself a handle that it made, and ends without closing it."""
        target = node.targets[0] if len(node.targets) == 1 else None
        call = node.value.value if isinstance(node.value, ir.Await) else node.value
        if frame.node is None or not isinstance(target, ir.Name) or not isinstance(call, ir.Call):
            return
        if not isinstance(value, Instance) or not value.made or not self._is(value, SESSION, CONNECTION):
            return
        origin = value.origin.given_by or value.origin.place if value.origin is not None else None
        if origin is None or origin.path != frame.path or origin.at != call.at:
            return
        if self._is(value, CONNECTION) and not origin.message.endswith(".connect()"):
            return  # a session's connection is closed with the session
        if origin.message.startswith(REGISTRY):
            return  # a registry keeps the session, and closes it
        outcome = _outcome(frame.node, target.id)
        if outcome:
            operation = f"{value.cls.name}()" if self._is(value, SESSION) else origin.message
            steps = (Place(operation, frame.path, call.at),)
            misuse = Misuse("unclosed", operation, call.at, steps, "", True, value.origin, outcome)
            self.interpreter.events.misuse(misuse, frame.function())

    def _is(self, handle: Instance, *names: str) -> bool:
        return self.interpreter.classes.is_one_of(handle.cls, names)


def _is_inside(node: ir.Function, at: ir.At) -> bool:
    return node.first_line <= at[0] < node.first_line + max(node.lines, 1)


def _outcome(function: ir.Function, name: str) -> str:
    """Where the function leaves the handle of a local variable with a transaction; empty where that is not sure."""
    bindings = [bound for statement in flatten(function.body) for bound, _ in bound_names(statement) if bound == name]
    if len(bindings) != 1:
        return ""
    last = ""
    for use in _uses(function, name):
        if use in CLOSING or use == "":
            return ""
        if use not in QUIET:
            last = use
    if last in USING:
        return f"{last}()"
    return "yield" if last == "yield" else ""


def _uses(function: ir.Function, name: str) -> Iterator[str]:
    """What is done with a variable, in the order of the source: the methods that are called, `yield`; empty for all else."""
    expected: set[int] = set()
    for node in walk(function.body):
        if isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute) and _is_name(node.func.value, name):
            expected.add(id(node.func.value))
            known = CLOSING | ENDING | USING | QUIET
            yield node.func.attr if node.func.attr in known else ""
        elif isinstance(node, ir.Yield) and _is_name(node.value, name):
            expected.add(id(node.value))
            yield "yield"
        elif isinstance(node, ir.Assign) and any(_is_name(target, name) for target in node.targets):
            expected.update(id(target) for target in node.targets)
        elif isinstance(node, ir.Name) and node.id == name and id(node) not in expected:
            yield ""
        elif isinstance(node, (ir.Function, ir.Lambda)) and any(_is_name(each, name) for each in walk(node)):
            yield ""


def _is_name(node: object, name: str) -> bool:
    return isinstance(node, ir.Name) and node.id == name
