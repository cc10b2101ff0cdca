"""Knows which findings a ``noqa`` comment silences, with flake8's own semantics, and which comments silence nothing.

flake8 looks for the comment not in one physical line but in all lines that the tokens between two newline tokens
cover: the inner lines of a multi-line string and of a statement continued by backslashes count together, the lines
of a bracketed expression do not. Codes are compared as written, by prefix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from asyncdb_lint.comments import Comment, comments_of, tokens_of
from asyncdb_lint.diagnostic import Diagnostic, Span
from asyncdb_lint.source import Source, SourceError

OURS = "ADB"


@dataclass(frozen=True)
class Unused:
    """Codes of ours that a comment names without silencing anything; the span is the comment's."""

    path: str
    span: Span
    codes: tuple[str, ...]

    def diagnostic(self, codes: Sequence[str]) -> Diagnostic:
        """The finding that says so of some of the codes."""
        return useless(self.path, self.span, f"`noqa: {', '.join(codes)}`", "nothing is found here that it hides")


def useless(path: str, span: Span, what: str, reason: str) -> Diagnostic:
    """The finding that something that is there to suppress findings suppresses none."""
    message = f"{what} suppresses nothing: {reason}"
    words = "It would hide the next finding here."
    return Diagnostic("ADB002", "unused-suppression", message, path, span, "", None, 0, "request", (), words, None)


def suppress(
    diagnostics: Iterable[Diagnostic], read: Callable[[str], Source], paths: Iterable[str] = ()
) -> tuple[list[Diagnostic], list[Unused]]:
    """The findings that no comment silences, and the comments of `paths` that silence nothing.

    `read` gives the source of a path.
    """
    kept: list[Diagnostic] = []
    by_path: dict[str, Suppressions] = {}
    for diagnostic in diagnostics:
        suppressions = by_path.get(diagnostic.path)
        if suppressions is None:
            suppressions = by_path[diagnostic.path] = Suppressions(_readable(read, diagnostic.path))
        if not suppressions.silences(diagnostic.span.line, diagnostic.code):
            kept.append(diagnostic)
    unused: list[Unused] = []
    for path in paths:
        unused.extend((by_path.get(path) or Suppressions(_readable(read, path))).unused())
    return kept, unused


def _readable(read: Callable[[str], Source], path: str) -> Source:
    """The file; an empty one where it cannot be read, which is then what the finding says."""
    try:
        return read(path)
    except SourceError:
        return Source(path, b"")


class Suppressions:
    """The ``noqa`` comments of one file, and which of their codes silenced something so far."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._whole_file = False
        self._texts: Mapping[int, _Text] = {}
        self._used: set[tuple[int, int, str]] = set()
        if b"noqa" not in source.content.lower():
            return
        try:
            lines = source.lines
        except SourceError:
            return
        self._whole_file = any(_file_pattern().match(line) for line in lines)
        if not self._whole_file:
            self._texts = _searched_texts(lines)

    def silences(self, line: int, code: str) -> bool:
        """Whether a comment silences findings of this code that start on this line; a code that does counts as used."""
        if self._whole_file:
            return True
        text = self._texts.get(line)
        found = _line_pattern().search(text.text) if text is not None else None
        if found is None or text is None:
            return False
        codes = found.group("codes")
        if codes is None:
            return True
        matching = [each for each in _split(codes) if code.startswith(each)]
        self._used.update((*text.place(found.start()), each) for each in matching)
        return bool(matching)

    @cached_property
    def _comments(self) -> tuple[Comment, ...]:
        return tuple(comments_of(self.source.lines))

    @cached_property
    def _everywhere(self) -> Mapping[int, _Text]:
        return _searched_texts(self.source.lines, everywhere=True)

    def place_for(self, line: int) -> Room | None:
        """Where a code for findings of a line is to be written; None where what looks like a comment of theirs cannot
        take it, because it stands in a string or names no codes."""
        text = self._everywhere[line]
        found = _line_pattern().search(text.text)
        if found is None:
            last = text.first + text.text.count("\n")
            return Room(last, len(self.source.line(last)), False)
        row, column = text.place(found.start())
        is_comment = any(each.line == row and each.column <= column for each in self._comments)
        if found.group("codes") is None or not is_comment:
            return None
        end = found.start("codes") + len(found.group("codes").rstrip(", \t\n"))
        return Room(*text.place(end), True)

    def unused(self) -> Iterator[Unused]:
        """The comments whose codes of ours, some or all, silenced nothing; those in strings are none."""
        if not self._texts or OURS.lower().encode() not in self.source.content.lower():
            return
        for comment in self._comments:
            found = _line_pattern().search(comment.text)
            column = comment.column + found.start() if found is not None else 0
            named = [each for each in _split(found.group("codes") or "") if _is_ours(each)] if found is not None else []
            codes = tuple(each for each in named if (comment.line, column, each) not in self._used)
            if codes and found is not None and "ADB002" not in named:
                end = comment.column + len(comment.text[: found.end()].rstrip(", \t"))
                yield Unused(self.source.path, Span(comment.line, column, comment.line, end), codes)


class Room(NamedTuple):
    """A place for a code: behind the codes of a comment that `has_codes`, or at the end of a line, for a new comment."""

    line: int
    column: int
    has_codes: bool


@dataclass(frozen=True)
class _Text:
    """What is searched for a line: that line, or all lines that count together from `first` on."""

    text: str
    first: int

    def place(self, offset: int) -> tuple[int, int]:
        """The line, and the column in it, of an offset."""
        before = self.text[:offset]
        return self.first + before.count("\n"), len(before) - (before.rfind("\n") + 1)


def _split(codes: str) -> list[str]:
    return [each for each in re.split(r"[,\s]", codes) if each]


def _is_ours(code: str) -> bool:
    return re.fullmatch(rf"{OURS}[0-9]*", code) is not None


@lru_cache(maxsize=1)
def _line_pattern() -> re.Pattern[str]:
    return re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _file_pattern() -> re.Pattern[str]:
    return re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)


def _searched_texts(lines: tuple[str, ...], *, everywhere: bool = False) -> dict[int, _Text]:
    """For each line that has a comment (or `everywhere`) the text in which a comment for it may stand."""
    import tokenize

    alone = {
        number: _Text(line, number) for number, line in enumerate(lines, 1) if everywhere or "noqa" in line.lower()
    }
    texts = dict(alone)
    first, last = len(lines) + 2, -1
    is_whole = False
    for token in tokens_of(lines):
        if token.type == tokenize.ENDMARKER:
            is_whole = True
        if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
            continue
        first, last = min(first, token.start[0]), max(last, token.end[0])
        if token.type in (tokenize.NL, tokenize.NEWLINE):
            if last > first:
                joined = _Text("\n".join(lines[first - 1 : last]), first)
                texts.update(dict.fromkeys(range(first, last + 1), joined))
            first, last = len(lines) + 2, -1
    return texts if is_whole else alone
