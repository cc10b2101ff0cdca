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
def why(place: str) -> None:
    """Explain what is known at a line.

    The thread that the code runs on, who calls it, the values there, and why something or nothing is reported.
    A column after the line, as in the output of check, does no harm.
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

    here = os.getcwd() + os.sep
    write("".join(f"{line}\n" for line in engine.why(path, int(number), Settings())).replace(here, ""))
