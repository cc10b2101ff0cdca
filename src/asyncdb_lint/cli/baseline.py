"""The command ``baseline``: keeps the findings that a codebase has today, so that only new ones are shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncdb_lint.cli import options
from asyncdb_lint.cli.adoption import compared
from asyncdb_lint.cli.failure import Failure
from asyncdb_lint.cli.output import lines_of, write

if TYPE_CHECKING:
    from asyncdb_lint.config import Settings


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--baseline", "file", metavar="FILE", help="The file, instead of the one that the settings name.")
@click.option("--add", is_flag=True, help="Also add the findings that the baseline does not know.")
@options.settings_options
@options.cache_options
def baseline(
    paths: tuple[Path, ...],
    file: str | None,
    add: bool,
    settings: Settings,
) -> None:
    """Make the baseline of a project, or update it (default: of the current folder).

    Without a file, one with all findings is made. An update drops the entries whose findings are fixed, follows those
    that have moved to another file, keeps the reasons that people wrote into it, and adds nothing unless --add is
    given.
    """
    from asyncdb_lint.adoption.baseline import entry_of
    from asyncdb_lint.adoption.baseline_file import read_baseline, write_baseline
    from asyncdb_lint.adoption.known import baselines
    from asyncdb_lint.cli.check import checked

    result = checked(paths or (Path("."),), settings)
    configured = {path for path in map(baselines(settings), result.roots) if path}
    path = os.path.abspath(file) if file else _only(configured, result.roots)
    if result.failures:
        raise Failure("the analysis failed (see asyncdb-lint check): the baseline is left as it is")
    is_new = not os.path.exists(path)
    comparison = compared(path, [] if is_new else read_baseline(path), result.diagnostics, result.left_out)
    added = [each for each in comparison.new if each.code != "ADB001"] if is_new or add else []
    stale = () if result.is_whole else comparison.stale
    entries = [entry_of(each, os.path.dirname(path), lines_of) for each in added]
    remaining = [*comparison.known, *comparison.kept, *stale, *entries]
    write_baseline(path, remaining)
    counts = {
        "in all": len(remaining),
        "added": len(added),
        "dropped": len(comparison.stale) - len(stale),
        "moved": comparison.moved,
    }
    words = ", ".join(f"{number} {word}" for word, number in counts.items() if number or word == "in all")
    write(f"{'Made' if is_new else 'Updated'} {os.path.relpath(path)}: {words}.\n")
    if len(comparison.new) > len(added):
        write(f"Not in it: {len(comparison.new) - len(added)}{'' if is_new or add else ' (add them with --add)'}.\n")
    if path not in configured:
        name = os.path.relpath(path, result.roots[0]).replace(os.sep, "/")
        write(f'To use it, pass --baseline, or add to the settings: baseline = "{name}"\n')


def _only(configured: set[str], roots: Sequence[str]) -> str:
    """The file that the settings name, or the default one of the only project."""
    from asyncdb_lint.adoption.baseline_file import DEFAULT_NAME

    found = configured or {os.path.join(root, DEFAULT_NAME) for root in roots}
    if len(found) != 1:
        raise Failure("these paths belong to several projects: name the file with --baseline, or check one project")
    return next(iter(found))
