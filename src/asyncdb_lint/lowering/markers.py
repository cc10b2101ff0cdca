"""How the marks read that people leave for the analysis: ``# asyncdb: non-blocking REASON`` behind code."""

from __future__ import annotations

import ast
import re

from asyncdb_lint.comments import Comment, comments_of
from asyncdb_lint.lowering import ir

OPENING = "asyncdb:"
_MARK = re.compile(r"#\s*asyncdb:\s*(?P<word>[^\s#:]*)\s*:?\s*(?P<reason>[^#]*)")


def markers_of(tree: ast.Module, text: str) -> list[ir.Marker]:
    """The marks of a file, from the top down; what looks like one in a string is none."""
    if OPENING not in text:
        return []
    comments = [each for each in comments_of(re.split(r"\r\n|\n|\r", text)) if OPENING in each.text]
    headers = _headers(tree) if comments else {}
    return [_marker(comment, found, headers) for comment in comments if (found := _MARK.search(comment.text))]


def _marker(comment: Comment, found: re.Match[str], headers: dict[int, int]) -> ir.Marker:
    header = headers.get(comment.line, 0) if comment.is_trailing else -1
    start = comment.column + found.start()
    at = (comment.line, start, comment.line, start + len(found.group().rstrip()))
    return ir.Marker(found["word"], found["reason"].strip(), header, at)


def _headers(tree: ast.Module) -> dict[int, int]:
    """For each line between a `def` and the body of its function the line of the `def`."""
    lines: dict[int, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            end = max(node.lineno + 1, node.body[0].lineno)
            lines.update(dict.fromkeys(range(node.lineno, end), node.lineno))
    return lines
