"""Knows how commands write: text to the streams, with colours where they are wanted, and the lines of files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from asyncdb_lint.report.text import TextReport


def write(text: str, *, err: bool = False) -> None:
    """Text as it stands to the output, or to the error output."""
    if text:
        click.echo(text, nl=False, err=err, color=True)


def text_report(color: bool | None) -> TextReport:
    """A report for people; `color` is what they asked for, None if they did not."""
    from asyncdb_lint.report.text import TextReport

    return TextReport(lines_of, os.getcwd(), color=wants_color(color))


def lines_of(path: str) -> Sequence[str]:
    """The lines of a file; none where it cannot be read."""
    from asyncdb_lint.source import Source, SourceError

    try:
        return Source.read(path).lines
    except SourceError:
        return ()


def wants_color(color: bool | None) -> bool:
    """An option beats the environment, and that beats what the terminal can do (no-color.org, force-color.org)."""
    if color is not None:
        return color
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
