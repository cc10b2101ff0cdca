"""What became of the findings after changes: which fix did not take its finding away, and which brought another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from asyncdb_lint.diagnostic import Diagnostic, Fix
from asyncdb_lint.fixes.edits import Lines, Replacement, image, replacements

LinesOf = Callable[[str], Lines]


@dataclass(frozen=True)
class Change:
    """A fix that is made, with the finding that it takes away."""

    diagnostic: Diagnostic
    fix: Fix


@dataclass
class Accused:
    """A change that cannot stay as it is, with the reason; `brought` are the findings that came with it, none where its
    own would stay."""

    change: Change
    reason: str
    brought: list[Diagnostic] = field(default_factory=list)


class _Images:
    """Where the places of the texts before are in the texts after."""

    def __init__(self, changes: Sequence[Change], lines: LinesOf) -> None:
        self._fixes = [change.fix for change in changes]
        self._lines = lines
        self._replacements: dict[str, list[Replacement]] = {}

    def of(self, diagnostic: Diagnostic) -> tuple[int, int]:
        """The first and the last offset at which a finding would start now."""
        path = diagnostic.path
        changes = self._replacements.get(path)
        if changes is None:
            edits = (edit for fix in self._fixes for edit in fix.edits if edit.path == path)
            changes = self._replacements[path] = replacements(self._lines(path), edits)
        return image(changes, self._lines(path).offset(diagnostic.span.line, diagnostic.span.column))


def guilty(
    changes: Sequence[Change],
    before: Iterable[Diagnostic],
    after: Iterable[Diagnostic],
    lines_before: LinesOf,
    lines_after: LinesOf,
) -> list[Accused]:
    """The changes that cannot stay as they are."""
    images = _Images(changes, lines_before)
    expected: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for each in before:
        expected.setdefault((each.path, each.code), []).append(images.of(each))
    found: dict[tuple[str, str], list[tuple[int, Diagnostic]]] = {}
    for each in after:
        if each.is_possible:
            continue  # it may not happen at all
        offset = lines_after(each.path).offset(each.span.line, each.span.column)
        found.setdefault((each.path, each.code), []).append((offset, each))
    accused: dict[int, Accused] = {}
    for change in changes:
        low, high = images.of(change.diagnostic)
        key = (change.diagnostic.path, change.diagnostic.code)
        if any(low <= offset <= high for offset, _ in found.get(key, ())):
            accused[id(change)] = Accused(change, "the finding would stay")
    for key, places in found.items():
        for offset, each in places:
            if _is_expected(offset, expected.get(key, ())) or _was_hidden(each, changes, images, lines_after):
                continue
            for change in _suspects(changes, each):
                known = accused.get(id(change))
                if known is None:
                    reason = f"it would bring {each.code} in line {each.span.line} ({each.message})"
                    accused[id(change)] = Accused(change, reason, [each])
                elif known.brought:
                    known.brought.append(each)
    return list(accused.values())


def _is_expected(offset: int, images: Iterable[tuple[int, int]]) -> bool:
    return any(low <= offset <= high for low, high in images)


def _was_hidden(new: Diagnostic, changes: Sequence[Change], images: _Images, lines_after: LinesOf) -> bool:
    """Whether a finding stood behind one of its kind that is gone, in the same line: one is told at a time."""
    for change in changes:
        gone = change.diagnostic
        if (gone.path, gone.code, gone.function) == (new.path, new.code, new.function):
            if lines_after(gone.path).place(images.of(gone)[1])[0] == new.span.line:
                return True
    return False


def _suspects(changes: Sequence[Change], new: Diagnostic) -> list[Change]:
    """The changes that may have brought a new finding: the nearest ones."""
    for near in (_is_in_function, _is_on_trace, _is_in_file):
        suspects = [change for change in changes if near(change, new)]
        if suspects:
            return suspects
    return list(changes)


def _is_in_function(change: Change, new: Diagnostic) -> bool:
    return change.diagnostic.path == new.path and change.diagnostic.function == new.function


def _is_on_trace(change: Change, new: Diagnostic) -> bool:
    lines = {(step.path, step.span.line) for step in new.trace}
    return any(place in lines for place in _edited_lines(change))


def _is_in_file(change: Change, new: Diagnostic) -> bool:
    return any(path == new.path for path, _ in _edited_lines(change))


def _edited_lines(change: Change) -> Iterator[tuple[str, int]]:
    return ((edit.path, edit.span.line) for edit in change.fix.edits)
