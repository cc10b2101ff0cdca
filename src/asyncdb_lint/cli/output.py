"""Knows how commands write: text to the streams or a file, with colours where they are wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from asyncdb_lint.diagnostic import Diagnostic
    from asyncdb_lint.report.surroundings import Surroundings
    from asyncdb_lint.report.text import TextReport


def write(text: str, *, err: bool = False) -> None:
    """Text as it stands to the output, or to the error output."""
    if text:
        click.echo(text, nl=False, err=err, color=True)


def write_file(path: str, text: str) -> None:
    """Write a file as a whole or not at all; folders on the way are made.

    Raises:
        Failure: it cannot be written.
    """
    from asyncdb_lint import writing
    from asyncdb_lint.cli.failure import Failure

    try:
        if os.path.exists(path) and not os.path.isfile(path):  # /dev/stdout and its like
            Path(path).write_text(text, encoding="utf-8", newline="\n")
        else:
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            writing.write(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise Failure(f"{path}: cannot be written: {error.strerror or error}") from error


def text_report(color: bool | None, contents: Mapping[str, bytes] = MappingProxyType({})) -> TextReport:
    """A report for people.

    Args:
        color: what was asked for, None if nothing was.
        contents: what stands for the files of these absolute paths.
    """
    from asyncdb_lint.report.text import TextReport

    return TextReport(lambda path: lines_of(path, contents.get(path)), os.getcwd(), color=wants_color(color))


def rendered(format: str, diagnostics: Sequence[Diagnostic]) -> str:
    """Findings in one of the formats that programs read; each has its own module."""
    import importlib

    module = importlib.import_module(f"asyncdb_lint.report.{format.replace('-', '_')}")
    return str(module.render(diagnostics, _surroundings(with_rules=format == "sarif")))


def _surroundings(*, with_rules: bool) -> Surroundings:
    from asyncdb_lint import __version__
    from asyncdb_lint.report.surroundings import RuleText, Surroundings

    rules = {}
    if with_rules:
        from asyncdb_lint.rule import load_rules

        rules = {rule.code: RuleText(rule.name, rule.summary, rule.documentation) for rule in load_rules()}
    server, repository, commit = (os.environ.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    link = f"{server}/{repository}/blob/{commit}/" if server and repository and commit else ""
    return Surroundings(base_folder(), __version__, rules, link)


def base_folder() -> str:
    """The folder that paths in reports are relative to: the top of the git repository around us, else where we are."""
    here = Path.cwd()
    return str(next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here))


def lines_of(path: str, content: bytes | None = None) -> Sequence[str]:
    """The lines of a file, or of what stands for it; none where they cannot be read."""
    from asyncdb_lint import source

    return source.lines_of(path, content)


def wants_color(color: bool | None) -> bool:
    """An option beats the environment, and that beats what the terminal can do (no-color.org, force-color.org)."""
    if color is not None:
        return color
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
