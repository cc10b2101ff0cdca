"""The command ``check``: which findings files and folders have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncdb_lint.cli import options
from asyncdb_lint.cli.coverage import added, coverage_text
from asyncdb_lint.cli.output import text_report, write

if TYPE_CHECKING:
    from asyncdb_lint.config import Config
    from asyncdb_lint.engine import Result


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="How findings are shown.",
)
@options.selection_options
@options.analysis_options
@options.cache_options
@click.option("--coverage", is_flag=True, help="Say how many calls were decided, and why others were not.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@options.color_option
def check(
    paths: tuple[Path, ...],
    output_format: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    include: tuple[str, ...],
    facts: tuple[str, ...],
    coverage: bool,
    statistics: bool,
    exit_zero: bool,
    color: bool | None,
) -> None:
    """Check files and folders (default: the current folder).

    Only findings in the given PATHS are shown; the whole project around them is read.
    """
    results = _check(paths or (Path("."),), lambda config: _overridden(config, select, ignore, include, facts))
    diagnostics = [diagnostic for result in results for diagnostic in result.diagnostics]
    failures = [failure for result in results for failure in result.failures]
    if output_format == "json":
        from asyncdb_lint.report.json import render_json

        write(render_json([*diagnostics, *failures]))
    else:
        report = text_report(color)
        if statistics:
            write(report.statistics(diagnostics))
        elif output_format == "concise":
            write(report.concise(diagnostics))
        else:
            write(report.full(diagnostics))
        write(report.concise(failures), err=True)
        if not any(result.files for result in results):
            write("warning: no Python files found in these paths\n", err=True)
        write(report.summary(diagnostics, added(result.hidden for result in results), len(failures)))
    if coverage:
        as_json = output_format == "json"
        write(("" if as_json else "\n") + coverage_text([result.coverage for result in results]), err=as_json)
    if failures:
        sys.exit(2)
    sys.exit(1 if diagnostics and not exit_zero else 0)


def _check(paths: Sequence[Path], override: Callable[[Config], Config]) -> list[Result]:
    """One result for each project that the paths lie in; each project has its own settings."""
    import gc

    from asyncdb_lint.config import load_config
    from asyncdb_lint.discovery import find_root

    gc.disable()  # one run, then the process ends: collecting what a run leaves behind costs a tenth of its time
    by_root: dict[Path, list[Path]] = {}
    for path in paths:
        by_root.setdefault(find_root(path), []).append(path)
    configured = [(members, override(load_config(root))) for root, members in by_root.items()]
    from asyncdb_lint import engine
    from asyncdb_lint.report.progress import ProgressBar

    bar = ProgressBar()
    try:
        return [engine.check(members, config, bar) for members, config in configured]
    finally:
        bar.clear()


def _overridden(
    config: Config,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    include: tuple[str, ...],
    facts: tuple[str, ...],
) -> Config:
    import msgspec

    from asyncdb_lint.config import check_contexts, check_facts, check_prefixes

    check_prefixes(select, "--select")
    check_prefixes(ignore, "--ignore")
    check_contexts(include, "--include")
    check_facts(facts, "--facts")
    return msgspec.structs.replace(
        config,
        select=select or config.select,
        ignore=ignore or config.ignore,
        include_tests=config.include_tests or "test" in include,
        include_migrations=config.include_migrations or "migration" in include,
        facts=(*config.facts, *facts),
    )
