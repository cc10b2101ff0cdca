"""What one interpretation of a function gave: its value, what it yields, the database calls it runs into; their fate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import FunctionValue, Origin, Place, Unknown, Value

if TYPE_CHECKING:
    from asyncdb_lint.semantics.orm.states import SessionEvent


@dataclass(frozen=True)
class Subject:
    """What an event is about: something that code does with a database handle.

    `at` is the place in the code at hand: the call itself, or the call of the helper that leads to it. `steps` lead
    from there to the database, first the place in the code at hand. `helper` names the called function where there is
    one. `made` is False where only an annotation says what the handle is.
    """

    kind: str
    operation: str
    at: ir.At
    steps: tuple[Place, ...]
    helper: str = ""
    made: bool = True
    origin: Origin | None = None

    @property
    def rank(self) -> tuple[int, bool, int]:
        """The best witness of a place has the lowest."""
        order = ATTRIBUTES.index(self.kind) if self.kind in ATTRIBUTES else 0
        return (order, not self.made, len(self.steps))


ATTRIBUTES = ("detached", "expired", "deferred", "lazy")
"""What is wrong where an attribute is read; the first that is the case somewhere is what is said of the place."""


@dataclass(frozen=True, eq=False)
class Via:
    """A call that leads to a function: who calls, in which module, and where."""

    caller: ir.Function
    module: ModuleInfo
    at: ir.At


@dataclass(frozen=True)
class Reads:
    """What is read of objects and is not there.

    `attributes` are all that one reader needs, `readers` the schemas that read them (none where code does), `remedies` the
    options that would have brought them. `fault` says in words what is wrong with the first. `factory` made the sessions
    whose commit expired it. `classes` are the mapped classes on the way, with their
    modules.
    """

    attributes: tuple[str, ...]
    readers: tuple[str, ...]
    remedies: tuple[str, ...]
    fault: str
    factory: Place | None = None
    classes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Block(Subject):
    """A synchronous database call that running some code runs into.

    `kind` is the fact's: session, query, connection or driver; or lazy, where `reads` are loaded. `raises` is the exception by which the library refuses the
    call on the event loop, where it does not block it. `doubt` is the reason why it is not known whether the call happens,
    behind a decorator that is not listed: such a block is counted and never reported.
    """

    raises: str = ""
    doubt: str = ""
    reads: Reads | None = None

    def behind(self, at: ir.At, path: str, helper: str, origin: Origin | None) -> Block:
        """The same database call, seen from a call of the function that contains it."""
        place = Place(helper, path, at)
        known = self.origin if self.origin is not None else origin
        return replace(self, at=at, steps=(place, *self.steps), helper=helper, origin=known)


@dataclass(frozen=True)
class Misuse(Subject):
    """A wrong use of the asynchronous API.

    `kind` is unawaited, awaited (what cannot be), missing (an attribute), protocol (`with` and `for`), shared (by tasks);
    of the set-up driver, ddl, binding, pool, scope, lasting (for all requests), unclosed, expiring; of objects one of ATTRIBUTES,
    response, joined, dynamic, template (`detail` tells which of the others it is). `operation` is what is used, `detail` how.
    `is_plain` says that a plain function does it, which cannot await; `reads` is of objects. `via` are the calls by which the
    function got them, outermost first. `is_possible` says that only one of several states that are known is wrong. It is
    none where a request has an object of each of the classes `unless_held` from a dependency: that may be what is read.
    `library` is whose session it is that lacks an attribute: `sqlalchemy` or `sqlmodel`.
    """

    detail: str = ""
    is_plain: bool = False
    reads: Reads | None = None
    via: tuple[Via, ...] = ()
    is_possible: bool = False
    unless_held: tuple[ClassInfo, ...] = ()
    library: str = ""

    @property
    def rank(self) -> tuple[int, bool, int]:
        """What surely happens comes before what may."""
        order, is_declared, steps = super().rank
        return (order + len(ATTRIBUTES) * self.is_possible, is_declared, steps)


@dataclass(frozen=True, eq=False)
class Summary:
    """The outcome of a function for one context; `blocks` holds the best witnesses, at most one of each evidence.

    `outside` holds what it assigns to variables of the function around it, `work` the way to the first database call
    of either kind.
    """

    result: Value
    element: Value = Unknown("yields nothing")
    blocks: tuple[Block, ...] = ()
    fields: tuple[tuple[str, Value], ...] = ()
    outside: tuple[tuple[str, Value], ...] = ()
    work: tuple[Place, ...] = ()
    handles: frozenset[str] = frozenset()
    """The places, from parameters or the function around it, of the asynchronous handles that it uses."""
    session_events: frozenset[SessionEvent] = frozenset()
    """What it does with the asynchronous sessions that it has from outside."""


def best_blocks(blocks: list[Block]) -> tuple[Block, ...]:
    """The shortest witness among those with proof, among those that rest on an annotation, and among the doubtful.

    What objects load when they are read counts only where nothing else talks to the database.
    """
    calls = [block for block in blocks if block.kind != "lazy"]
    blocks = calls if any(not block.doubt for block in calls) else blocks
    chosen: dict[tuple[bool, bool], Block] = {}
    for block in blocks:
        evidence = (bool(block.doubt), block.made)
        other = chosen.get(evidence)
        if other is None or block.rank < other.rank:
            chosen[evidence] = block
    return tuple(sorted(chosen.values(), key=lambda block: (bool(block.doubt), block.rank)))


@dataclass(frozen=True)
class Event:
    """What is to be judged: a database call that a unit of the event loop runs into, or a misuse.

    `function` contains it; None stands for the code of the module itself, which runs at import.
    """

    function: FunctionValue | None
    subject: Block | Misuse
    module: ModuleInfo


@dataclass(frozen=True)
class Fault:
    """An exception of the analysis itself, with the function in whose body it came up."""

    function: FunctionValue
    error: Exception
