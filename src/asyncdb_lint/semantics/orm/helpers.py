"""What functions of the project do to the objects of those that call them, by what they do with sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name
from asyncdb_lint.semantics.orm import at_hand, endings, queries
from asyncdb_lint.semantics.orm.carried import Change, change_all, changed, forget, holds, unless_known
from asyncdb_lint.semantics.orm.states import COMMIT, FILL, FLUSH, LOSE, QUERY, READ, Loading, SessionEvent
from asyncdb_lint.semantics.orm.turns import REST
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.sharing import outer_place, outside_places
from asyncdb_lint.semantics.values import Awaitable, FunctionValue, Instance, Place, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame


def called(frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, result: Value) -> Value:
    """What a function of the project gives; it may do to the session that it is given whatever its body does."""
    call = result.call if isinstance(result, Awaitable) else None
    if call is not None and call.steps[0].at == node.at:
        ran(frame, node, callee, arguments, call.session_events)

    def seen(_: Instance, loading: Loading) -> Loading:
        outer = outer_place(frame, node, callee, loading.session) if loading.session else None
        return replace(loading, session=outer or "")

    return unless_known(frame, changed(result, seen))


def ran(
    frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, events: frozenset[SessionEvent]
) -> None:
    """What a function did with sessions happens to the objects at hand; one that something else calls may do it to any."""
    is_called_here = last_name(node.func) == callee.node.name
    by_place: dict[str, list[SessionEvent]] = {}
    for event in events:
        outer = (outer_place(frame, node, callee, event.place) if is_called_here else None) or endings.UNNAMED
        subject = outer_place(frame, node, callee, event.subject) if is_called_here and event.subject else None
        # One summary serves calls with objects of several classes: those of this call's object count as well.
        classes = event.classes
        if subject and classes is not None:
            own = at_hand.classes_of(value_at(frame, subject))
            classes = classes | own if own is not None else None
        seen = replace(event, place=outer, subject=subject or "", classes=classes)
        by_place.setdefault(outer, []).append(seen)
        frame.session_events.add(seen)
    where = Place(f"{callee.node.name}()", frame.path, node.at)
    for place, found in by_place.items():
        _happened(frame, place, found, where)
    if any(event.kind == LOSE and event.classes is None for event in events):
        given_away(frame, arguments)


def _happened(frame: Frame, place: str, events: list[SessionEvent], where: Place) -> None:
    """In which order it happened is not known: what was read again may have been before or after a commit."""
    kinds = {event.kind for event in events}
    if kinds & {FILL, LOSE, QUERY}:
        rests = {f"{event.subject}{REST}" for event in events if event.subject}
        change_all(frame, _reading(frame, place, events, where), without=rests)
        environment = frame.environment or {}
        for rest in rests & environment.keys():
            others = [event for event in events if f"{event.subject}{REST}" != rest]
            environment[rest] = changed(environment[rest], _reading(frame, place, others, where))
    if READ in kinds:
        change_all(frame, lambda _, loading: None if loading.is_sync else loading)
    if FLUSH in kinds and place != endings.UNNAMED:
        endings.flush(frame, place, where)
    if COMMIT in kinds:
        if place == endings.UNNAMED:
            change_all(frame, forget_persistent)
        else:
            session = value_at(frame, place)
            endings.committed(frame, place, session, where, is_sync=frame.interpreter.orm.is_sync(session))


def _reading(frame: Frame, place: str, events: list[SessionEvent], where: Place) -> Change:
    """What queries and refreshes of a function do to objects of its caller."""
    kinds = {event.kind for event in events}
    models = frame.interpreter.orm.models
    is_in_line = frame.interpreter.classes.is_in_line

    def concerns(loading: Loading) -> bool:
        is_its = place == endings.UNNAMED or loading.session in (place, "", endings.UNNAMED)
        return is_its and loading.status not in ("new", "statement")

    def is_of(event: SessionEvent, cls: ClassInfo) -> bool:
        return event.classes is None or any(is_in_line(cls, each) for each in event.classes)

    def happen(part: Instance, loading: Loading) -> Loading | None:
        if not concerns(loading):
            return loading
        own = {event.kind for event in events if is_of(event, part.cls)}
        if own & {FILL, LOSE}:
            return None
        if QUERY in own:
            if COMMIT in kinds or loading.status in ("pending", "expired"):
                return None
            return queries.perhaps_filled(models, part.cls, loading, (), where)
        return None if loading.status == "expired" and kinds & {FILL, LOSE} else loading

    return happen


def given_away(frame: Frame, arguments: Arguments) -> None:
    """What is handed to code that may load or expire anything is no longer known, nor are others of its class."""
    given = [*arguments.values(), *([arguments.more] if arguments.more is not None else [])]
    orm = frame.interpreter.orm
    is_session = any(orm.is_session(part) for value in given for part in alternatives(value))
    if not is_session and not any(holds(value) for value in given):
        return
    change_all(frame, forget if not is_session else forget_persistent)


def events_outside(frame: Frame) -> frozenset[SessionEvent]:
    """What a function does with sessions that are not its own."""
    places = outside_places(frame, {event.place for event in frame.session_events})
    return frozenset(event for event in frame.session_events if event.place in places or event.place == endings.UNNAMED)


def forget_persistent(_: Instance, loading: Loading) -> Loading | None:
    """Nothing is known any more of an object that has a session."""
    return loading if loading.status in ("new", "statement") else None


def value_at(frame: Frame, place: str) -> Value | None:
    """The value at a place, as far as variables and the fields of objects tell."""
    known = frame.get(place)
    if known is not None or "." not in place:
        return known
    outer, _, name = place.rpartition(".")
    holder = value_at(frame, outer)
    found = [part.get(name) for part in alternatives(holder) if isinstance(part, Instance)] if holder else []
    return found[0] if len(found) == 1 else None
