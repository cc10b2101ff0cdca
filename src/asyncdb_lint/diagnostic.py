"""Knows what a finding is: its place, its words and the steps that prove it.

Every other layer speaks in these values. They carry plain text and numbers only, so a reporter can show a
finding without knowing anything of the analysis that made it.
"""

from __future__ import annotations

from enum import Enum

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


class TextEdit(msgspec.Struct, frozen=True):
    """Puts other text in the place of a stretch of a file; an empty span inserts."""

    path: str
    span: Span
    replacement: str


class Applicability(Enum):
    """Who may apply a fix: everybody, somebody who reviews it, or nobody but a person who completes it."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Fix(msgspec.Struct, frozen=True, tag="fix"):
    """A change that takes a finding away; its edits, in however many files, are applied together or not at all.

    `changes_signature` says that a function is called differently afterwards.
    """

    title: str
    applicability: Applicability
    edits: tuple[TextEdit, ...]
    changes_signature: bool = False


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """Why there is no fix."""

    reason: str


class Request(msgspec.Struct, frozen=True, tag="request"):
    """What is to be done at a place, for the code that changes files: `action` is a key of its table.

    `names` are what the action needs to know beside the place, `source` is where the finding is, `symbols` are names that
    the change uses, with their modules. `is_shared` says that other code runs what changes, too.
    """

    action: str
    path: str
    span: Span
    names: tuple[str, ...] = ()
    source: Span | None = None
    source_path: str = ""
    symbols: tuple[tuple[str, str], ...] = ()
    is_shared: bool = False


class Remedy(msgspec.Struct, frozen=True):
    """One way out of a finding.

    `style` is async, def or threadpool where people choose between these, and empty where there is only one way.
    `wanted` is a request, or why this way is closed. `outcome` is worked out only when it is asked for.
    """

    style: str
    wanted: Request | Refusal
    outcome: Fix | Refusal | None = None


class Diagnostic(msgspec.Struct, frozen=True):
    """One finding: what is wrong at a place, which code runs there, and how that is known.

    `fingerprint` names the finding across runs (`fingerprint.py`); it is empty where nothing needs it.
    `remedy` is another place that a change would cure it at. `is_possible` tells of one that may not happen at all.
    `fix` is the outcome of the remedy that the settings choose; None where nobody asked for it yet.
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
    remedies: tuple[Remedy, ...] = ()
    fix: Fix | Refusal | None = None
