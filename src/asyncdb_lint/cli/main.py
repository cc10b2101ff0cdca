"""Knows which commands there are, and how the program begins and ends.

The exit status is 0 when nothing was found, 1 when something was, 2 when the tool could not do its work.
"""

from __future__ import annotations

import os
import sys

import click

from asyncdb_lint.cli.baseline import baseline
from asyncdb_lint.cli.check import check
from asyncdb_lint.cli.clean import clean
from asyncdb_lint.cli.failure import Commands
from asyncdb_lint.cli.rule import rule
from asyncdb_lint.cli.version import version
from asyncdb_lint.cli.why import why


def run() -> None:
    """The command line as a program: once everything is written the process ends without taking its memory apart."""
    status = 0
    try:
        main(prog_name="asyncdb-lint")
    except SystemExit as ended:
        if ended.code is not None and not isinstance(ended.code, int):
            raise
        status = ended.code or 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1  # whoever read the output has gone
    os._exit(status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Find database calls that block the event loop of FastAPI and SQLAlchemy applications.

    The whole project is read, nothing of it is imported or executed. Exit status: 0 nothing found, 1 findings,
    2 the tool could not do its work.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


for _command in (check, baseline, rule, why, clean, version):
    main.add_command(_command)
