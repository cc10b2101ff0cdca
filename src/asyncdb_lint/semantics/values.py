"""The abstract values: what an expression may be, and how two possibilities are joined.

`Unknown` is the top of the domain and carries the reason; it is never reported on, and counted.
`Data` is a value that neither is nor holds a database handle or a function (text, numbers, JSON).
`Outside` is a value that a library gives of which there are no facts.

Values are immutable and compare structurally, except for `origin`, which only explains.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir

if TYPE_CHECKING:
    from asyncdb_lint.semantics.coroutines import CoroutineCall
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.orm.states import State
    from asyncdb_lint.semantics.summary import Block, Summary

MAXIMUM_ALTERNATIVES = 16
MAXIMUM_SIMILAR = 2


@dataclass(frozen=True)
class Place:
    """A span in a file, with a few words about what stands there."""

    message: str
    path: str
    at: ir.At


@dataclass(frozen=True)
class Origin:
    """Where a database handle came from. `declared` names the function and parameter that only an annotation types.

    `given_by` is the library call that gave this very object, where the handle behind it came from elsewhere:
    `session.begin()` for a transaction of `session`.
    """

    place: Place
    declared: tuple[ir.Function, str] | None = None
    given_by: Place | None = None


@dataclass(frozen=True)
class Unknown:
    """`hides` is the function of the project of which an unlisted decorator made this."""

    reason: str
    hides: FunctionValue | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Data:
    """Plain data; `nullable` where it may be None, as far as is known."""

    nullable: bool = False


@dataclass(frozen=True)
class Outside:
    library: str


@dataclass(frozen=True)
class Constant:
    """None, a bool, an int or a text that is known."""

    value: str | int | bool | None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


class _Hashed:
    """Remembers its hash: values are nested, and keys of every table."""

    def _parts(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __hash__(self) -> int:
        known: int | None = self.__dict__.get("_hash")
        if known is None:
            known = hash(self._parts())
            self.__dict__["_hash"] = known
        return known


@dataclass(frozen=True, eq=True)
class Instance(_Hashed):
    """An object of a class; `fields` holds what its constructor stored, where that is worth knowing.

    `made` tells whether it was traced to a call that makes it; otherwise only an annotation says what it is.
    `in_greenlet` marks a handle whose waits give the event loop back: what `run_sync` gives, and what comes from it.
    `state` is what is known of it in the object-relational mapping, or of the templates that it finds.
    """

    cls: ClassInfo
    arguments: tuple[Value, ...] = ()
    fields: tuple[tuple[str, Value], ...] = ()
    made: bool = True
    in_greenlet: bool = False
    origin: Origin | None = field(default=None, compare=False)
    state: State | None = None

    def _parts(self) -> tuple[object, ...]:
        return (id(self.cls), self.arguments, self.fields, self.made, self.in_greenlet, self.state)

    __hash__ = _Hashed.__hash__

    def get(self, name: str) -> Value | None:
        for key, value in self.fields:
            if key == name:
                return value
        return None


@dataclass(frozen=True)
class ClassValue:
    cls: ClassInfo
    arguments: tuple[Value, ...] = ()
    factory: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class FunctionValue:
    """A function or method; `receiver` is what it is bound to, `closure` the frame whose locals it sees."""

    node: ir.Function
    module: ModuleInfo
    owner: ClassInfo | None = None
    receiver: Value | None = None
    closure: Frame | None = None
    overloads: tuple[ir.Function, ...] = ()
    wrapped: str = ""
    """How a decorator changed it: contextmanager, asynccontextmanager, offload, dispatch; empty for a plain function."""
    stands_for: FunctionValue | None = field(default=None, compare=False)
    """The function that `functools.wraps` names."""


@dataclass(frozen=True)
class PartialValue:
    """A function with arguments; `is_method` where it is still to be bound to a receiver, as `partialmethod` is."""

    function: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    is_method: bool = False


@dataclass(frozen=True)
class ModuleValue:
    """A module, or (with `module` None) a namespace package of that name."""

    name: str
    module: ModuleInfo | None = None


@dataclass(frozen=True)
class Site:
    """What holds something that outlives a call: a name of a module or class, and, if need be, which object of it."""

    holder: str
    name: str
    maker: str = ""


@dataclass(frozen=True, eq=True)
class Container(_Hashed):
    """A built-in container; `items` are its parts where they are few and known, `keys` those of a dict.

    With a `site`, other code may put something into it (see `kept`).
    """

    kind: str
    element: Value
    items: tuple[Value, ...] | None = None
    keys: tuple[Value, ...] | None = None
    site: Site | None = None

    def _parts(self) -> tuple[object, ...]:
        return (self.kind, self.element, self.items, self.keys, self.site)

    __hash__ = _Hashed.__hash__


@dataclass(frozen=True)
class Awaitable:
    """A coroutine, future or task: what `await` gives; `call` made it, where it is database work."""

    result: Value
    call: CoroutineCall | None = field(default=None, compare=False)


@dataclass(frozen=True, eq=True)
class Generator(_Hashed):
    """An iterator whose work happens when it is iterated.

    `summary` and `called` are those of a generator function of the project, `sources` what a lazy builtin iterates,
    `blocks` the database calls inside of the generator expression or lazy builtin that `words` name, `returned` what
    an annotation says that it returns at its end.
    """

    element: Value
    is_async: bool = False
    summary: Summary | None = None
    sources: tuple[Value, ...] = ()
    called: FunctionValue | None = None
    blocks: tuple[Block, ...] = ()
    words: str = field(default="", compare=False)
    returned: Value | None = None

    def _parts(self) -> tuple[object, ...]:
        return (self.element, self.is_async, id(self.summary), self.sources, len(self.blocks), self.returned)

    __hash__ = _Hashed.__hash__


@dataclass(frozen=True)
class Manager:
    """What a `@contextmanager` function returns: entering it runs the generator to its `yield`."""

    generator: Generator


@dataclass(frozen=True)
class Wrapped:
    """A function that is only called by something else, as a library arranges it.

    `how` is "with" or "async with" where it runs inside of a context manager, "caller" where `by` is called with the
    function and its arguments, "packed caller" where it gets the function, the receiver, a tuple and a dictionary.
    """

    function: Value
    by: Value
    how: str


@dataclass(frozen=True)
class CallableValue:
    """Something callable of which only the result is known.

    Calling it iterates `iterated`, and uses its arguments as `method` of the facts does. `is_lookup` says that its
    first argument chooses among what other code registered.
    """

    result: Value
    iterated: Value | None = None
    method: FunctionValue | None = None
    is_lookup: bool = False


@dataclass(frozen=True)
class Answer:
    """What is known where a test is kept in a variable: the test, the place that it asks about, and what that held."""

    test: ir.Expr
    place: str
    asked: Value


@dataclass(frozen=True, eq=False)
class Union(_Hashed):
    """One of several; `declared` when an annotation says so, and not the paths of the program."""

    alternatives: tuple[Value, ...]
    declared: bool = False

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Union) or hash(self) != hash(other):
            return False
        return frozenset(self.alternatives) == frozenset(other.alternatives)

    def _parts(self) -> tuple[object, ...]:
        return (frozenset(self.alternatives),)

    __hash__ = _Hashed.__hash__


Value = (
    Unknown
    | Data
    | Outside
    | Constant
    | Instance
    | ClassValue
    | FunctionValue
    | PartialValue
    | Answer
    | ModuleValue
    | Container
    | Awaitable
    | Generator
    | Manager
    | Wrapped
    | CallableValue
    | Union
)

DATA = Data()
NULLABLE = Data(nullable=True)
NOTHING = Unknown("nothing was put into it")
NONE = Constant(None)


def alternatives(value: Value) -> tuple[Value, ...]:
    """The possibilities of a value, one for all but unions."""
    return value.alternatives if isinstance(value, Union) else (value,)


def join(values: Iterable[Value], declared: bool = False) -> Value:
    """The value that is one of `values`; texts and numbers that differ become Data, and there are few alternatives."""
    given = values if isinstance(values, (list, tuple)) else list(values)
    if not given:
        return Unknown("no value")
    first = given[0]
    if all(value is first for value in given):
        return first
    found: dict[Value, None] = {}
    unknown: Unknown | None = None
    texts: list[Value] = []
    closures: dict[ir.Function, int] = {}
    for value in given:
        if type(value) is Union:
            declared = declared or value.declared
            parts: tuple[Value, ...] = value.alternatives
        else:
            parts = (value,)
        for part in parts:
            kind = type(part)
            if kind is Instance or kind is Data or kind is ClassValue:
                found[part] = None
            elif isinstance(part, Unknown):
                if unknown is None and part is not NOTHING:
                    unknown = part
                    found[part] = None
            elif isinstance(part, Constant) and part.value is not None and not isinstance(part.value, bool):
                if part not in found:
                    texts.append(part)
                    found[part] = None
            elif isinstance(part, FunctionValue) and part.closure is not None and part not in found:
                # Each call of the function around it makes another closure: two stand for all.
                made = closures[part.node] = closures.get(part.node, 0) + 1
                if made <= MAXIMUM_SIMILAR:
                    found[part] = None
            else:
                found[part] = None
    if texts and (len(texts) > 3 or DATA in found or NULLABLE in found):
        for value in texts:
            del found[value]
        if NULLABLE not in found:
            found[DATA] = None
    if DATA in found and NULLABLE in found:
        del found[DATA]
    if any(type(part) is Instance and part.state is not None for part in found):
        from asyncdb_lint.semantics.orm.carried import with_one_state

        found = with_one_state(found)
    if not found:
        return NOTHING
    if len(found) == 1:
        return next(iter(found))
    if len(found) > MAXIMUM_ALTERNATIVES:
        from asyncdb_lint.semantics.orm.carried import without_states

        return Union(tuple(sorted(without_states(found), key=_uninteresting)[:MAXIMUM_ALTERNATIVES]), declared)
    return Union(tuple(found), declared)


def _uninteresting(value: Value) -> int:
    if value == NONE:
        return -1
    return 0 if isinstance(value, (Instance, FunctionValue, ClassValue)) else 1


def without_none(value: Value) -> Value:
    """The value where it is not None."""
    if isinstance(value, Union):
        return join((part for part in value.alternatives if part != NONE), value.declared)
    return value


def is_plain(value: Value) -> bool:
    """Whether a value is data through and through: reading it can never lead to a handle or a function."""
    if isinstance(value, Container):
        return value.items == () or (isinstance(value.element, (Data, Constant)) and value.items is None)
    return isinstance(value, (Data, Constant))
