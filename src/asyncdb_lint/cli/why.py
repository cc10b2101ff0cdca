"""The command ``why``: what is known at a line."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from asyncdb_lint.cli.failure import Failure
from asyncdb_lint.cli.output import write


@click.command()
@click.argument("place", metavar="FILE:LINE")
@click.option(
    "--output-format",
    type=click.Choice(["full", "json"]),
    default="full",
    show_default=True,
    help="How it is answered.",
)
@click.option(
    "--project",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="The folder that check was given, where no pyproject.toml or .git tells what the project is.",
)
def why(place: str, output_format: str, project: Path | None) -> None:
    """Explain what is known at a line.

    The thread that the code runs on, who calls it, the values there and where they lead, and why something or nothing
    is reported. A column after the line, as in the output of check, does no harm.
    """
    from asyncdb_lint.config import Settings

    found = re.fullmatch(r"(?P<file>.+?):(?P<line>\d+)(?::\d+)?:?", place)
    if found is None:
        raise click.UsageError(f"{place!r} is not of the form FILE:LINE")
    name, number = found["file"], found["line"]
    path = Path(name)
    if not path.is_file():
        raise Failure(f"{name}: {'not a file' if path.exists() else 'no such file or directory'}")
    from asyncdb_lint import engine

    answer = engine.explain(path, int(number), Settings(), project or _working_directory(path))
    from asyncdb_lint.report.why import render_why, render_why_json

    write(render_why_json(answer) if output_format == "json" else render_why(answer, os.getcwd()))


def _working_directory(path: Path) -> Path | None:
    """The working directory, if the file lies below it and nothing around the file tells what its project is: it is what
    `check` reads without an argument."""
    from asyncdb_lint.discovery import ROOT_MARKERS, find_root

    root = find_root(path)
    is_marked = any((root / marker).exists() for marker in ROOT_MARKERS)
    here = Path(os.getcwd())
    is_below = here in Path(os.path.abspath(path)).parents
    return None if is_marked or not is_below or here in (Path.home(), Path(here.anchor)) else here
