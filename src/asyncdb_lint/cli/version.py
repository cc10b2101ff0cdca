"""The command ``version``."""

from __future__ import annotations

import click

from asyncdb_lint.cli.output import write


@click.command()
def version() -> None:
    """Print the version."""
    from asyncdb_lint import __version__

    write(f"asyncdb-lint {__version__}\n")
