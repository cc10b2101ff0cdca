"""Knows where the comments of a text stand, as Python's tokenizer sees them: what looks like one in a string is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tokenize


@dataclass(frozen=True)
class Comment:
    """A comment from its ``#`` on; `line` counts from 1, `column` from 0 in code points.

    `is_trailing` says that code stands before it on its line.
    """

    line: int
    column: int
    text: str
    is_trailing: bool


def tokens_of(lines: Sequence[str]) -> Iterator[tokenize.TokenInfo]:
    """The tokens of lines that have no newlines of their own; they end where the text is no Python."""
    import tokenize

    remaining = iter(lines)
    try:
        yield from tokenize.generate_tokens(lambda: next(remaining) + "\n")
    except (tokenize.TokenError, SyntaxError, RuntimeError):
        return


def comments_of(lines: Sequence[str]) -> Iterator[Comment]:
    """The comments of such lines, from the top down."""
    import tokenize

    for token in tokens_of(lines):
        if token.type == tokenize.COMMENT:
            (line, column), text = token.start, token.string
            yield Comment(line, column, text, bool(lines[line - 1][:column].strip()))
