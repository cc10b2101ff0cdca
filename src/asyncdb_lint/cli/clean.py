"""The command ``clean``: removes the results that are kept between runs."""

from __future__ import annotations

from pathlib import Path

import click

from asyncdb_lint.cli.output import write


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def clean(paths: tuple[Path, ...]) -> None:
    """Remove the results that are kept between runs, of the projects that PATHS lie in (default: the current folder)."""
    from asyncdb_lint import store
    from asyncdb_lint.config import load_config
    from asyncdb_lint.discovery import find_root

    roots = dict.fromkeys(find_root(path) for path in paths or (Path("."),))
    for folder in dict.fromkeys(store.place(str(root), load_config(root)) for root in roots):
        count = store.clean(folder)
        words = f"{count} result{'' if count == 1 else 's'} removed" if count else "nothing to remove"
        write(f"{folder}: {words}\n")
