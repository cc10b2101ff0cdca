"""Whether a commit expires the objects of a session, and a query flushes; and where the code says so, or nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.orm.states import Expiry
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.summary import Misuse
from asyncdb_lint.semantics.values import Constant, Instance, Place, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

ASYNCHRONOUS = frozenset({"async_sessionmaker", "AsyncSession"})
SYNCHRONOUS = frozenset({"Session"})


class Expiries:
    """Answers for sessions: as each was made, else as all sessions of its kind in the project are."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._known: dict[bool, Expiry | None] | None = None
        self._flushing: dict[bool, bool | None] | None = None

    def of(self, session: Value | None, is_sync: bool) -> Expiry | None:
        """What a commit does to the objects of a session; None where that is not known."""
        for part in alternatives(session) if session is not None else ():
            if isinstance(part, Instance) and isinstance(part.state, Expiry):
                return part.state
        if self._known is None:
            found = self._settings()
            self._known = {kind: _agreed(found[kind]) for kind in found}
        return self._known[is_sync]

    def note_unread(self) -> None:
        """Note what makes asynchronous sessions whose commit expires objects, where no finding names it as the remedy."""
        named = self.interpreter.events.factories()
        for module in self.interpreter.project.modules():
            for call in walk(module.body):
                said = _says(call, module) if isinstance(call, ir.Call) and _makes(call) is False else None
                if said is not None and said.on_commit and said.where is not None and said.where not in named:
                    words = said.where.message
                    misuse = Misuse("expiring", words, said.where.at, (said.where,), is_possible=True)
                    self.interpreter.events.misuse(misuse, None, module)

    def flushes(self, session: Value | None, is_sync: bool) -> bool | None:
        """Whether a query of a session flushes first; None where that is not known, True where nobody says otherwise."""
        for part in alternatives(session) if session is not None else ():
            if isinstance(part, Instance) and isinstance(part.state, Expiry):
                return part.state.autoflush
        if self._flushing is None:
            calls = [call for module in self.interpreter.project.modules() for call in walk(module.body)]
            made = [(_makes(call), call) for call in calls if isinstance(call, ir.Call)]
            self._flushing = {kind: _all_say([call for each, call in made if each is kind]) for kind in (True, False)}
        return self._flushing[is_sync]

    def _settings(self) -> dict[bool, list[Expiry | None]]:
        """What each call of the project that makes sessions says, synchronous ones (True) and others apart."""
        found: dict[bool, list[Expiry | None]] = {True: [], False: []}
        for module in self.interpreter.project.modules():
            for call in walk(module.body):
                is_sync = _makes(call) if isinstance(call, ir.Call) else None
                if is_sync is None or not isinstance(call, ir.Call):
                    continue
                found[is_sync].append(_says(call, module))
        return found


def _says(call: ir.Call, module: ModuleInfo) -> Expiry | None:
    """What a call that makes sessions says of commits; None where that is not written out."""
    given = next((each.value for each in call.arguments if each.name == "expire_on_commit"), None)
    where = Place(f"{last_name(call.func)}()", module.path, call.at)
    if given is None:
        return None if any(each.star for each in call.arguments) else Expiry(True, where=where)
    return Expiry(bool(given.value), where=where) if isinstance(given, ir.Const) else None


def _makes(call: ir.Call) -> bool | None:
    """Whether a call makes synchronous sessions (or what makes them), or asynchronous ones; None for any other call."""
    name = last_name(call.func)
    if name == "sessionmaker":
        return not any(each.name == "class_" or each.star for each in call.arguments)
    if name in ASYNCHRONOUS:
        return False
    return True if name in SYNCHRONOUS else None


def _agreed(found: list[Expiry | None]) -> Expiry | None:
    """What all say; with the place only where there is one."""
    answers = {each.on_commit if each is not None else None for each in found}
    if len(answers) != 1 or found[0] is None:
        return None
    places = {each.where for each in found if each is not None}
    return found[0] if len(places) == 1 else Expiry(found[0].on_commit)


def said(arguments: Arguments, where: Place) -> Expiry | None:
    """What the arguments of a session, or of what makes sessions, say of commits and flushes."""
    if arguments.more_keywords is not None:
        return None
    given = arguments.keywords.get("expire_on_commit", Constant(True))
    flushes = arguments.keywords.get("autoflush", Constant(True))
    if not isinstance(given, Constant):
        return None
    return Expiry(bool(given.value), bool(flushes.value) if isinstance(flushes, Constant) else None, where)


def set_up_by(factory: Value | None) -> Expiry | None:
    """How a registry of sessions is set up: as what it makes them with; None where that is not known."""
    states = [part.state for part in alternatives(factory) if isinstance(part, Instance)] if factory is not None else []
    return states[0] if len(states) == 1 and isinstance(states[0], Expiry) else None


def made_by(maker: Instance, arguments: Arguments, result: Value, where: Place) -> Value:
    """`factory()`: a session is set up as its factory says, or as the call says."""
    if not isinstance(maker.state, Expiry) or not isinstance(result, Instance):
        return result
    state: Expiry | None = maker.state
    if arguments.keywords.keys() & {"expire_on_commit", "autoflush"} or arguments.more_keywords is not None:
        told = said(arguments, where)
        is_commit, is_flush = ("expire_on_commit" in arguments.keywords, "autoflush" in arguments.keywords)
        if told is not None:
            told = told if is_commit else replace(told, on_commit=maker.state.on_commit, where=maker.state.where)
            told = told if is_flush else replace(told, autoflush=maker.state.autoflush)
        state = told
    return replace(result, state=state)


def _all_say(calls: list[ir.Call]) -> bool | None:
    """Whether the sessions that all calls make flush before they query."""
    answers: set[bool | None] = set()
    for call in calls:
        given = next((each.value for each in call.arguments if each.name == "autoflush"), None)
        if given is None:
            answers.add(None if any(each.star for each in call.arguments) else True)
        else:
            answers.add(bool(given.value) if isinstance(given, ir.Const) else None)
    return answers.pop() if len(answers) == 1 else (None if answers else True)
