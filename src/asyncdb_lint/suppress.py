"""Knows which findings a ``noqa`` comment silences, with flake8's own semantics.

flake8 looks for the comment not in one physical line but in all lines that the tokens between two newline tokens
cover: the inner lines of a multi-line string and of a statement continued by backslashes count together, the lines
of a bracketed expression do not. Codes are compared as written, by prefix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.source import Source, SourceError


def suppress(diagnostics: Iterable[Diagnostic], read: Callable[[str], Source]) -> list[Diagnostic]:
    """The findings that no comment silences. `read` gives the source of a path."""
    kept: list[Diagnostic] = []
    by_path: dict[str, Suppressions] = {}
    for diagnostic in diagnostics:
        suppressions = by_path.get(diagnostic.path)
        if suppressions is None:
            suppressions = by_path[diagnostic.path] = Suppressions(_readable(read, diagnostic.path))
        if not suppressions.silences(diagnostic.span.line, diagnostic.code):
            kept.append(diagnostic)
    return kept


def _readable(read: Callable[[str], Source], path: str) -> Source:
    """The file; an empty one where it cannot be read, which is then what the finding says."""
    try:
        return read(path)
    except SourceError:
        return Source(path, b"")


class Suppressions:
    """The ``noqa`` comments of one file."""

    def __init__(self, source: Source) -> None:
        self._whole_file = False
        self._texts: Mapping[int, str] = {}
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
        """Whether a comment silences findings of this code that start on this line."""
        if self._whole_file:
            return True
        found = _line_pattern().search(self._texts.get(line, ""))
        if found is None:
            return False
        codes = found.group("codes")
        return codes is None or code.startswith(tuple(filter(None, re.split(r"[,\s]", codes))))


@lru_cache(maxsize=1)
def _line_pattern() -> re.Pattern[str]:
    return re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _file_pattern() -> re.Pattern[str]:
    return re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)


def _searched_texts(lines: tuple[str, ...]) -> dict[int, str]:
    """For each line the text in which a comment for it may stand."""
    import tokenize

    texts = {number: line for number, line in enumerate(lines, 1) if "noqa" in line.lower()}
    remaining = iter(lines)
    first, last = len(lines) + 2, -1
    try:
        for token in tokenize.generate_tokens(lambda: next(remaining) + "\n"):
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            first, last = min(first, token.start[0]), max(last, token.end[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                if last > first:
                    joined = "\n".join(lines[first - 1 : last])
                    texts.update(dict.fromkeys(range(first, last + 1), joined))
                first, last = len(lines) + 2, -1
    except (tokenize.TokenError, SyntaxError):
        return {number: line for number, line in enumerate(lines, 1) if "noqa" in line.lower()}
    return texts
