"""Which findings a baseline knows, which of its entries are fixed, and which have moved.

An entry stands for the finding with its fingerprint, which does not change when lines move. Where a function has moved
to another file (or its file was renamed) the fingerprint changes; then an entry that has lost its finding stands for one
with the same *content*: the same code, the same name of the function, and the same text. Each entry stands for one
finding at most, so that the number of accepted findings never grows by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from asyncdb_lint.adoption.baseline_file import Entry
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.fingerprint import relative_posix, text_of

ReadLines = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Comparison:
    """`new` are the findings that the baseline does not know, `known` the entries that stand for one, as they are now,
    `moved` how many of them were found elsewhere, `kept` those of which this run cannot tell, `stale` those that are fixed."""

    new: tuple[Diagnostic, ...]
    known: tuple[Entry, ...]
    moved: int
    kept: tuple[Entry, ...]
    stale: tuple[Entry, ...]


def compare(
    entries: Iterable[Entry],
    diagnostics: Sequence[Diagnostic],
    left_out: Collection[str],
    root: str,
    read_lines: ReadLines,
) -> Comparison:
    """Put findings and entries together.

    Args:
        diagnostics: what a run shows, with fingerprints.
        left_out: the fingerprints of findings that are there and not shown.
        root: what paths are relative to.
        read_lines: gives the lines of an absolute path.
    """
    by_print = {each.fingerprint: each for each in entries}
    unreadable = {relative_posix(each.path, root) for each in diagnostics if each.code == "ADB001"}
    known: list[Entry] = []
    unmatched: list[Diagnostic] = []
    for diagnostic in diagnostics:
        entry = by_print.pop(diagnostic.fingerprint, None)
        known.append(entry) if entry is not None else unmatched.append(diagnostic)
    kept = [each for each in by_print.values() if each.fingerprint in left_out or each.path in unreadable]
    lost: dict[str, list[Entry]] = {}
    for each in by_print.values():
        if each.fingerprint not in left_out and each.path not in unreadable:
            lost.setdefault(each.content, []).append(each)
    new: list[Diagnostic] = []
    moved = 0
    for diagnostic in unmatched:
        candidates = lost.get(content_of(diagnostic, read_lines), []) if lost else []
        entry = next((each for each in candidates if each.path != relative_posix(diagnostic.path, root)), None)
        if entry is None:
            new.append(diagnostic)
            continue
        candidates.remove(entry)
        moved += 1
        known.append(entry_of(diagnostic, root, read_lines, entry.reason))
    stale = [each for candidates in lost.values() for each in candidates]
    return Comparison(tuple(new), tuple(known), moved, tuple(kept), tuple(stale))


def entry_of(diagnostic: Diagnostic, root: str, read_lines: ReadLines, reason: str = "") -> Entry:
    """The entry that stands for a finding."""
    return Entry(
        path=relative_posix(diagnostic.path, root),
        code=diagnostic.code,
        function=diagnostic.function,
        message=diagnostic.message,
        fingerprint=diagnostic.fingerprint,
        content=content_of(diagnostic, read_lines),
        reason=reason,
    )


def content_of(diagnostic: Diagnostic, read_lines: ReadLines) -> str:
    """Names a finding wherever it stands: by its code, the last name of its function, and its text without white space."""
    parts = (diagnostic.code, diagnostic.function.rpartition(".")[2], text_of(diagnostic, read_lines(diagnostic.path)))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
