"""What was seen at calls, for `--coverage` and `why`: which were decided, and why the others were not."""

from __future__ import annotations

from dataclasses import dataclass, field

from asyncdb_lint.index.project import Definition, Project
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import NONE, FunctionValue, Instance, Outside, Unknown, Value, alternatives


@dataclass
class Observations:
    """The receivers of calls by place; several contexts of one call are put together.

    Only calls in units of the event loop are noted, and those of plain functions in the file that is `watched`.
    """

    receivers: dict[tuple[str, ir.At], tuple[str, str, list[Value]]] = field(default_factory=dict)
    watched: str = ""
    callees: dict[tuple[str, ir.At], tuple[list[Value], set[bool]]] = field(default_factory=dict)
    """Of the calls in the watched file, what was called, and whether that led to the database."""
    doubts: dict[tuple[str, ir.At], tuple[str, str]] = field(default_factory=dict)
    """Of the calls in units that lead to the database if an unlisted decorator leaves a function as it is, the name of
    what is called, and the reason."""

    def callee(self, path: str, at: ir.At, callee: Value, reaches: bool) -> None:
        """Note what a call in the watched file calls."""
        values, answers = self.callees.setdefault((path, at), ([], set()))
        answers.add(reaches)
        if len(values) < 4 and callee not in values:
            values.append(callee)

    def call(self, path: str, at: ir.At, function: str, method: str, receiver: Value) -> None:
        """Note that a method named `method` was called on `receiver`."""
        entry = self.receivers.setdefault((path, at), (function, method, []))
        if len(entry[2]) < 4 and all(receiver is not other for other in entry[2]):
            entry[2].append(receiver)


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
