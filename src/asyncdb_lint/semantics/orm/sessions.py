"""What sessions do to objects: they load, add, flush, commit, roll back, refresh, expire and close.

The state of an object hangs on the variables that lead to it: an event changes what is known of all of them, from there
on. What is not sure stands beside what was known before, as the state of another path, or makes it unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.orm import queries, statements
from asyncdb_lint.semantics.orm.at_hand import AtHand, classes_of
from asyncdb_lint.semantics.orm.carried import (
    change_all,
    changed,
    forget,
    holding,
    objects,
    unless_known,
)
from asyncdb_lint.semantics.orm.endings import UNNAMED, closed, committed, detached, flush
from asyncdb_lint.semantics.orm.fates import EXPIRED
from asyncdb_lint.semantics.orm.states import (
    COMMIT,
    FILL,
    FLUSH,
    LOSE,
    Changing,
    Loading,
    Step,
)
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    NONE,
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
    if method == "merge":
        return event.merge(result)
    react = EVENTS.get(method)
    if react is not None and (not callee.node.is_async or frame.is_awaiting):
        react(event)
    elif react is not None:
        event.lose_all()  # it runs where its coroutine is awaited, or never
    return result


def executed(frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, result: Value) -> Value:
    """What a method of a legacy `Query` gives, and what it does to the objects of its session."""
    method = callee.node.name
    if method not in LEGACY or callee.receiver is None:
        return result
    given = next((loading for _, loading in objects(callee.receiver)), None)
    event = _Event(frame, node, callee, arguments, _session_of(given), True)
    if method in ("update", "delete"):
        event.lose_all()
        return result
    return event.get(result) if method == "get" and given is not None else event.obtain(result)


def iterated(frame: Frame, callee: FunctionValue, query: Value, at: ir.At) -> Value:
    """A legacy `Query` that is iterated: its objects come out of the database."""
    given = next((loading for _, loading in objects(query)), None)
    call = ir.Call(ir.Const(None, ""), [], at)
    event = _Event(frame, call, callee, Arguments([], {}), _session_of(given), True)
    event.where = Place("iterating Query", frame.path, at)
    return event.obtain(query)


def _session_of(loading: Loading | None) -> str:
    return loading.session if loading is not None and loading.session else UNNAMED


class _Event(AtHand):
    """One call of a session's method, and what it does."""

    def query(self, result: Value) -> Value:
        """Objects come out of the database; those that are known already may be filled in."""
        given = self.arguments.get(0, "statement")
        parts = alternatives(given) if given is not None else ()
        changing = [part.state for part in parts if isinstance(part, Instance) and isinstance(part.state, Changing)]
        if not parts or any(isinstance(part, Unknown) or _is_changing(part) for part in parts):
            self.autoflush()
            if parts and len(changing) == len(parts):
                for state in changing:
                    self._changed_by(state)
            else:
                self.lose_all()
            return changed(result, self._obtained)
        return self.obtain(result)

    def obtain(self, result: Value) -> Value:
        """Objects that come out of the database, loaded as their statement says."""
        self.autoflush()
        before = holding(self.frame)
        found = list(objects(result))
        if found:
            self.reached(queries.reached(self.models, found))
        elif any(isinstance(part, Instance) for part in _inner(result)):
            self.reached(None)
        obtained = changed(result, self._obtained)
        return unless_known(self.frame, obtained, before) if found else obtained

    def _obtained(self, _: Instance, loading: Loading) -> Loading:
        if loading.status != "statement":
            return loading
        obtained = replace(loading, status="loaded", session=self.place, where=self.where, is_sync=self.is_sync)
        return replace(obtained, handle=self.receiver)

    def get(self, result: Value) -> Value:
        self.autoflush()
        before = holding(self.frame)
        options = self.arguments.keywords.get("options")
        given = [options] if options is not None else []
        parts: list[Value] = []
        for part in alternatives(result.result if isinstance(result, Awaitable) else result):
            if isinstance(part, Instance) and self.models.of(part.cls) is not None:
                known = part.state.steps if isinstance(part.state, Loading) else ()
                steps = statements.read(self.frame, given, [part])
                state = self._obtained(part, Loading((*known, *(steps or ()))))
                self.reached(queries.reached(self.models, [(part, state)]) if steps is not None else None)
                part = replace(part, state=state if steps is not None else None)
            parts.append(part)
        found = replace(result, result=join(parts)) if isinstance(result, Awaitable) else join(parts)
        return unless_known(self.frame, found, before)

    def merge(self, result: Value) -> Value:
        """The object of the session that has the same identity, with what the given one has."""
        self.autoflush()
        value = self.arguments.get(0, "instance")
        given = next((loading for _, loading in objects(value)), None) if value is not None else None
        classes = classes_of(value)
        self.note(FILL, classes)
        self.perhaps(classes, forget)
        is_plain = "options" not in self.arguments.keywords and given is not None and not given.variants
        if not is_plain or given is None:
            return changed(result, forget)
        state = self._merged(given, next(iter(classes))) if classes else None
        if isinstance(result, Awaitable):
            return replace(result, result=_with_state(result.result, state))
        return _with_state(result, state)

    def _merged(self, given: Loading, cls: ClassInfo) -> Loading | None:
        model = self.models.of(cls)
        if model is None or given.status not in ("new", "loaded"):
            return None
        state = replace(given, session=self.place, where=self.where, is_closed=False, through=(), is_sync=self.is_sync)
        state = replace(state, handle=self.receiver)
        if given.status == "loaded":
            return state
        if not model.keys & given.present:
            return replace(state, status="pending")
        assigned = frozenset((name, False) for name in given.present - model.keys)
        return replace(state, status="loaded", is_selected=True, assigned=assigned)

    def _changed_by(self, state: Changing) -> None:
        """An UPDATE or DELETE that is carried out on the objects at hand as well."""
        classes = frozenset({state.cls})
        model = self.models.of(state.cls)
        self.note(FILL, classes)
        is_sure = state.is_all and not state.is_delete and "execution_options" not in self.arguments.keywords
        names = [*state.expressions, *(model.generated() if model is not None else ())]
        lacking = [name for name in names if model is None or not _is_expression(model, name)]

        def update(known: Instance, loading: Loading) -> Loading | None:
            if loading.status == "expired" or state.is_delete:
                return loading if loading.status == "expired" and not state.is_delete else None
            return loading.lacking(
                "deferred", [name for name in lacking if name not in state.names - state.expressions]
            )

        if not is_sure:
            self.perhaps(classes, update)
            return

        def all_of(known: Instance, loading: Loading) -> Loading | None:
            is_its = self.concerns(loading) and loading.status in ("loaded", "expired")
            return update(known, loading) if is_its and self.is_in_line(known.cls, state.cls) else loading

        change_all(self.frame, all_of)

    def lose_all(self) -> None:
        self.note(LOSE)
        change_all(self.frame, lambda _, loading: None if self.concerns(loading) else loading)

    def autoflush(self) -> None:
        """A query sends what was changed first, unless the session was told not to."""
        flushes = self.frame.interpreter.orm.expiries.flushes(self.receiver, self.is_sync)
        if flushes:
            self.flush()
        elif flushes is None:
            change_all(self.frame, lambda _, loading: None if self._is_waiting(loading) else loading)

    def _is_waiting(self, loading: Loading) -> bool:
        return self.concerns(loading) and (loading.status == "pending" or bool(loading.assigned))

    def flush(self) -> None:
        self.note(FLUSH)
        flush(self.frame, self.place, self.where)

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
            if loading.status in ("pending", "deleted") or not loading.is_selected:
                return None  # an object whose row is taken back belongs to no session any more
            return replace(loading.fresh(), status="expired", where=self.where)

        change_all(self.frame, roll_back)

    def add(self) -> None:
        place, value = self.subject()
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
        self.autoflush()
        names = self.arguments.get(1, "attribute_names")
        if names is None or names == NONE:
            self.become(FILL, self._refreshed)
            return
        listed = _texts(names)
        self.become(FILL, (lambda loading: self._having(loading, listed)) if listed is not None else lambda _: None)

    def _having(self, loading: Loading, names: list[str]) -> Loading | None:
        if loading.status not in ("loaded", "expired"):
            return None
        return replace(loading.having(*names), session=self.place)

    def _refreshed(self, loading: Loading) -> Loading | None:
        """What the query that loaded the object, or its model, loads is there again; the options are remembered."""
        if loading.status not in ("loaded", "expired"):
            return None
        steps = loading.steps
        if loading.present:
            steps = (*steps, *(Step((name,), "unknown") for name in sorted(loading.present)))
        return replace(
            loading.fresh(),
            status="loaded",
            is_selected=True,
            steps=steps,
            session=self.place,
            where=self.where,
        )

    def expire(self) -> None:
        names = self.arguments.get(1, "attribute_names")
        if names is None or names == NONE:
            self.become(LOSE, self._expired)
            return
        listed = _texts(names)
        self.become(LOSE, (lambda loading: loading.lacking(EXPIRED, listed)) if listed is not None else lambda _: None)

    def expire_all(self) -> None:
        self.note(LOSE)
        self._all(self._expired)

    def _expired(self, loading: Loading) -> Loading | None:
        if loading.status not in ("loaded", "expired"):
            return None
        return replace(loading.fresh(), status="expired", where=self.where)

    def _all(self, state: Callable[[Loading], Loading | None]) -> None:
        change_all(self.frame, lambda _, loading: state(loading) if self.concerns(loading) else loading)

    def expunge(self) -> None:
        self.become(LOSE, detached)

    def expunge_all(self) -> None:
        self.note(LOSE)
        self._all(detached)

    def delete(self) -> None:
        self.become(LOSE, lambda loading: replace(loading, status="deleted") if loading.status == "loaded" else None)

    def close(self) -> None:
        self.note(LOSE)
        closed(self.frame, self.place)


def _inner(value: Value) -> tuple[Value, ...]:
    """The alternatives of what a coroutine of a session gives, looked into once."""
    result = getattr(value, "result", value)
    parts: list[Value] = []
    for part in alternatives(result):
        parts += [inner for each in getattr(part, "arguments", ()) for inner in alternatives(each)] or [part]
    return tuple(part for part in parts if isinstance(part, Instance) and not part.cls.module.is_facts)


def _with_state(value: Value, state: Loading | None) -> Value:
    parts = (replace(part, state=state) if isinstance(part, Instance) else part for part in alternatives(value))
    return join(parts)


def _texts(value: Value) -> list[str] | None:
    """The texts of a literal list of names; None for anything else."""
    items = value.items if isinstance(value, Container) else None
    if items is None or not all(isinstance(part, Constant) and isinstance(part.value, str) for part in items):
        return None
    return [str(part.value) for part in items if isinstance(part, Constant)]


def _is_changing(statement: Value) -> bool:
    """Whether SQLAlchemy carries a statement out on the objects at hand as well: it expires some, and takes others out."""
    return isinstance(statement, Instance) and statement.cls.name in ("Update", "Delete")


def _is_expression(model: object, name: str) -> bool:
    columns = getattr(model, "columns", {})
    return name in columns and columns[name].is_expression


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
        "expire_all": _Event.expire_all,
        "expunge": _Event.expunge,
        "expunge_all": _Event.expunge_all,
        "delete": _Event.delete,
        "run_sync": _Event.lose_all,
        "close": _Event.close,
        "aclose": _Event.close,
        "reset": _Event.close,
        "invalidate": _Event.close,
    }
)
