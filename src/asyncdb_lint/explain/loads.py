"""What `why` says of attributes of mapped objects that are read at a line: loaded, not loaded, or not known, and why."""

from __future__ import annotations

from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.semantics.interpreter import Interpreter


def loads_at(interpreter: Interpreter, sources: Sources, path: str, line: int) -> list[str]:
    """One line of text for each relationship that is read at a line of a file."""
    return [
        f"  column {sources.span(path, at).column + 1}: a relationship is read: {verdict}"
        for (where, at), verdict in sorted(interpreter.orm.reads.items())
        if where == path and at[0] <= line <= at[2]
    ]
