"""The way in: what the interpreter tells the mapping, and asks it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import names, walk
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.orm import (
    assigning,
    at_hand,
    endings,
    expiry,
    helpers,
    reading,
    responses,
    sessions,
    statements,
)
from asyncdb_lint.semantics.orm.carried import change_all, changed, holds
from asyncdb_lint.semantics.orm.expiry import Expiries, made_by, said
from asyncdb_lint.semantics.orm.models import Models
from asyncdb_lint.semantics.orm.observed import Observed
from asyncdb_lint.semantics.orm.requests import Requests
from asyncdb_lint.semantics.orm.states import ANY, COMMIT, FLUSH, Loading, Step
from asyncdb_lint.semantics.parameters import Arguments
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
QUERIES = frozenset({"sqlalchemy.orm.query.Query"})
MAKERS = frozenset({"sqlalchemy.ext.asyncio.session.async_sessionmaker", "sqlalchemy.orm.session.sessionmaker"})
DML = frozenset({"Insert", "Update", "Delete", "ReturningInsert", "ReturningUpdate", "ReturningDelete"})
LIBRARIES = ("sqlalchemy.", "sqlmodel.")
VALIDATING = ("pydantic", "sqlmodel")


class Mapping:
    """What is known of a project's mapped classes and of the objects in its code."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.models = Models(interpreter)
        self.expiries = Expiries(interpreter)
        self.requests = Requests(interpreter)
        self._choosing: dict[ir.Function, frozenset[str]] = {}
        self.tests: dict[ir.Expr, ir.Expr | None] = {}
        """Of each test, the object whose loaded attributes it is about."""
        self.observed = Observed(self.models)

    def called(self, frame: Frame, node: ir.Call, callee: Value, arguments: Arguments, result: Value) -> Value:
        """What a call gives, and what it does to the objects at hand."""
        if isinstance(callee, FunctionValue):
            if callee.module.is_facts:
                return self._library(frame, node, callee, arguments, result)
            return helpers.called(frame, node, callee, arguments, result)
        if isinstance(callee, ClassValue):
            return self._made(frame, node, callee, arguments, result)
        if isinstance(callee, (Unknown, Outside)) and isinstance(result, (Unknown, Outside, Awaitable)):
            helpers.given_away(frame, arguments)
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
            return made_by(callee.receiver, arguments, result, Place("factory()", frame.path, node.at))
        if callee.owner is None:
            if name == "select":
                return statements.selected(self.models, arguments, result)
            if name in ("update", "delete"):
                return statements.changing(self.models, name, arguments, result)
            if name == "with_polymorphic":
                return Unknown("an entity of several classes")
            if name in assigning.SETTERS:
                assigning.set_by_name(frame, node, arguments)
            is_option = callee.module.name == "sqlalchemy.orm.strategy_options"
            return statements.option(callee, arguments, result) if is_option else result
        if callee.owner.qualname == statements.LOAD:
            return statements.option(callee, arguments, result)
        if name in statements.RESTRICTING:
            result = statements.restricted(self.models, node, result)
        if name == "options":
            return statements.with_options(frame, callee.receiver, arguments, result)
        if isinstance(callee.receiver, Instance) and callee.receiver.cls.name in DML:
            result = statements.changing_more(callee.receiver, name, arguments, result)
            return statements.returned(self.models, arguments, result) if name == "returning" else result
        if callee.owner.name in reading.RESULTS:
            if name == "unique":
                return reading.made_unique(result)
            if name in reading.CONSUMING:
                reading.consumed(frame, callee.receiver, node.at)
            return result
        if callee.owner.name == "AsyncSessionTransaction" and name == "rollback":
            change_all(frame, endings.taken_back)
        if isinstance(callee.receiver, Instance) and callee.receiver.in_greenlet:
            return result
        if self.is_session(callee.receiver):
            return sessions.called(frame, node, callee, arguments, result, is_sync=self.is_sync(callee.receiver))
        if isinstance(callee.receiver, Instance) and self.interpreter.classes.is_one_of(callee.receiver.cls, QUERIES):
            return sessions.executed(frame, node, callee, arguments, result)
        return result

    def iterated(self, frame: Frame, value: Value, at: ir.At) -> Value:
        """What a loop iterates: the objects of a legacy query are loaded by that."""
        if not isinstance(value, Instance) or not holds(value) or value.in_greenlet:
            return value
        found = self.interpreter.classes.find(value.cls, "__iter__")
        if found is None or found[0].qualname not in QUERIES or not isinstance(found[1], FunctionValue):
            return value
        return sessions.iterated(frame, replace(found[1], receiver=value), value, at)

    def is_session(self, value: Value | None) -> bool:
        """Whether a value is a session of either kind."""
        return isinstance(value, Instance) and self.interpreter.classes.is_one_of(value.cls, SESSIONS | SYNC_SESSIONS)

    def is_sync(self, value: Value | None) -> bool:
        """Whether a value is a synchronous session."""
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
            if is_ours and cls.name == "async_scoped_session":
                return replace(result, state=expiry.set_up_by(arguments.get(0, "session_factory")))
            where = Place(f"{cls.name}()", frame.path, node.at)
            return replace(result, state=said(arguments, where)) if is_ours else result
        if self.models.of(cls) is None:
            responses.made(frame, node, callee, arguments)
            return result
        steps: tuple[Step, ...] = ()
        found = self.interpreter.classes.find(cls, "__init__")
        if arguments.more_keywords is not None or (found is not None and not found[0].module.is_facts):
            steps = (Step((ANY,), "unknown"),)
        model = self.models.of(cls)
        if model is not None and model.defaults:
            is_older = self.interpreter.project.requirements.is_older(cls.module.path, "sqlalchemy", (2, 1))
            unsure = sorted(name for name in model.defaults if name not in arguments.keywords)
            steps = (*steps, *(Step((name,), "unknown") for name in unsure if is_older is not False))
        present = frozenset(name for name, given in arguments.keywords.items() if not self._is_null(cls, name, given))
        return replace(result, state=Loading(steps, "new", is_selected=False, present=present))

    def _is_null(self, cls: ClassInfo, name: str, given: Value) -> bool:
        """Whether an argument gives a column NULL, as if it were not given."""
        model = self.models.of(cls)
        column = model.columns.get(name) if model is not None else None
        return given == NONE and column is not None and not column.is_deferred

    def left(self, frame: Frame, item: ir.WithItem, value: Value) -> None:
        """A `with` ends: of a session, or of a transaction, which commits."""
        if frame.environment is None:
            return
        where = Place("the end of `with`", frame.path, item.at)
        target = place_of(item.target) if item.target is not None else None
        context = item.context
        method = context.func if isinstance(context, ir.Call) and isinstance(context.func, ir.Attribute) else None
        is_begin = method is not None and method.attr == "begin"
        if method is not None and method.attr in ("begin", "begin_nested"):
            place = place_of(method.value)
            session = frame.get(place) if place is not None else None
            if place is not None and self.is_session(session):
                if is_begin:
                    endings.committed(frame, place, session, where, is_sync=self.is_sync(session))
                else:
                    endings.flush(frame, place, where)
                at_hand.note(frame, COMMIT if is_begin else FLUSH, place)
                return
        given = frame.get(target) if target is not None and isinstance(value, Manager) else None
        for part in alternatives(given if given is not None else value):
            if self.is_session(part):
                place = target or (place_of(context) if not isinstance(context, ir.Call) else None)
                if place is None:
                    return
                if is_begin:
                    endings.committed(frame, place, part, where, is_sync=self.is_sync(part))
                endings.closed(frame, place)

    def leaving(self, frame: Frame, value: Value) -> Value:
        """What a function returns from inside of the `with` of sessions: they are closed by then."""
        if not frame.open_sessions or not holds(value):
            return value
        places = set(frame.open_sessions)
        return changed(value, lambda _, each: endings.detached(each) if each.session in places else each)

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
