"""One session, several tasks: which handles a coroutine uses, and where two that use the same one run at once.

A handle is named by the place through which code reaches it: `db`, `self.session`. The places of a function that its
parameters (or variables of the function around it) lead to are places of its caller as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import bound_names, flatten, target_names
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk
from asyncdb_lint.semantics.coroutines import CoroutineCall
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.summary import Misuse
from asyncdb_lint.semantics.values import (
    Awaitable,
    Container,
    FunctionValue,
    Instance,
    Place,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

RECEIVER = "self"
SHARED_CLASSES = frozenset(
    {"sqlalchemy.ext.asyncio.session.AsyncSession", "sqlalchemy.ext.asyncio.engine.AsyncConnection"}
)
"""Handles that one task at a time may use; an engine, and a session that each task has its own of, are for all."""
RUNNING_AT_ONCE = frozenset({"gather", "wait", "as_completed"})


def with_handles(frame: Frame, node: ir.Call, callee: Value, result: Value) -> Value:
    """What a call gives, with the places of the caller through which the coroutine reaches its handles."""
    if not isinstance(result, Awaitable) or result.call is None or result.call.steps[0].at != node.at:
        return result
    call = result.call
    if isinstance(callee, FunctionValue) and callee.module.is_facts:
        inner: Iterable[str] = (RECEIVER,) if _is_shared(frame, callee.receiver) else ()
    else:
        inner = call.inner
    outer = (outer_place(frame, node, callee, name) for name in inner)
    places = frozenset(place for place in outer if place is not None and not _is_for_all(frame, place))
    if not places:
        return result
    frame.handles.update(places)
    return replace(result, call=replace(call, handles=places))


def _is_shared(frame: Frame, receiver: Value | None) -> bool:
    if not isinstance(receiver, Instance):
        return False
    return frame.interpreter.classes.is_one_of(receiver.cls, SHARED_CLASSES)


def _is_for_all(frame: Frame, place: str) -> bool:
    """Whether a place is known to hold something else than a handle: a registry that gives each task its own."""
    value = frame.get(place)
    return value is not None and any(
        isinstance(part, Instance) and not _is_shared(frame, part) for part in alternatives(value)
    )


def outer_place(frame: Frame, node: ir.Call, callee: Value, place: str) -> str | None:
    """The caller's place for a place of the called function."""
    root, _, rest = place.partition(".")
    argument: ir.Expr | None = None
    is_method = isinstance(callee, FunctionValue) and callee.receiver is not None
    if isinstance(callee, FunctionValue) and not callee.module.is_facts:
        parameters = callee.node.parameters
        names = [parameter.name for parameter in parameters if parameter.kind in ("positional", "either")]
        known = {parameter.name for parameter in parameters}
        if root not in known:
            return place if callee.closure is frame else None
        if is_method and names and names[0] == root:
            argument = node.func.value if isinstance(node.func, ir.Attribute) else None
        else:
            argument = _argument(node, names[1:] if is_method else names, root)
    elif place == RECEIVER:
        argument = node.func.value if isinstance(node.func, ir.Attribute) else None
    outer = place_of(argument) if argument is not None else None
    if outer is None:
        return None
    return f"{outer}.{rest}" if rest else outer


def _argument(node: ir.Call, names: list[str], wanted: str) -> ir.Expr | None:
    for number, argument in enumerate(node.arguments):
        if argument.star:
            return None
        if argument.name == wanted or (argument.name is None and number < len(names) and names[number] == wanted):
            return argument.value
    return None


def handed_in(frame: Frame) -> frozenset[str]:
    """The places of handles that a function has from outside: from parameters that it does not assign, or closures."""
    return outside_places(frame, frame.handles)


def outside_places(frame: Frame, places: Collection[str]) -> frozenset[str]:
    """Of some places, those that a function has from outside."""
    if frame.node is None or not places:
        return frozenset()
    assigned = {name for statement in flatten(frame.node.body) for name, _ in bound_names(statement)}
    parameters = {parameter.name for parameter in frame.node.parameters}
    roots = {place.partition(".")[0] for place in places}
    outside = {root for root in roots if root not in assigned and (root in parameters or frame.parent is not None)}
    return frozenset(place for place in places if place.partition(".")[0] in outside)


def check(frame: Frame, node: ir.Call, callee: Value, positional: list[Value], more: Value | None) -> None:
    """Note a call that runs several coroutines at once of which two use one handle."""
    if not isinstance(callee, FunctionValue) or callee.module.name.partition(".")[0] != "asyncio":
        return
    if callee.node.name in RUNNING_AT_ONCE:
        values = [part for value in positional for part in _listed(value)]
        calls = [part.call for part in values if isinstance(part, Awaitable) and part.call is not None]
        _repeated(frame, node, calls)
        for value in (*positional, more):
            many = _element(value) if value is not more else value
            if isinstance(many, Awaitable) and many.call is not None and many.call.function is not None:
                _many(frame, node, many.call)
    elif callee.node.name == "create_task" and callee.owner is not None and callee.owner.name == "TaskGroup":
        calls = [part.call for part in positional[:1] if isinstance(part, Awaitable) and part.call is not None]
        group = place_of(node.func.value) if isinstance(node.func, ir.Attribute) else None
        if group is not None and calls:
            started = frame.tasks.setdefault(group, {})
            started.update({each.steps[0].at: each for each in calls})
            _repeated(frame, node, list(started.values()))


def _listed(value: Value) -> tuple[Value, ...]:
    if isinstance(value, Container):
        return value.items or ()
    return (value,)


def _element(value: Value | None) -> Value | None:
    return value.element if isinstance(value, Container) and value.items is None else None


def _repeated(frame: Frame, node: ir.Call, calls: list[CoroutineCall]) -> None:
    """Note the first handle that two of the coroutines use."""
    seen: dict[str, CoroutineCall] = {}
    for call in calls:
        for place in sorted(call.handles):
            first = seen.setdefault(place, call)
            if first is not call and first.steps[0].at != call.steps[0].at:
                _note(frame, node, place, (first, call))
                return


def _many(frame: Frame, node: ir.Call, call: CoroutineCall) -> None:
    """Note a handle that each of many coroutines uses: they come from one call in a comprehension."""
    if call.function is None or call.function.node is not frame.node:
        return
    at = call.steps[0].at
    bound = _bound_around(frame.node.body, at)
    for place in sorted(call.handles):
        if bound is not None and place.partition(".")[0] not in bound:
            _note(frame, node, place, (call,))
            return


def _bound_around(body: list[ir.Stmt], at: ir.At) -> set[str] | None:
    """The names that the comprehension around a call binds; None where it stands in none."""
    for node in walk(body, stop=(ir.Function, ir.Class)):
        if isinstance(node, ir.Comprehension) and _contains(node.elements, at):
            return {name for clause in node.clauses for name in target_names(clause.target)}
    return None


def _contains(nodes: object, at: ir.At) -> bool:
    return any(isinstance(node, ir.Call) and node.at == at for node in walk(nodes))


def _note(frame: Frame, node: ir.Call, place: str, calls: tuple[CoroutineCall, ...]) -> None:
    value = frame.get(place)
    handle = next((part for part in alternatives(value) if isinstance(part, Instance)), None) if value else None
    made = all(call.made for call in calls) and (handle is None or handle.made)
    origin = handle.origin if handle is not None else calls[0].origin
    steps = tuple(Place(each.helper or each.operation, each.steps[0].path, each.steps[0].at) for each in calls)
    misuse = Misuse("shared", place, node.at, steps, "", made, origin, "many" if len(calls) == 1 else "")
    frame.interpreter.events.misuse(misuse, frame.function())
