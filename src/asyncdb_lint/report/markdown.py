"""Knows Markdown as GitHub reads it, for the summary of a job (``$GITHUB_STEP_SUMMARY``) or a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.report.surroundings import TOOL, Surroundings, chain

MAXIMUM_SIZE = 900_000
"""Bytes; GitHub refuses a summary of more than a mebibyte as a whole."""


def render(diagnostics: Sequence[Diagnostic], surroundings: Surroundings) -> str:
    """A heading and a table with a row for each finding, up to a size that GitHub takes."""
    if not diagnostics:
        return f"### {TOOL}: no findings\n"
    amount, files = len(diagnostics), len({each.path for each in diagnostics})
    lines = [
        f"### {TOOL}: {amount} {_plural(amount, 'finding')} in {files} {_plural(files, 'file')}",
        "",
        "| where | rule | what |",
        "| --- | --- | --- |",
    ]
    size = 0
    for number, each in enumerate(diagnostics):
        row = _row(each, surroundings)
        size += len(row.encode("utf-8", "replace"))
        if size > MAXIMUM_SIZE:
            lines += ["", f"{amount - number} more are left out."]
            break
        lines.append(row)
    return "".join(f"{line}\n" for line in lines)


def _row(diagnostic: Diagnostic, surroundings: Surroundings) -> str:
    path = surroundings.place(diagnostic.path)
    place = _text(f"{path}:{diagnostic.span.line}:{diagnostic.span.column + 1}")
    if surroundings.link:
        place = f"[{place}]({surroundings.link}{quote(path, safe='/')}#L{diagnostic.span.line})"
    words = [_text(f"{diagnostic.message}."), _text(diagnostic.consequence)]
    steps = chain(diagnostic, surroundings)
    if steps:
        words.append(f"<details><summary>chain</summary>{'<br>'.join(map(_text, steps))}</details>")
    return f"| {place} | {diagnostic.code} {_text(diagnostic.name)} | {' '.join(filter(None, words))} |"


def _text(text: str) -> str:
    """Plain text: nothing in it is markup, ends the cell or the line. Inside of a word an underscore is none."""
    markup = r"([\\`*{}\[\]<>|~#&!@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))"
    escaped = re.sub(markup, lambda found: f"&#{ord(found[1])};", text)
    return " ".join(escaped.split())


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
