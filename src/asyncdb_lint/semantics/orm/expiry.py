"""Whether a commit expires the objects of a session, and where the code says so, or does not say otherwise."""

from __future__ import annotations

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
        return None if any(each.star for each in call.arguments) else Expiry(True, where)
    return Expiry(bool(given.value), where) if isinstance(given, ir.Const) else None


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
    """What the arguments of a session, or of what makes sessions, say of commits."""
    if arguments.more_keywords is not None:
        return None
    given = arguments.keywords.get("expire_on_commit")
    if given is None:
        return Expiry(True, where)
    return Expiry(bool(given.value), where) if isinstance(given, Constant) else None
