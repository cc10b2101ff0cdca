"""What was seen at calls, for `--coverage` and `why`: which were decided, and why the others were not."""

from __future__ import annotations

from dataclasses import dataclass, field

from asyncdb_lint.index.project import Definition, Project
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import Outside, Unknown, Value, alternatives


@dataclass
class Observations:
    """The receivers of calls in coroutines by place; several contexts of one call are put together."""

    receivers: dict[tuple[str, ir.At], tuple[str, str, list[Value]]] = field(default_factory=dict)

    def call(self, path: str, at: ir.At, function: str, method: str, receiver: Value) -> None:
        """Note that a method named `method` was called on `receiver`."""
        entry = self.receivers.setdefault((path, at), (function, method, []))
        if len(entry[2]) < 4 and all(receiver is not other for other in entry[2]):
            entry[2].append(receiver)


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


def io_names(project: Project) -> frozenset[str]:
    """The names of the methods that do database I/O, synchronous or awaited, in the facts of database libraries."""
    names: set[str] = set()
    for library, classes in _HANDLES:
        module = project.module(library)
        if module is None:
            continue
        for name in classes:
            target = project.lookup(module, name)
            if isinstance(target, Definition):
                for binding in target.bindings:
                    if isinstance(binding.statement, ir.Class):
                        info = target.module.class_of[binding.statement]
                        names.update(node.name for node in info.methods() if _does_io(node))
    return frozenset(name for name in names if not name.startswith("__"))


def _does_io(node: ir.Function) -> bool:
    return any(
        isinstance(each, ir.Call) and isinstance(each.func, ir.Name) and each.func.id == "io" for each in node.decorators
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
