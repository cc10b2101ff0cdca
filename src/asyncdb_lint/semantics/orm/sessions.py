"""What sessions do to objects: they load, add, flush, commit, roll back, refresh, expire and close.

The state of an object hangs on the variables that lead to it: an event changes what is known of all of them, from there
on. What is not sure makes it unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.orm import statements
from asyncdb_lint.semantics.orm.carried import change_all, changed, forget, objects
from asyncdb_lint.semantics.orm.states import ANY, Loading
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    Awaitable,
    Constant,
    Container,
    FunctionValue,
    Instance,
    Place,
    Unknown,
    Value,
    alternatives,
    join,
)

UNNAMED = "?"
"""The place of a session that no variable holds."""
COMMIT, LOSE, FILL, READ = "commit", "lose", "fill", "read"
"""What a function does with a session, for its callers: it ends the transaction, may do anything to objects that it is
given, runs queries that may fill objects in, or reads what a synchronous session loads by that."""


def called(
    frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, result: Value, *, is_sync: bool
) -> Value:
    """What a method of a session gives, and what it does to the objects of the session."""
    place = place_of(node.func.value) if isinstance(node.func, ir.Attribute) else None
    event = _Event(frame, node, callee, arguments, place or UNNAMED, is_sync)
    method = callee.node.name
    if method == "query":
        selected = statements.selected(frame.interpreter.orm.models, arguments, result)
        return changed(selected, lambda _, loading: replace(loading, session=event.place, is_sync=True))
    if method in QUERIES:
        return event.query(result)
    if method in ("get", "get_one"):
        return event.get(result)
    react = EVENTS.get(method)
    if react is not None:
        react(event)
    return changed(result, forget) if method == "merge" else result


def executed(frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, result: Value) -> Value:
    """What a method of a legacy `Query` gives, and what it does to the objects of its session."""
    method = callee.node.name
    if method not in LEGACY or callee.receiver is None:
        return result
    given = next((loading for _, loading in objects(callee.receiver)), None)
    place = given.session if given is not None and given.session else UNNAMED
    event = _Event(frame, node, callee, arguments, place, True)
    if method in ("update", "delete"):
        event.lose_all()
        return result
    return event.get(result) if method == "get" and given is not None else event.obtain(result)


class _Event:
    """One call of a session's method."""

    def __init__(
        self,
        frame: Frame,
        node: ir.Call,
        callee: FunctionValue,
        arguments: Arguments,
        place: str,
        is_sync: bool,
    ) -> None:
        self.frame = frame
        self.node = node
        self.arguments = arguments
        self.place = place
        self.is_sync = is_sync
        self.receiver = callee.receiver
        owner = callee.receiver.cls.name if isinstance(callee.receiver, Instance) else ""
        self.where = Place(f"{owner}.{callee.node.name}()", frame.path, node.at)

    def note(self, kind: str) -> None:
        self.frame.session_events.add((kind, self.place))

    def concerns(self, loading: Loading) -> bool:
        return loading.session == self.place

    def query(self, result: Value) -> Value:
        """Objects come out of the database; those that are known already may be filled in."""
        given = self.arguments.get(0, "statement")
        parts = alternatives(given) if given is not None else ()
        if not parts or any(isinstance(part, Unknown) or _is_changing(part) for part in parts):
            self.lose_all()
        return self.obtain(result)

    def obtain(self, result: Value) -> Value:
        """Objects that come out of the database, loaded as their statement says."""
        self.flush()
        found = list(objects(result))
        if found or any(isinstance(part, Instance) for part in _inner(result)):
            self._filled(self._reached(found) if found else None)
        return changed(result, self._obtained)

    def _obtained(self, _: Instance, loading: Loading) -> Loading:
        if loading.status != "statement":
            return loading
        obtained = replace(loading, status="loaded", session=self.place, where=self.where, is_sync=self.is_sync)
        return replace(obtained, handle=self.receiver)

    def get(self, result: Value) -> Value:
        self.flush()
        self._filled(None if "options" in self.arguments.keywords else frozenset())
        options = self.arguments.keywords.get("options")
        given = [options] if options is not None else []
        parts: list[Value] = []
        for part in alternatives(result.result if isinstance(result, Awaitable) else result):
            if isinstance(part, Instance) and self.frame.interpreter.orm.models.of(part.cls) is not None:
                before = part.state.steps if isinstance(part.state, Loading) else ()
                steps = statements.read(self.frame, given, [part])
                state = Loading((*before, *(steps or ())), session=self.place)
                part = replace(part, state=self._obtained(part, state) if steps is not None else None)
            parts.append(part)
        return replace(result, result=join(parts)) if isinstance(result, Awaitable) else join(parts)

    def _reached(self, found: list[tuple[Instance, Loading]]) -> frozenset[ClassInfo] | None:
        """The classes whose objects a query with options may fill in; None where that may be any."""
        models = self.frame.interpreter.orm.models
        reached: set[ClassInfo] = set()
        for entity, loading in found:
            for step in loading.steps:
                current: ClassInfo | None = entity.cls
                for key in step.keys:
                    model = models.of(current) if current is not None else None
                    if model is None or current is None or key == ANY:
                        return None
                    reached.add(current)
                    relationship = model.relationships.get(key)
                    current = relationship.target if relationship is not None else None
                    if relationship is None:
                        break
        return frozenset(reached)

    def _filled(self, classes: frozenset[ClassInfo] | None) -> None:
        """Another query may load what was expired, and, with options, what was not loaded of some classes (None: of any)."""
        if classes is None or classes:
            self.note(FILL)
        is_in_line = self.frame.interpreter.classes.is_in_line

        def fill(known: Instance, loading: Loading) -> Loading | None:
            if not self.concerns(loading) or loading.status == "pending":
                return loading
            is_filled = classes is None or any(is_in_line(known.cls, each) for each in classes)
            return None if is_filled or loading.status == "expired" else loading

        change_all(self.frame, fill)

    def lose_all(self) -> None:
        self.note(LOSE)
        change_all(self.frame, lambda _, loading: None if self.concerns(loading) else loading)

    def flush(self) -> None:
        def flush(_: Instance, loading: Loading) -> Loading:
            if loading.status != "pending" or not self.concerns(loading):
                return loading
            return replace(loading, status="loaded", where=self.where)

        change_all(self.frame, flush)

    def commit(self) -> None:
        self.note(COMMIT)
        committed(self.frame, self.place, self.receiver, self.where, is_sync=self.is_sync)

    def rollback(self) -> None:
        self.note(LOSE)

        def roll_back(_: Instance, loading: Loading) -> Loading | None:
            if loading.session == UNNAMED or loading.session == "":
                return None
            if not self.concerns(loading):
                return loading
            if loading.status == "pending":
                return None
            return replace(loading, status="expired", present=frozenset(), where=self.where)

        change_all(self.frame, roll_back)

    def _subject(self) -> tuple[str | None, Value | None]:
        expression = self.node.arguments[0].value if self.node.arguments and not self.node.arguments[0].star else None
        place = place_of(expression) if expression is not None else None
        return place, self.arguments.get(0, "instance")

    def _become(self, place: str | None, value: Value | None, state: Callable[[Loading], Loading | None]) -> None:
        """Change what the call is about; of others of its class, which may be the same object, nothing is known."""
        subject = next((loading for _, loading in objects(value)), None) if value is not None else None
        classes = {each.cls for each, _ in objects(value)} if value is not None else set()
        environment = self.frame.environment
        if environment is None:
            return

        def same(other: Instance, loading: Loading) -> Loading | None:
            is_in_line = self.frame.interpreter.classes.is_in_line
            return None if any(is_in_line(other.cls, cls) for cls in classes) else loading

        kept = environment.get(place) if place is not None else None
        change_all(self.frame, same)
        if place is not None and kept is not None and subject is not None:
            environment[place] = changed(kept, lambda _, loading: state(loading))
            for inside in [each for each in environment if each.startswith(place + ".")]:
                del environment[inside]

    def add(self) -> None:
        place, value = self._subject()
        if place is None or value is None:
            return
        environment = self.frame.environment
        kept = environment.get(place) if environment is not None else None
        if environment is not None and kept is not None:
            environment[place] = changed(kept, self._added)

    def _added(self, _: Instance, loading: Loading) -> Loading | None:
        if loading.status != "new":
            return loading
        return replace(loading, status="pending", session=self.place, is_sync=self.is_sync, handle=self.receiver)

    def add_all(self) -> None:
        given = self.node.arguments[0].value if self.node.arguments else None
        for item in given.items if isinstance(given, ir.Sequence) else ():
            place = place_of(item)
            environment = self.frame.environment
            if place is not None and environment is not None and place in environment:
                environment[place] = changed(environment[place], self._added)

    def refresh(self) -> None:
        self.note(LOSE)
        self.flush()
        place, value = self._subject()
        names = self.arguments.get(1, "attribute_names")
        if names is None or names == Constant(None):
            self._become(place, value, self._refreshed)
            return
        items = names.items if isinstance(names, Container) else None
        listed = [part.value for part in items if isinstance(part, Constant)] if items is not None else None
        if listed is None or items is None or len(listed) != len(items):
            self._become(place, value, lambda _: None)
            return
        known = [each for each in listed if isinstance(each, str)]
        self._become(place, value, lambda loading: replace(loading.having(*known), session=self.place))

    def _refreshed(self, loading: Loading) -> Loading | None:
        if loading.status not in ("loaded", "expired"):
            return None
        present = loading.present if loading.status == "loaded" else frozenset[str]()
        return replace(
            loading, status="loaded", is_selected=True, present=present, session=self.place, where=self.where
        )

    def expire(self) -> None:
        self.note(LOSE)
        place, value = self._subject()
        is_whole = len(self.node.arguments) == 1
        self._become(place, value, lambda loading: self._expired(loading) if is_whole else None)

    def _expired(self, loading: Loading) -> Loading | None:
        if loading.status not in ("loaded", "expired"):
            return None
        return replace(loading, status="expired", present=frozenset(), where=self.where)

    def lose_one(self) -> None:
        self.note(LOSE)
        place, value = self._subject()
        self._become(place, value, lambda _: None)

    def close(self) -> None:
        self.note(LOSE)
        closed(self.frame, self.place)


def committed(frame: Frame, place: str, session: Value | None, where: Place, *, is_sync: bool) -> None:
    """What a commit does to the objects of a session, and to those whose session is not known."""

    def commit(_: Instance, loading: Loading) -> Loading | None:
        if loading.session in ("", UNNAMED) and loading.status not in ("new", "statement"):
            return None
        if loading.session != place or loading.status not in ("pending", "loaded", "expired"):
            return loading
        expiry = frame.interpreter.orm.expiries.of(session, is_sync)
        if expiry is None:
            return None
        if expiry.on_commit:
            return replace(loading, status="expired", present=frozenset(), where=where, expiry=expiry)
        return replace(loading, status="loaded", where=where) if loading.status == "pending" else loading

    change_all(frame, commit)


def closed(frame: Frame, place: str) -> None:
    """What closing a session does to its objects."""

    def close(_: Instance, loading: Loading) -> Loading | None:
        return detached(loading) if loading.session == place else loading

    change_all(frame, close)


def detached(loading: Loading) -> Loading | None:
    """The state of an object whose session is closed."""
    if loading.status not in ("loaded", "expired") or loading.is_sync:
        return None
    return replace(loading, is_closed=True)


def _inner(value: Value) -> tuple[Value, ...]:
    """The alternatives of what a coroutine of a session gives, looked into once."""
    result = getattr(value, "result", value)
    parts: list[Value] = []
    for part in alternatives(result):
        parts += [inner for each in getattr(part, "arguments", ()) for inner in alternatives(each)] or [part]
    return tuple(part for part in parts if isinstance(part, Instance) and not part.cls.module.is_facts)


def _is_changing(statement: Value) -> bool:
    """Whether SQLAlchemy carries a statement out on the objects at hand as well: it expires some, and takes others out."""
    return isinstance(statement, Instance) and statement.cls.name in ("Update", "Delete")


LEGACY = frozenset({"all", "first", "one", "one_or_none", "get", "update", "delete"})
QUERIES = frozenset({"execute", "scalar", "scalars", "stream", "stream_scalars", "exec"})
EVENTS: Mapping[str, Callable[[_Event], None]] = MappingProxyType(
    {
        "add": _Event.add,
        "add_all": _Event.add_all,
        "flush": _Event.flush,
        "commit": _Event.commit,
        "rollback": _Event.rollback,
        "refresh": _Event.refresh,
        "expire": _Event.expire,
        "expire_all": _Event.lose_all,
        "expunge": _Event.lose_one,
        "expunge_all": _Event.lose_all,
        "delete": _Event.lose_one,
        "merge": _Event.lose_one,
        "run_sync": _Event.lose_all,
        "close": _Event.close,
        "aclose": _Event.close,
        "reset": _Event.close,
        "invalidate": _Event.close,
    }
)
