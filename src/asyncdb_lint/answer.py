"""Knows what is answered when somebody asks why something, or nothing, is reported at a line."""

from __future__ import annotations

import msgspec

from asyncdb_lint.diagnostic import Diagnostic


class NoSuchLine(Exception):
    """A place that cannot be explained; the message says why."""


class Remark(msgspec.Struct, frozen=True):
    """What is known of something that stands at a line; `column` counts from 1."""

    column: int
    text: str


class Hidden(msgspec.Struct, frozen=True):
    """A finding that is not shown, and what hides it."""

    diagnostic: Diagnostic
    by: str


class Answer(msgspec.Struct, frozen=True):
    """What is known at a line.

    `text` is the line's, `thread` says where it runs, `callers` who calls the function around it, `remarks` what stands
    there. `verdict` is "reported", "hidden" or "silent", `reason` why it is not the first. `through` are the findings whose
    way to the database leads over the line. `project` is the folder that was read.
    """

    path: str
    line: int
    text: str
    project: str
    function: str
    thread: str
    callers: tuple[str, ...]
    remarks: tuple[Remark, ...]
    findings: tuple[Diagnostic, ...]
    hidden: tuple[Hidden, ...]
    through: tuple[str, ...]
    verdict: str
    reason: str
    loads: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The answer as lines of text."""
        lines = [f"{self.path}:{self.line}  {self.text}".rstrip()]
        lines += [f"  {each}" for each in (self.thread, *self.callers) if each]
        lines += [f"  column {each.column}: {each.text}" for each in self.remarks]
        lines += self.loads
        for finding in self.findings:
            lines.append(f"  {finding.code} {finding.message}")
            lines += [f"    {step.path}:{step.span.line}  {step.message}" for step in finding.trace]
        for hidden in self.hidden:
            lines.append(f"  not shown: {hidden.diagnostic.code} {hidden.diagnostic.message} ({hidden.by})")
        if not self.findings:
            lines.append(f"  nothing is reported here{': ' if self.reason else ''}{self.reason}")
        return lines + [f"  {each}" for each in self.through]
