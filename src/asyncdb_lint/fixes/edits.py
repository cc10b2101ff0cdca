"""How text changes: edits by place, whether they are in each other's way, and where places are afterwards."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from asyncdb_lint.diagnostic import Span, TextEdit
from asyncdb_lint.source import Source

Replacement = tuple[int, int, str]
"""Where it starts and ends in the text, counted in code points, and what stands there afterwards."""


class NotWritable(Exception):
    """The changed text cannot be written as the file is encoded; the message says why."""


class Lines:
    """Places of a text as offsets and back, with the lines that Python sees."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; lines count from 1."""
        return self._starts[line - 1] + column

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]

    def start(self, line: int) -> int:
        """Where a line starts; the end of the text for the line behind the last one."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def span(self, start: int, end: int) -> Span:
        """The stretch between two offsets."""
        return Span(*self.place(start), *self.place(end))


def replacements(lines: Lines, edits: Iterable[TextEdit]) -> list[Replacement]:
    """The edits of one text in the order of their places, equal ones once."""
    found = {
        (
            lines.offset(edit.span.line, edit.span.column),
            lines.offset(edit.span.end_line, edit.span.end_column),
            edit.replacement,
        )
        for edit in edits
    }
    return sorted(found)


def are_apart(first: Replacement, second: Replacement) -> bool:
    """Whether two changes can be made together; equal ones are one change."""
    if first == second:
        return True
    (start, end, _), (other_start, other_end, _) = sorted((first, second))
    if start == end or other_start == other_end:
        return end < other_start or (start < other_start and end <= other_start)
    return end <= other_start


def changed(text: str, changes: Sequence[Replacement]) -> str:
    """The text after changes that are apart, in the order of their places."""
    parts: list[str] = []
    position = 0
    for start, end, replacement in changes:
        parts += [text[position:start], replacement]
        position = end
    return "".join([*parts, text[position:]])


def image(changes: Sequence[Replacement], offset: int) -> tuple[int, int]:
    """Where a place of the text is afterwards: the first and the last offset that can be meant."""
    shift = 0
    for start, end, replacement in changes:
        if end < offset or (end == offset and start < end):
            shift += len(replacement) - (end - start)
        elif start <= offset:
            low = start + shift
            return low, low + max(len(replacement), offset - start)
        else:
            break
    return offset + shift, offset + shift


def rewritten(source: Source, changes: Sequence[Replacement]) -> bytes:
    """The bytes of a file after changes: its encoding and byte order mark stay.

    Raises:
        NotWritable: the encoding does not lead back to the same bytes, or lacks a character.
    """
    try:
        if source.text.encode(source.encoding) != source.content:
            raise NotWritable(f"its {source.encoding} text cannot be written back as it is")
        return changed(source.text, changes).encode(source.encoding)
    except UnicodeError as error:
        raise NotWritable(str(error)) from error


def grouped(edits: Iterable[TextEdit]) -> Mapping[str, list[TextEdit]]:
    """The edits of each file."""
    by_path: dict[str, list[TextEdit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    return by_path
