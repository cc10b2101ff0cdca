"""Writes `# noqa` comments for findings: where flake8 looks for them, and into the comment that is there already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.source import Source
from asyncdb_lint.suppress import Room, Suppressions

UNSUITABLE = ("ADB000", "ADB001", "ADB002")
"""What a comment in the file cannot or should not hide."""


@dataclass(frozen=True)
class Annotated:
    """The new bytes of a file, how many findings they hide, and those that no comment can hide."""

    content: bytes
    count: int
    refused: tuple[Diagnostic, ...]


def annotate(source: Source, diagnostics: Iterable[Diagnostic], reason: str) -> Annotated:
    """A file with comments for its findings. Newlines, encoding and everything else stay as they are.

    Raises:
        UnicodeEncodeError: the reason cannot be written in the file's encoding.
    """
    suppressions = Suppressions(source)
    wanted: dict[Room, dict[str, None]] = {}
    refused: list[Diagnostic] = []
    count = 0
    for each in diagnostics:
        room = suppressions.place_for(each.span.line) if each.code not in UNSUITABLE else None
        if room is None:
            refused.append(each)
            continue
        count += 1
        wanted.setdefault(room, {})[each.code] = None
    parts = re.split(r"(\r\n|\n|\r)", source.text)
    for room, codes in wanted.items():  # one room a line
        number = 2 * (room.line - 1)
        parts[number] = _written(parts[number], room, sorted(codes), reason)
    return Annotated("".join(parts).encode(source.encoding), count, tuple(refused))


def _written(text: str, room: Room, codes: Sequence[str], reason: str) -> str:
    if room.has_codes:
        return f"{text[: room.column]}, {', '.join(codes)}{text[room.column :]}"
    words = f" {reason}" if reason else ""
    if re.match(r" [A-Za-z]+[0-9]", words):
        words = f" -{words}"  # what looks like a code would be read as one
    return f"{text.rstrip()}  # noqa: {', '.join(codes)}{words}"


def by_file(
    diagnostics: Iterable[Diagnostic], read: Callable[[str], Source]
) -> Iterable[tuple[Source, list[Diagnostic]]]:
    """The findings of each file, with its source."""
    found: dict[str, list[Diagnostic]] = {}
    for each in diagnostics:
        found.setdefault(each.path, []).append(each)
    return [(read(path), members) for path, members in sorted(found.items())]
