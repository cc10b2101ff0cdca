"""Knows what a finding is: its place, its words and the steps that prove it.

Every other layer speaks in these values. They carry plain text and numbers only, so a reporter can show a
finding without knowing anything of the analysis that made it.
"""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True):
    """A stretch of source text: lines count from 1, columns from 0 in code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Step(msgspec.Struct, frozen=True):
    """One line of a trace. The path is absolute and in the operating system's own spelling."""

    message: str
    path: str
    span: Span


class Route(msgspec.Struct, frozen=True):
    """An HTTP path operation that leads to a finding."""

    method: str
    path: str


class Diagnostic(msgspec.Struct, frozen=True):
    """One finding: what is wrong at a place, which code runs there, and how that is known.

    `fingerprint` names the finding across runs (`fingerprint.py`); it is empty where nothing needs it.
    `remedy` is another place that a change would cure it at. `is_possible` tells of one that may not happen at all.
    """

    code: str
    name: str
    message: str
    path: str
    span: Span
    function: str
    route: Route | None
    routes: int
    context: str
    trace: tuple[Step, ...]
    consequence: str
    origin: Step | None
    fingerprint: str = ""
    remedy: Step | None = None
    is_possible: bool = False
