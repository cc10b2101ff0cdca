"""The objects at hand that a call of a session's method is about, or may be about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.orm import queries
from asyncdb_lint.semantics.orm.carried import change_all, changed, forget, forget_inside, instances
from asyncdb_lint.semantics.orm.states import FILL, QUERY, Loading, SessionEvent, merged
from asyncdb_lint.semantics.orm.turns import REST
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import FunctionValue, Instance, Outside, Place, Unknown, Value, alternatives


def note(frame: Frame, kind: str, place: str, classes: frozenset[ClassInfo] | None = None, subject: str = "") -> None:
    """Remember for the callers of a function what it does with a session, and to the object at a place."""
    frame.session_events.add(SessionEvent(kind, place, classes, subject))


def classes_of(value: Value | None) -> frozenset[ClassInfo] | None:
    """The classes that an object may be of; None for any."""
    found = frozenset(each.cls for each in instances(value)) if value is not None else None
    is_open = value is None or any(isinstance(part, (Unknown, Outside)) for part in alternatives(value))
    return None if is_open else found or None


class AtHand:
    """One call of a session's method."""

    def __init__(
        self, frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, place: str, is_sync: bool
    ) -> None:
        self.frame = frame
        self.models = frame.interpreter.orm.models
        self.node = node
        self.arguments = arguments
        self.place = place
        self.is_sync = is_sync
        self.receiver = callee.receiver
        owner = callee.receiver.cls.name if isinstance(callee.receiver, Instance) else ""
        self.where = Place(f"{owner}.{callee.node.name}()", frame.path, node.at)

    def note(self, kind: str, classes: frozenset[ClassInfo] | None = None) -> None:
        note(self.frame, kind, self.place, classes)

    def concerns(self, loading: Loading) -> bool:
        return loading.session == self.place

    def is_in_line(self, cls: ClassInfo, other: ClassInfo) -> bool:
        return self.frame.interpreter.classes.is_in_line(cls, other)

    def reached(self, found: Mapping[ClassInfo, Loading] | None) -> None:
        """A query reads rows of classes (None: nobody knows of which) whose objects may be at hand."""
        if found is None:
            self.note(FILL)
            self.perhaps(None, forget)
            return
        plain = frozenset(cls for cls, loading in found.items() if not loading.steps)
        if plain:
            self.note(QUERY, plain)
        if len(plain) < len(found):
            self.note(FILL, frozenset(found) - plain)

        def fill(known: Instance, loading: Loading) -> Loading | None:
            state: Loading | None = loading
            for cls, other in found.items():
                if state is not None and self.concerns(loading) and self.is_in_line(known.cls, cls):
                    state = queries.perhaps_filled(self.models, known.cls, state, other.steps, self.where)
            return state

        change_all(self.frame, fill)

    def perhaps(
        self,
        classes: frozenset[ClassInfo] | None,
        change: Callable[[Instance, Loading], Loading | None],
        without: Collection[str] = (),
    ) -> None:
        """What may happen to any object of some classes (None: of all) that the session has."""

        def perhaps(known: Instance, loading: Loading) -> Loading | None:
            if not self.concerns(loading) or loading.status in ("new", "pending", "statement"):
                return loading
            if classes is not None and not any(self.is_in_line(known.cls, each) for each in classes):
                return loading
            return merged((loading, change(known, loading)))

        change_all(self.frame, perhaps, without)

    def subject(self) -> tuple[str | None, Value | None]:
        expression = self.node.arguments[0].value if self.node.arguments and not self.node.arguments[0].star else None
        place = place_of(expression) if expression is not None else None
        return place, self.arguments.get(0, "instance")

    def become(self, kind: str, state: Callable[[Loading], Loading | None]) -> None:
        """Change what the call is about; others of its class may be the same object."""
        place, value = self.subject()
        classes = classes_of(value)
        note(self.frame, kind, self.place, classes, place or "")
        environment = self.frame.environment
        if environment is None:
            return
        kept = environment.get(place) if place is not None else None
        self.perhaps(classes, lambda _, loading: state(loading), without=(f"{place}{REST}",))
        if place is not None and kept is not None:
            environment[place] = changed(kept, lambda _, loading: state(loading))
            forget_inside(environment, place)
