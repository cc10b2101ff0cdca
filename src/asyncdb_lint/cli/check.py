"""The command ``check``: which findings files and folders have."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from asyncdb_lint.cli import options
from asyncdb_lint.cli.adoption import Adoption, OptionalValues, adoption_options
from asyncdb_lint.cli.coverage import coverage_text
from asyncdb_lint.cli.fixing import Fixing, fix_options
from asyncdb_lint.cli.output import rendered, text_report, write, write_file
from asyncdb_lint.cli.sections import Sectioned

if TYPE_CHECKING:
    from asyncdb_lint.config import Settings
    from asyncdb_lint.engine import Result

STANDARD_INPUT = "-"
TEXT_FORMATS = ("full", "concise")
TELLING_FIXES = ("full", "json", "json-lines", "sarif")
"""Formats that tell what can be done about a finding; working that out takes reading the files again."""


class Check(Sectioned, OptionalValues):
    """Many options, some of which may stand alone or have a value."""


@click.command(cls=Check)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@options.settings_options
@options.output_options
@click.option("--force-exclude", is_flag=True, help="Leave out what is excluded even if it is named in PATHS.")
@click.option(
    "--stdin-filename", metavar="FILE", help="The file that the text of the standard input (PATH '-') stands for."
)
@options.cache_options
@adoption_options
@fix_options
@click.option("--coverage", is_flag=True, help="Say how many calls were decided, and why others were not.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked, and end.")
@click.option("--show-settings", is_flag=True, help="Show the settings of each path, and end.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
def check(
    paths: tuple[Path, ...],
    settings: Settings,
    output_format: str | None,
    output_file: str | None,
    color: bool | None,
    quiet: bool,
    verbose: bool,
    force_exclude: bool,
    stdin_filename: str | None,
    adoption: Adoption,
    fixing: Fixing,
    coverage: bool,
    statistics: bool,
    show_files: bool,
    show_settings: bool,
    exit_zero: bool,
) -> None:
    """Check files and folders (default: the current folder).

    Only findings in the given PATHS are shown; the whole project around them is read. Each file is judged by the
    closest settings above it, in a pyproject.toml or an asyncdb-lint.toml.

    Exit status: 0 nothing found, 1 findings, 2 the tool could not do its work.
    """
    places, contents = _places(paths, stdin_filename)
    if show_files or show_settings:
        from asyncdb_lint.cli.showing import files_text, settings_text

        shown = files_text(places, settings, contents, force_exclude) if show_files else settings_text(places, settings)
        write(shown)
        return
    format = output_format or settings.of_folder(os.getcwd()).output_format
    from asyncdb_lint.adoption.known import baselines

    view = View(format, statistics, quiet, color if output_file is None else bool(color), contents, fixing.unsafe)
    is_told = format in TELLING_FIXES and not statistics
    solve = is_told or fixing.is_wanted
    with analysing(places, settings, contents, force_exclude=force_exclude, quiet=quiet, solve=solve) as analyse:
        fixed = fixing.checked(
            analyse,
            contents,
            lambda path: settings.of(path).fix_style,
            lambda result: adoption.news(result, baselines(settings)),
            is_told,
        )
    is_changed = fixing.carry_out(fixed, contents)
    if fixing.is_all or (fixing.is_wanted and contents):
        write(text_report(color).concise(fixed.result.failures), err=True)
        sys.exit(2 if fixed.result.failures else int(is_changed and fixing.is_failure))
    result, notes = adoption.applied(fixed.result, baselines(settings), bool(contents))
    if verbose:
        write(_what_was_read(result, settings, places), err=True)
    if output_file is None:
        write(view.text(result))
    else:
        write_file(output_file, view.text(result))
    if not result.files and not quiet:
        write("warning: no Python files found in these paths\n", err=True)
    if format in TEXT_FORMATS:
        write(text_report(color).concise(result.failures), err=True)
    if not quiet:
        write("".join(f"{note}\n" for note in notes), err=format not in TEXT_FORMATS)
    if coverage:
        write(
            ("\n" if format in TEXT_FORMATS else "") + coverage_text([result.coverage]), err=format not in TEXT_FORMATS
        )
    if result.failures:
        sys.exit(2)
    sys.exit(1 if (result.diagnostics and not exit_zero) or (is_changed and fixing.is_failure) else 0)


def _places(paths: tuple[Path, ...], stdin_filename: str | None) -> tuple[tuple[Path, ...], Mapping[str, bytes]]:
    """The paths to check, and the content of those that the standard input stands for."""
    if Path(STANDARD_INPUT) not in paths:
        if stdin_filename is not None:
            raise click.UsageError("--stdin-filename is for the path '-', the standard input")
        return paths or (Path("."),), {}
    if len(paths) > 1:
        raise click.UsageError("the standard input '-' cannot be checked together with other paths")
    path = Path(stdin_filename or "stdin.py")
    if path.is_dir():
        raise click.UsageError(f"--stdin-filename: {path} is a folder")
    return (path,), {os.path.abspath(path): sys.stdin.buffer.read()}


def checked(
    places: Sequence[Path],
    settings: Settings,
    contents: Mapping[str, bytes] = MappingProxyType({}),
    *,
    force_exclude: bool = False,
    quiet: bool = False,
) -> Result:
    """What is found, with a progress bar unless `quiet`. `contents` stand for the files of these absolute paths."""
    with analysing(places, settings, contents, force_exclude=force_exclude, quiet=quiet) as analyse:
        return analyse(contents)


@contextmanager
def analysing(
    places: Sequence[Path],
    settings: Settings,
    contents: Mapping[str, bytes],
    *,
    force_exclude: bool = False,
    quiet: bool = False,
    solve: bool = False,
) -> Iterator[Callable[[Mapping[str, bytes]], Result]]:
    """Gives what checks the places with other contents in the place of what the disk has; `solve` as for the engine."""
    import gc

    from asyncdb_lint.discovery import find_root

    gc.disable()  # one run, then the process ends: collecting what a run leaves behind costs a tenth of its time
    for place in places:  # what is wrong with these is told before anything is read
        settings.of_folder(os.path.abspath(place if place.is_dir() else place.parent))
        if os.path.abspath(place) not in contents:
            find_root(place)
    from asyncdb_lint import engine
    from asyncdb_lint.report.progress import ProgressBar

    bar = ProgressBar()
    if quiet:
        bar.clear()
    try:
        yield lambda given: engine.check(places, settings, bar, given, force_exclude=force_exclude, solve=solve)
    finally:
        bar.clear()


@dataclass(frozen=True)
class View:
    """How a result is shown; `color` is what was asked for, None if nothing was; `unsafe` are fixes that must be reviewed."""

    format: str
    statistics: bool
    quiet: bool
    color: bool | None
    contents: Mapping[str, bytes]
    unsafe: bool = False

    def text(self, result: Result) -> str:
        """What goes to the output."""
        is_text = self.format in TEXT_FORMATS
        if self.statistics and not is_text:
            from asyncdb_lint.report.json import render_statistics

            return render_statistics(result.diagnostics)
        if not is_text:
            return rendered(self.format, [*result.diagnostics, *result.failures])
        report = text_report(self.color, self.contents)
        if self.statistics:
            text = report.statistics(result.diagnostics)
        elif self.format == "concise":
            text = report.concise(result.diagnostics)
        else:
            text = report.full(result.diagnostics)
        if self.quiet:
            return text
        return text + report.summary(result.diagnostics, result.hidden, len(result.failures), self.unsafe)


def _what_was_read(result: Result, settings: Settings, places: tuple[Path, ...]) -> str:
    from asyncdb_lint.cli.showing import settings_file

    lines = [f"settings of {place}: {settings_file(place, settings)}" for place in places]
    return "".join(f"{line}\n" for line in [*lines, f"files checked: {result.files}", *result.troubles])
