"""What `why` says of attributes of mapped objects that are read at a line: loaded or not, by which query, or why not known."""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.orm import remedies
from asyncdb_lint.semantics.orm.observed import Read


def loads_at(interpreter: Interpreter, sources: Sources, path: str, line: int) -> list[str]:
    """Lines of text for each attribute of a mapped object that is read at a line of a file."""
    lines: list[str] = []
    for at, read in _reads_at(interpreter, path, line):
        column = sources.span(path, at).column + 1
        lines.append(f"  column {column}: {read.words or 'a template'} is read: {read.verdict}")
        lines += dict.fromkeys(_origins(interpreter, sources, read))
    return lines


def silence_of_reads(interpreter: Interpreter, path: str, line: int) -> str:
    """Why nothing is reported where attributes are read at a line; empty where none are."""
    reads = [read for _, read in _reads_at(interpreter, path, line)]
    if any(read.is_unknown for read in reads):
        return "what is not known is not reported"
    return "what it reads of mapped objects is loaded" if reads else ""


def _reads_at(interpreter: Interpreter, path: str, line: int) -> list[tuple[ir.At, Read]]:
    found = sorted(interpreter.orm.observed.reads.items(), key=lambda item: item[0])
    return [(at, read) for (where, at, _), read in found if where == path and at[0] <= line <= at[2]]


def _origins(interpreter: Interpreter, sources: Sources, read: Read) -> Iterator[str]:
    """What loaded the objects, or expired them, and what came with them."""
    for part, loading in read.states:
        for each in loading.each():
            place = remedies.source(interpreter.orm.models, part.cls, each)
            if place is not None:
                step = sources.step(place)
                yield f"    {step.path}:{step.span.line}  {step.message}"
