"""Knows what stays the same of a finding when code around it changes: its fingerprint.

A fingerprint is made of the file's path in the project, the code, the function, the text from the start of the finding's
first line to its end (without white space, and so without a comment behind it), and a number that tells equals of one
run apart. Neither line numbers nor messages are part of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence

import msgspec

from asyncdb_lint.diagnostic import Diagnostic


def with_fingerprints(
    diagnostics: Sequence[Diagnostic], root: str, read_lines: Callable[[str], Sequence[str]]
) -> list[Diagnostic]:
    """The findings in their order, each with a fingerprint that no other of them has.

    Args:
        diagnostics: all findings of a project. Those that settings and comments hide belong to them, since leaving one
            out would change the numbers of its equals.
        root: the absolute folder that paths are relative to.
        read_lines: gives the lines of an absolute path, none where it cannot be read.
    """
    prints: dict[int, str] = {}
    counts: dict[tuple[str, ...], int] = {}
    by_place = sorted(
        range(len(diagnostics)), key=lambda index: (diagnostics[index].path, *_start(diagnostics[index]), index)
    )
    for index in by_place:
        diagnostic = diagnostics[index]
        parts = (
            relative_posix(diagnostic.path, root),
            diagnostic.code,
            diagnostic.function,
            text_of(diagnostic, read_lines(diagnostic.path)),
        )
        number = counts[parts] = counts.get(parts, 0) + 1
        prints[index] = hashlib.sha256("\0".join((*parts, str(number))).encode("utf-8", "surrogatepass")).hexdigest()
    return [
        msgspec.structs.replace(diagnostic, fingerprint=prints[index]) for index, diagnostic in enumerate(diagnostics)
    ]


def relative_posix(path: str, root: str) -> str:
    """The path as seen from the root, with ``/`` on every system; on Windows another drive leaves it absolute."""
    try:
        relative = os.path.relpath(path, root)
    except ValueError:
        relative = path
    return relative.replace(os.sep, "/")


def _start(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.span.line, diagnostic.span.column)


def text_of(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    """What stands from the start of the first line of a finding to its end, without white space."""
    span = diagnostic.span
    covered = list(lines[span.line - 1 : span.end_line])
    if len(covered) == span.end_line - span.line + 1:
        covered[-1] = covered[-1][: span.end_column]
    return "".join("".join(covered).split())
