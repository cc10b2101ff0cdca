"""What was seen at calls, for `--coverage` and `why`: which were decided, and why the others were not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from asyncdb_lint.index.project import Definition, Project
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.summary import Block
from asyncdb_lint.semantics.values import NONE, FunctionValue, Instance, Outside, Unknown, Value, alternatives

MAXIMUM_SEEN = 4


@dataclass
class Observations:
    """The receivers of calls by place; several contexts of one call are put together.

    Only calls in units of the event loop are noted, and those of plain functions in the file that is `watched`.
    """

    receivers: dict[tuple[str, ir.At], tuple[str, str, list[Value]]] = field(default_factory=dict)
    watched: str = ""
    calls: dict[tuple[str, ir.At], Seen] = field(default_factory=dict)
    """Of the calls in the watched file, what was seen of them."""
    ways: dict[tuple[str, ir.At], Block] = field(default_factory=dict)
    """Of the places in the watched file that lead to the database on the thread they run on, the shortest way there."""
    parameters: dict[ir.Function, dict[str, list[Value]]] = field(default_factory=dict)
    """Of the functions in the watched file, what was passed to them."""
    reads: dict[tuple[str, ir.At], tuple[str, list[Value]]] = field(default_factory=dict)
    """Of the attributes that the watched file reads, the name and the objects."""
    helpers: dict[ir.Function, dict[ir.Function, None]] = field(default_factory=dict)
    """The plain functions that each function calls."""
    callers: dict[ir.Function, dict[tuple[str, str, int], None]] = field(default_factory=dict)
    """Of the plain functions in the watched file, the name, path and line of what calls them."""
    doubts: dict[tuple[str, ir.At], tuple[str, str]] = field(default_factory=dict)
    """Of the calls in units that lead to the database if an unlisted decorator leaves a function as it is, the name of
    what is called, and the reason."""

    def watch_call(
        self, path: str, at: ir.At, callee: Value, result: Value, blocks: Sequence[Block], is_awaited: bool
    ) -> None:
        """Note what a call in the watched file calls and gives, and the ways to the database behind it."""
        seen = self.calls.setdefault((path, at), Seen())
        seen.reaches = seen.reaches or any(not block.doubt for block in blocks)
        seen.is_awaited = seen.is_awaited or is_awaited
        _remember(seen.callees, callee)
        _remember(seen.results, result)

    def watch_run(self, path: str, node: ir.Function, bound: Mapping[str, Value], blocks: Sequence[Block]) -> None:
        """Note what a function of the watched file was given, and its ways to the database."""
        known = self.parameters.setdefault(node, {})
        for name, value in bound.items():
            _remember(known.setdefault(name, []), value)
        for block in blocks:
            other = self.ways.get((path, block.at))
            if not block.doubt and (other is None or block.rank < other.rank):
                self.ways[path, block.at] = block

    def watch_read(self, path: str, at: ir.At, name: str, value: Value) -> None:
        """Note that the watched file reads an attribute of a value."""
        _remember(self.reads.setdefault((path, at), (name, []))[1], value)

    def call(self, path: str, at: ir.At, function: str, method: str, receiver: Value) -> None:
        """Note that a method named `method` was called on `receiver`."""
        entry = self.receivers.setdefault((path, at), (function, method, []))
        if len(entry[2]) < 4 and all(receiver is not other for other in entry[2]):
            entry[2].append(receiver)


@dataclass
class Seen:
    """What was seen of a call: what it calls, what it gives, whether that is awaited, whether it leads to the database."""

    callees: list[Value] = field(default_factory=list)
    results: list[Value] = field(default_factory=list)
    is_awaited: bool = False
    reaches: bool = False


def _remember(values: list[Value], value: Value) -> None:
    if len(values) < MAXIMUM_SEEN and value not in values:
        values.append(value)


def is_undecided(value: Value) -> bool:
    """Whether nothing is known of a receiver but that it may be None."""
    return all(isinstance(part, Unknown) or part == NONE for part in alternatives(value))


def verdict(receivers: list[Value]) -> tuple[str, str]:
    """(decided, ""), (outside, library) or (unknown, reason) for the receivers of one call."""
    parts = [part for value in receivers for part in alternatives(value)]
    known = [part for part in parts if not isinstance(part, (Unknown, Outside))]
    if known:
        return ("decided", "")
    for part in parts:
        if isinstance(part, Outside):
            return ("outside", part.library)
    reasons = [part.reason for part in parts if isinstance(part, Unknown)]
    return ("unknown", reasons[0] if reasons else "no value")


def database_methods(project: Project) -> dict[str, tuple[FunctionValue, ...]]:
    """The methods that do database I/O, by name, in the facts of database libraries."""
    found: dict[str, list[FunctionValue]] = {}
    for library, classes in _HANDLES:
        module = project.module(library)
        for name in classes if module is not None else ():
            target = project.lookup(module, name) if module is not None else None
            for binding in target.bindings if isinstance(target, Definition) else ():
                if isinstance(target, Definition) and isinstance(binding.statement, ir.Class):
                    info = target.module.class_of[binding.statement]
                    for node in info.methods():
                        if _does_io(node) and not node.name.startswith("__"):
                            method = FunctionValue(node, info.module, info, Instance(info))
                            found.setdefault(node.name, []).append(method)
    return {name: tuple(methods) for name, methods in found.items()}


def _does_io(node: ir.Function) -> bool:
    return any(
        isinstance(each, ir.Call) and isinstance(each.func, ir.Name) and each.func.id == "io"
        for each in node.decorators
    )


_HANDLES = (
    ("sqlalchemy.orm", ("Session", "Query", "scoped_session")),
    ("sqlalchemy.engine", ("Engine", "Connection", "Transaction")),
    ("sqlalchemy", ("MetaData", "Inspector")),
    ("sqlmodel", ("Session",)),
    ("sqlite3", ("Connection", "Cursor")),
    ("psycopg2.extensions", ("connection", "cursor")),
    ("psycopg", ("Connection", "Cursor")),
)
