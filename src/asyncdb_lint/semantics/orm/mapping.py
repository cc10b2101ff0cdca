"""The way in: what the interpreter tells the mapping, and asks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, names, walk
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.orm import reading, responses, sessions, statements
from asyncdb_lint.semantics.orm.carried import change_all, changed, forget, holds, unless_known
from asyncdb_lint.semantics.orm.expiry import Expiries, said
from asyncdb_lint.semantics.orm.fates import EXPIRED, LOADED, UNLOADED
from asyncdb_lint.semantics.orm.models import Models
from asyncdb_lint.semantics.orm.states import ANY, Expiry, Loading, Step
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.sharing import outer_place, outside_places
from asyncdb_lint.semantics.values import (
    NONE,
    Awaitable,
    ClassValue,
    FunctionValue,
    Instance,
    Manager,
    Outside,
    Place,
    Unknown,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter

SESSIONS = frozenset(
    {"sqlalchemy.ext.asyncio.session.AsyncSession", "sqlalchemy.ext.asyncio.scoping.async_scoped_session"}
)
SYNC_SESSIONS = frozenset({"sqlalchemy.orm.session.Session"})
MAKERS = frozenset({"sqlalchemy.ext.asyncio.session.async_sessionmaker", "sqlalchemy.orm.session.sessionmaker"})
DECIDED = MappingProxyType({LOADED: "loaded", UNLOADED: "not loaded", EXPIRED: "not loaded"})
QUERIES = frozenset({"sqlalchemy.orm.query.Query"})
UNDECIDED = "unknown:"
LIBRARIES = ("sqlalchemy.", "sqlmodel.")
VALIDATING = ("pydantic", "sqlmodel")


class Mapping:
    """What is known of a project's mapped classes and of the objects in its code."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.models = Models(interpreter)
        self.expiries = Expiries(interpreter)
        self._provided: frozenset[ClassInfo] | None = None
        self._choosing: dict[ir.Function, frozenset[str]] = {}
        self.reads: dict[tuple[str, ir.At], str] = {}
        """Of the places that read a relationship, what was decided."""

    def called(self, frame: Frame, node: ir.Call, callee: Value, arguments: Arguments, result: Value) -> Value:
        """What a call gives, and what it does to the objects at hand."""
        if isinstance(callee, FunctionValue):
            if callee.module.is_facts:
                return self._library(frame, node, callee, arguments, result)
            return self._project(frame, node, callee, arguments, result)
        if isinstance(callee, ClassValue):
            return self._made(frame, node, callee, arguments, result)
        if isinstance(callee, (Unknown, Outside)) and isinstance(result, (Unknown, Outside, Awaitable)):
            self._given_away(frame, arguments)
        return result

    def _library(
        self, frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, result: Value
    ) -> Value:
        if callee.module.name.startswith(VALIDATING):
            responses.validated(frame, node, callee, arguments)
        if not callee.module.name.startswith(LIBRARIES):
            return result
        name = callee.node.name
        if name == "__call__" and isinstance(callee.receiver, Instance):
            return _from_maker(callee.receiver, arguments, result, Place("factory()", frame.path, node.at))
        if callee.owner is None:
            if name == "select":
                return statements.selected(self.models, arguments, result)
            is_option = callee.module.name == "sqlalchemy.orm.strategy_options"
            return statements.option(callee, arguments, result) if is_option else result
        if callee.owner.qualname == statements.LOAD:
            return statements.option(callee, arguments, result)
        if name == "options":
            return statements.with_options(frame, callee.receiver, arguments, result)
        if callee.owner.name in reading.RESULTS:
            if name == "unique":
                return reading.made_unique(result)
            if name in reading.CONSUMING:
                reading.consumed(frame, callee.receiver, node.at)
            return result
        if isinstance(callee.receiver, Instance) and callee.receiver.in_greenlet:
            return result
        if self._is_session(callee.receiver):
            return sessions.called(frame, node, callee, arguments, result, is_sync=self._is_sync(callee.receiver))
        if isinstance(callee.receiver, Instance) and self.interpreter.classes.is_one_of(callee.receiver.cls, QUERIES):
            return sessions.executed(frame, node, callee, arguments, result)
        return result

    def _is_session(self, value: Value | None) -> bool:
        return isinstance(value, Instance) and self.interpreter.classes.is_one_of(value.cls, SESSIONS | SYNC_SESSIONS)

    def _is_sync(self, value: Value | None) -> bool:
        return isinstance(value, Instance) and self.interpreter.classes.is_one_of(value.cls, SYNC_SESSIONS)

    def _made(self, frame: Frame, node: ir.Call, callee: ClassValue, arguments: Arguments, result: Value) -> Value:
        """Objects that code makes, and sessions and factories with what they do at a commit."""
        if not isinstance(result, Instance):
            return result
        cls = callee.cls
        if cls.module.is_facts:
            if cls.qualname == statements.LOAD:
                return statements.load(arguments, result)
            is_ours = self.interpreter.classes.is_one_of(cls, SESSIONS | SYNC_SESSIONS | MAKERS)
            where = Place(f"{cls.name}()", frame.path, node.at)
            return replace(result, state=said(arguments, where)) if is_ours else result
        if self.models.of(cls) is None:
            responses.made(frame, node, callee, arguments)
            return result
        steps: tuple[Step, ...] = ()
        found = self.interpreter.classes.find(cls, "__init__")
        if arguments.more_keywords is not None or (found is not None and not found[0].module.is_facts):
            steps = (Step((ANY,), "unknown"),)
        present = frozenset(arguments.keywords)
        return replace(result, state=Loading(steps, "new", is_selected=False, present=present))

    def _project(
        self, frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments, result: Value
    ) -> Value:
        """A function of the project may do to the session that it is given whatever its body does."""
        call = result.call if isinstance(result, Awaitable) else None
        if call is not None and call.steps[0].at == node.at:
            self.ran(frame, node, callee, arguments, call.session_events)

        def seen(_: Instance, loading: Loading) -> Loading:
            outer = outer_place(frame, node, callee, loading.session) if loading.session else None
            return replace(loading, session=outer or "")

        return unless_known(frame, changed(result, seen))

    def ran(
        self,
        frame: Frame,
        node: ir.Call,
        callee: FunctionValue,
        arguments: Arguments,
        events: frozenset[tuple[str, str]],
    ) -> None:
        """What a function did with sessions happens to the objects at hand; one that something else calls may do it to any."""
        is_called_here = last_name(node.func) == callee.node.name
        kinds: dict[str, set[str]] = {}
        for kind, inner in events:
            outer = outer_place(frame, node, callee, inner) if is_called_here else None
            kinds.setdefault(outer or sessions.UNNAMED, set()).add(kind)
            frame.session_events.add((kind, outer or sessions.UNNAMED))
        where = Place(f"{callee.node.name}()", frame.path, node.at)
        for place, found in kinds.items():
            self._happened(frame, place, found, where)
        if any(sessions.LOSE in found for found in kinds.values()):
            self._given_away(frame, arguments)

    def _happened(self, frame: Frame, place: str, kinds: set[str], where: Place) -> None:
        def fill(_: Instance, loading: Loading) -> Loading | None:
            is_its = place == sessions.UNNAMED or loading.session in (place, "", sessions.UNNAMED)
            if not is_its or loading.status in ("new", "statement"):
                return loading
            return None if sessions.FILL in kinds or loading.status in ("expired", "pending") else loading

        if kinds & {sessions.FILL, sessions.LOSE}:
            change_all(frame, fill)
        if sessions.READ in kinds:
            change_all(frame, lambda _, loading: None if loading.is_sync else loading)
        if sessions.COMMIT in kinds:
            if place == sessions.UNNAMED:
                change_all(frame, forget_persistent)
            else:
                session = _at(frame, place)
                sessions.committed(frame, place, session, where, is_sync=self._is_sync(session))

    def _given_away(self, frame: Frame, arguments: Arguments) -> None:
        """What is handed to code that may load or expire anything is no longer known, nor are others of its class."""
        given = [*arguments.values(), *([arguments.more] if arguments.more is not None else [])]
        is_session = any(self._is_session(part) for value in given for part in alternatives(value))
        if not is_session and not any(holds(value) for value in given):
            return
        change_all(frame, forget if not is_session else forget_persistent)

    def provided(self) -> frozenset[ClassInfo]:
        """The mapped classes of which dependencies give objects: the session of a request holds them all along."""
        if self._provided is None:
            self._provided = frozenset(self._given_by_dependencies())
        return self._provided

    def _given_by_dependencies(self) -> Iterator[ClassInfo]:
        for module in self.interpreter.project.modules():
            for node, owner, _ in module.functions:
                function = FunctionValue(node, module, owner)
                for number, parameter in enumerate(node.parameters):
                    if self.interpreter.providers.is_provided(function, parameter):
                        value = self.interpreter.parameters.declared(function, number)
                        for part in alternatives(value):
                            if isinstance(part, Instance) and self.models.of(part.cls) is not None:
                                yield part.cls

    def left(self, frame: Frame, item: ir.WithItem, value: Value) -> None:
        """A `with` ends: of a session, or of a transaction, which commits."""
        if frame.environment is None:
            return
        where = Place("the end of `with`", frame.path, item.at)
        target = place_of(item.target) if item.target is not None else None
        context = item.context
        is_begin = (
            isinstance(context, ir.Call) and isinstance(context.func, ir.Attribute) and context.func.attr == "begin"
        )
        if is_begin and isinstance(context, ir.Call) and isinstance(context.func, ir.Attribute):
            place = place_of(context.func.value)
            session = frame.get(place) if place is not None else None
            if place is not None and self._is_session(session):
                sessions.committed(frame, place, session, where, is_sync=self._is_sync(session))
                frame.session_events.add((sessions.COMMIT, place))
                return
        given = frame.get(target) if target is not None and isinstance(value, Manager) else None
        for part in alternatives(given if given is not None else value):
            if self._is_session(part):
                place = target or (place_of(context) if not isinstance(context, ir.Call) else None)
                if place is None:
                    return
                if is_begin:
                    sessions.committed(frame, place, part, where, is_sync=self._is_sync(part))
                sessions.closed(frame, place)

    def leaving(self, frame: Frame, value: Value) -> Value:
        """What a function returns from inside of the `with` of sessions: they are closed by then."""
        if not frame.open_sessions or not holds(value):
            return value
        places = set(frame.open_sessions)
        return changed(value, lambda _, each: sessions.detached(each) if each.session in places else each)

    def returned(self, frame: Frame, node: ir.Return, value: Value) -> None:
        """A path operation gives an object to FastAPI, which reads what the response model names."""
        if frame.node is None or not holds(value):
            return
        entries = self.interpreter.entries.get(frame.node, ())
        if not any(entry.kind == "route" for entry in entries):
            return
        schema = self._response_model(frame, frame.node)
        if schema is not None:
            responses.serialised(frame, node.at, value, schema, reads_attributes=True)

    def _response_model(self, frame: Frame, function: ir.Function) -> Value | None:
        given: ir.Expr | None = function.returns
        for decorator in function.decorators:
            if isinstance(decorator, ir.Call):
                for argument in decorator.arguments:
                    if argument.name == "response_model":
                        given = argument.value
        if given is None or (isinstance(given, ir.Const) and given.kind == "NoneType"):
            return None
        scope = self.interpreter.names.module_frame(frame.module)
        found = self.interpreter.annotations.value(scope, given)
        return None if found == NONE else found

    def note_read(
        self,
        frame: Frame,
        at: ir.At,
        own: Sequence[tuple[Instance, Loading]],
        name: str,
        fates: Sequence[str],
    ) -> None:
        """Remember what was decided of a relationship that is read, for `--coverage`."""
        part = own[0][0]
        model = self.models.of(part.cls)
        if model is not None and name in model.relationships:
            decided = DECIDED.get(fates[0], "") if len(set(fates)) == 1 else ""
            self.reads[frame.path, at] = (
                decided or f"{UNDECIDED} what is loaded differs by path or is held by the session"
            )

    def note_unknown(self, frame: Frame, at: ir.At, value: Value, name: str) -> None:
        """Remember a relationship that is read of an object of which nothing is known."""
        for part in alternatives(value):
            if not isinstance(part, Instance) or part.cls.module.is_facts or name.startswith("_"):
                continue
            model = self.models.of(part.cls)
            if model is not None and name in model.relationships:
                source = (
                    "a query that is not known" if part.made else "a parameter or result that only an annotation types"
                )
                self.reads.setdefault((frame.path, at), f"{UNDECIDED} the object comes from {source}")

    def events_outside(self, frame: Frame) -> frozenset[tuple[str, str]]:
        """What a function does with sessions that are not its own."""
        places = outside_places(frame, {place for _, place in frame.session_events})
        return frozenset(each for each in frame.session_events if each[1] in places or each[1] == sessions.UNNAMED)

    def chooses(self, node: ir.Function, name: str) -> bool:
        """Whether a function chooses loader options by a parameter."""
        known = self._choosing.get(node)
        if known is None:
            calls = (each for each in walk(node.body) if isinstance(each, ir.Call))
            has_options = any(isinstance(call.func, ir.Attribute) and call.func.attr == "options" for call in calls)
            tests = (each.test for each in walk(node.body) if isinstance(each, (ir.If, ir.Conditional)))
            found = {each for test in tests for each in names(test)} if has_options else set()
            known = self._choosing[node] = frozenset(found)
        return name in known

    def received(self, value: Value) -> Value:
        """An argument, in the called function: which of its variables is the session is not known there."""
        return changed(value, lambda _, loading: replace(loading, session="")) if holds(value) else value


def forget_persistent(_: Instance, loading: Loading) -> Loading | None:
    """Nothing is known any more of an object that has a session."""
    return loading if loading.status in ("new", "statement") else None


def _at(frame: Frame, place: str) -> Value | None:
    """The value at a place, as far as variables and the fields of objects tell."""
    known = frame.get(place)
    if known is not None or "." not in place:
        return known
    outer, _, name = place.rpartition(".")
    holder = _at(frame, outer)
    found = [part.get(name) for part in alternatives(holder) if isinstance(part, Instance)] if holder else []
    return found[0] if len(found) == 1 else None


def _from_maker(maker: Instance, arguments: Arguments, result: Value, where: Place) -> Value:
    """`factory()`: a session commits as its factory says, or as the call says."""
    if not isinstance(maker.state, Expiry) or not isinstance(result, Instance):
        return result
    state = said(arguments, where) if "expire_on_commit" in arguments.keywords else maker.state
    return replace(result, state=state)
