"""Coroutines of database work: which classes have them, and the call that each one comes from.

The facts mark a class whose coroutines talk to the database (`@asynchronous`), with its synchronous counterpart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.effects import class_mark
from asyncdb_lint.semantics.values import (
    Awaitable,
    ClassValue,
    FunctionValue,
    Instance,
    Origin,
    Place,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter
    from asyncdb_lint.semantics.orm.states import SessionEvent
    from asyncdb_lint.semantics.summary import Summary

LIBRARIES = frozenset({"sqlalchemy", "sqlmodel"})
"""Their facts have every public name, so that a name that is not among them does not exist."""


@dataclass(frozen=True)
class CoroutineCall:
    """The call that made a coroutine: `function` contains it, `steps` lead from it to the database.

    `helper` names the called function of the project where there is one; `made` is False where only an annotation
    says that the handle is an asynchronous one. `inner` and `handles` are the places, of the called function and of the
    one that calls it, through which it reaches the handles that it uses. `session_events` is what the called function
    does with sessions that it has from outside.
    """

    operation: str
    steps: tuple[Place, ...]
    function: FunctionValue | None
    helper: str = ""
    made: bool = True
    origin: Origin | None = None
    inner: frozenset[str] = frozenset()
    session_events: frozenset[SessionEvent] = frozenset()
    handles: frozenset[str] = frozenset()


class Coroutines:
    """Answers questions about asynchronous classes, and stamps what their methods give."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._counterparts: dict[ClassInfo, ClassInfo | bool] = {}
        self._handed_on: dict[ir.Function, frozenset[str]] = {}
        self._read_names: dict[ir.Function, frozenset[str]] = {}

    def is_asynchronous(self, cls: ClassInfo) -> bool:
        """Whether the coroutines of a class (or of a base of it) are database work."""
        return self._counterpart(cls) is not False

    def lacks(self, cls: ClassInfo, name: str) -> bool:
        """Whether an asynchronous class surely has no such attribute, and its synchronous counterpart has it."""
        counterpart, classes = self._counterpart(cls), self.interpreter.classes
        if not isinstance(counterpart, ClassInfo) or classes.find(counterpart, name) is None:
            return False
        if classes.unknown_base(cls) is not None or classes.assigned_in(cls, name):
            return False
        return all(classes.find(cls, each) is None for each in (name, "__getattr__", "__getattribute__"))

    def are_for(self, function: FunctionValue) -> bool:
        """Whether a plain function is given a handle whose methods are coroutines, as its signature says."""
        scope = self.interpreter.scope(function)
        given: list[Value] = []
        for parameter in function.node.parameters:
            if parameter.annotation is not None:
                given.append(self.interpreter.annotations.value(scope, parameter.annotation))
            elif isinstance(parameter.default, ir.Call) and last_name(parameter.default.func) == "Depends":
                given.append(self.interpreter.parameters.declared_all(function, None)[parameter.name])
        parts = (part for value in given for part in alternatives(value))
        return any(isinstance(part, Instance) and self.is_asynchronous(part.cls) for part in parts)

    def hands_on(self, node: ir.Function, name: str) -> bool:
        """Whether a function awaits a variable, or hands it to something that may: then it may be a coroutine there."""
        known = self._handed_on.get(node)
        if known is None:
            known = self._handed_on[node] = frozenset(_handed_on(node.body))
        return name in known

    def _counterpart(self, cls: ClassInfo) -> ClassInfo | bool:
        known = self._counterparts.get(cls)
        if known is None:
            known = self._counterparts[cls] = self._read(cls)
        return known

    def _read(self, cls: ClassInfo) -> ClassInfo | bool:
        for each in self.interpreter.classes.order(cls):
            name = class_mark(each.node, "asynchronous") if each.module.is_facts else ""
            if name:
                module_name, _, simple = name.rpartition(".")
                module = self.interpreter.project.module(module_name)
                value = self.interpreter.names.module_name(module, simple) if module is not None else None
                return value.cls if isinstance(value, ClassValue) else True
        return False

    def names_read(self, node: ir.Function) -> frozenset[str]:
        """The names that a function, or a function inside of it, reads."""
        known = self._read_names.get(node)
        if known is None:
            known = self._read_names[node] = frozenset(_names_read(node.body))
        return known

    def of_library(self, frame: Frame, callee: FunctionValue, value: Value, operation: str, at: ir.At) -> Awaitable:
        """What a coroutine function of the facts gives when it is called."""
        receiver = callee.receiver
        cls = receiver.cls if isinstance(receiver, (Instance, ClassValue)) else None
        if cls is None or at == NOWHERE or not self.is_asynchronous(cls):
            return Awaitable(value)
        place = Place(operation, frame.path, at)
        frame.note_work((place,))
        made = not isinstance(receiver, Instance) or receiver.made
        origin = receiver.origin if isinstance(receiver, Instance) else None
        if isinstance(receiver, Instance):
            self.interpreter.lifetimes.used(frame, receiver)
        return Awaitable(value, CoroutineCall(operation, (place,), frame.function(), "", made, origin))

    def of_project(self, frame: Frame, name: str, summary: Summary, origin: Origin | None, at: ir.At) -> Awaitable:
        """What a coroutine function of the project gives when it is called, where it leads to the database."""
        result, work = summary.result, summary.work
        if not work or at == NOWHERE:
            return Awaitable(result)
        steps = (Place(name, frame.path, at), *work)
        frame.note_work(steps)
        function = frame.function()
        events = summary.session_events
        call = CoroutineCall(work[-1].message, steps, function, name, True, origin, summary.handles, events)
        return Awaitable(result, call)

    def passed_on(self, frame: Frame, name: str, result: Value, at: ir.At) -> Value:
        """What a plain function gives: of a coroutine that it returns, the call of the function is the call."""
        parts = alternatives(result)
        if at == NOWHERE or not any(isinstance(part, Awaitable) and part.call is not None for part in parts):
            return result
        return join(self._seen_from(frame, name, part, at) for part in parts)

    def _seen_from(self, frame: Frame, name: str, value: Value, at: ir.At) -> Value:
        if not isinstance(value, Awaitable) or value.call is None:
            return value
        call = value.call
        steps = (Place(name, frame.path, at), *call.steps)
        frame.note_work(steps)
        return Awaitable(
            value.result, CoroutineCall(call.operation, steps, frame.function(), name, call.made, call.origin)
        )


def _handed_on(body: Sequence[object]) -> Iterator[str]:
    """The variables that are used otherwise than by their attributes, or in tests."""
    apart: set[int] = set()
    for node in walk(body):
        if isinstance(node, ir.Attribute):
            apart.add(id(node.value))
        elif isinstance(node, (ir.Assign, ir.AnnotatedAssign)):
            apart.update(id(each) for each in (*getattr(node, "targets", ()), getattr(node, "target", None)))
        elif isinstance(node, ir.If):
            apart.update(id(each) for each in walk(node.test) if not isinstance(node.test, ir.Call))
        elif isinstance(node, ir.Name) and id(node) not in apart:
            yield node.id


def _names_read(body: Sequence[object]) -> Iterator[str]:
    """Names that are read; those that an assignment, a loop or a `with` only binds are not."""
    pending: list[object] = list(body)
    while pending:
        item = pending.pop()
        if isinstance(item, (list, tuple)):
            pending.extend(item)
        elif isinstance(item, ir.Name):
            yield item.id
        elif isinstance(item, ir.Node):
            fields = [getattr(item, name) for name in item.__struct_fields__ if name not in ("at", "target", "targets")]
            targets = [getattr(item, "target", None), *getattr(item, "targets", ())]
            pending.extend(fields)
            pending.extend(each for each in targets if not isinstance(each, ir.Name))


NOWHERE: ir.At = (0, 0, 0, 0)


def is_of_library(module: ModuleInfo) -> bool:
    """Whether a module is of a library whose facts are complete."""
    return module.is_facts and module.name.partition(".")[0] in LIBRARIES
