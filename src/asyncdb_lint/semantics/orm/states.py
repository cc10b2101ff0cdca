"""What is known of values that the ORM makes: objects and what is loaded in them, loader options, attributes, sessions.

A statement carries the state that the objects which it selects will have: options change it, executing gives it a
session. Facts: `R1` to `R14` of the executed tables on lazy loading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.semantics.templates.states import Asked, Folders

if TYPE_CHECKING:
    from asyncdb_lint.semantics.values import Place, Value

ANY = "*"
EVERYWHERE = "**"
"""All attributes, of the objects that a relationship leads to as well."""
OF_COLUMNS = frozenset({"defer", "undefer"})
"""Strategies of columns; all others are those of relationships."""
EAGER = frozenset({"selectin", "joined", "subquery", "immediate", "contains"})
"""Strategies that load a relationship together with the object."""
OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "joined": "joinedload",
        "subquery": "subqueryload",
        "immediate": "immediateload",
        "contains": "contains_eager",
    }
)
"""The options that choose these strategies, `selectinload` apart."""


@dataclass(frozen=True)
class Step:
    """How one attribute is loaded: `keys` lead to it from the object, `*` stands for all attributes."""

    keys: tuple[str, ...]
    strategy: str


ONLY = Step(("#",), "only")
"""What `load_only` adds: columns that no other step names are deferred."""


@dataclass(frozen=True)
class AttributeKey:
    """`Model.attribute`, as options name it."""

    owner: ClassInfo
    key: str


@dataclass(frozen=True)
class LoaderOption:
    """A loader option: from an object of `root` it says how attributes are loaded; `keys` is where a chain goes on."""

    root: ClassInfo | None
    keys: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Expiry:
    """Of a session, or what makes sessions: whether a commit expires its objects, and a query flushes first.

    `autoflush` is None where it is not known; `where` it was made.
    """

    on_commit: bool
    autoflush: bool | None = True
    where: Place | None = field(default=None, compare=False)


COMMIT, FLUSH, QUERY, FILL, LOSE, READ = "commit", "flush", "query", "fill", "lose", "read"
"""What code does with a session: it ends the transaction, sends changes, reads objects again as their models say, may
load anything in objects, may do anything to them, or reads what a synchronous session loads by that."""


@dataclass(frozen=True)
class SessionEvent:
    """What a function does with a session, for its callers: `place` leads to it; `classes` are those whose objects are
    concerned, None for any. `subject` is the place of the one object that it happens to, where there is only one."""

    kind: str
    place: str
    classes: frozenset[ClassInfo] | None = None
    subject: str = ""


@dataclass(frozen=True)
class Changing:
    """Of an ORM-enabled UPDATE or DELETE: the class whose rows it changes, and the attributes that it gives values.

    `expressions` are those that get what the database works out; `is_all` says that no condition leaves rows out.
    """

    cls: ClassInfo
    is_delete: bool = False
    names: frozenset[str] = frozenset()
    expressions: frozenset[str] = frozenset()
    is_all: bool = True


@dataclass(frozen=True)
class Loading:
    """What is loaded in an object.

    `status` is statement (what a statement will load), loaded, new (no session), pending (not flushed yet), expired,
    deleted. `is_selected` says that it came out of a SELECT, for which relationships load as their models say.
    `present` are attributes that it surely has since, `missing` those that it surely has not, with what reading them
    does; `assigned` those that code set since the last flush, and whether to what the database works out. `through` are
    the classes of the objects that led to it. `is_closed` says that its session was closed, `is_sync` that it is a
    synchronous one. `is_unique` is for results: duplicates are taken out. `session` is the place of the session in the
    code at hand, `where` what loaded it or expired it, `path` the options that lead to it, `expiry` what says that
    a commit expires, `handle` the session itself. `variants` are the states of several paths, where they
    differ: nothing else is known then, and only what is so in all of them is sure.
    """

    steps: tuple[Step, ...] = ()
    status: str = "statement"
    is_selected: bool = True
    present: frozenset[str] = frozenset()
    missing: frozenset[tuple[str, str]] = frozenset()
    assigned: frozenset[tuple[str, bool]] = frozenset()
    through: tuple[ClassInfo, ...] = ()
    is_closed: bool = False
    is_sync: bool = False
    is_unique: bool = False
    session: str = field(default="", compare=False)
    where: Place | None = field(default=None, compare=False)
    path: tuple[str, ...] = field(default=(), compare=False)
    expiry: Expiry | None = field(default=None, compare=False)
    handle: Value | None = field(default=None, compare=False)
    variants: frozenset[Loading] = frozenset()

    def each(self) -> tuple[Loading, ...]:
        """The states that it stands for."""
        return tuple(self.variants) or (self,)

    def strategy(self, name: str, is_column: bool = False) -> str | None:
        """The strategy that options choose for an attribute; the last one that names it, else a wildcard's."""
        found: str | None = None
        wildcard: str | None = None
        for step in self.steps:
            if step.strategy == "default":
                continue  # a step of a path, which changes nothing
            if is_column != (step.strategy in OF_COLUMNS) and step.strategy != "unknown":
                continue
            if step.keys == (name,):
                found = step.strategy
            elif step.keys in ((ANY,), (EVERYWHERE,)):
                wildcard = step.strategy
        return found or wildcard

    def inside(self, name: str, cls: ClassInfo) -> Loading:
        """The state of the objects that a loaded relationship holds."""
        if self.variants:
            return replace(self, variants=frozenset(each.inside(name, cls) for each in self.variants))
        steps = tuple(
            step if step.keys == (EVERYWHERE,) else Step(step.keys[1:], step.strategy)
            for step in self.steps
            if step.keys == (EVERYWHERE,) or (len(step.keys) > 1 and step.keys[0] == name)
        )
        option = OPTIONS.get(self.strategy(name) or "", "selectinload")
        return replace(
            self,
            steps=steps,
            present=frozenset(),
            missing=frozenset(),
            assigned=frozenset(),
            is_selected=True,
            through=(*self.through, cls),
            path=(*self.path, f"{option}({cls.name}.{name})"),
        )

    def with_steps(self, steps: tuple[Step, ...]) -> Loading:
        """The state after more options."""
        if self.variants:
            return replace(self, variants=frozenset(each.with_steps(steps) for each in self.variants))
        return replace(self, steps=(*self.steps, *steps))

    def having(self, *names: str) -> Loading:
        """The state in which the object surely has attributes."""
        if self.variants:
            return replace(self, variants=frozenset(each.having(*names) for each in self.variants))
        missing = frozenset(each for each in self.missing if each[0] not in names)
        return replace(self, present=self.present | frozenset(names), missing=missing)

    def assigning(self, names: frozenset[tuple[str, bool]]) -> Loading:
        """The state after code set attributes that the next flush sends."""
        if not names:
            return self
        if self.variants:
            return replace(self, variants=frozenset(each.assigning(names) for each in self.variants))
        return replace(self, assigned=self.assigned | names)

    def lacking(self, fate: str, names: Iterable[str]) -> Loading:
        """The state in which the object surely has not got attributes: reading them does what `fate` says."""
        taken = frozenset(names)
        kept = frozenset(each for each in self.missing if each[0] not in taken)
        return replace(self, present=self.present - taken, missing=kept | {(name, fate) for name in taken})

    def lack(self, name: str) -> str:
        """What reading an attribute does that something took away; empty for one that nothing did."""
        return next((fate for key, fate in self.missing if key == name), "")

    def fresh(self) -> Loading:
        """The state in which nothing has happened since the object was loaded."""
        return replace(self, present=frozenset(), missing=frozenset(), assigned=frozenset())


MAXIMUM_VARIANTS = 8


def merged(states: Iterable[State | None]) -> Loading | None:
    """What is known where paths meet; None where one of them knows nothing, or there are too many."""
    found: dict[Loading, None] = {}
    for state in states:
        if not isinstance(state, Loading):
            return None
        found.update(dict.fromkeys(state.each()))
    if len(found) == 1:
        return next(iter(found))
    return Loading(status="several", variants=frozenset(found)) if len(found) <= MAXIMUM_VARIANTS else None


@dataclass(frozen=True)
class Dynamic:
    """The query that a `lazy="dynamic"` relationship of an asynchronous session's object gives: it can only raise."""

    name: str


State = Dynamic | Changing | Loading | LoaderOption | AttributeKey | Expiry | Folders | Asked
