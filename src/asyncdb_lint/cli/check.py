"""The command ``check``: which findings files and folders have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncdb_lint.cli import options
from asyncdb_lint.cli.adoption import Adoption, OptionalValues, adoption_options
from asyncdb_lint.cli.coverage import coverage_text
from asyncdb_lint.cli.output import text_report, write

if TYPE_CHECKING:
    from asyncdb_lint.config import Config
    from asyncdb_lint.engine import Result


@click.command(cls=OptionalValues)
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
@adoption_options
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
    adoption: Adoption,
    coverage: bool,
    statistics: bool,
    exit_zero: bool,
    color: bool | None,
) -> None:
    """Check files and folders (default: the current folder).

    Only findings in the given PATHS are shown; the whole project around them is read.
    """
    found, baseline_of = checked(
        paths or (Path("."),), lambda config: overridden(config, select, ignore, include, facts)
    )
    result, notes = adoption.applied(found, baseline_of)
    diagnostics, failures = result.diagnostics, result.failures
    is_text = output_format != "json"
    if is_text:
        report = text_report(color)
        if statistics:
            write(report.statistics(diagnostics))
        elif output_format == "concise":
            write(report.concise(diagnostics))
        else:
            write(report.full(diagnostics))
        write(report.concise(failures), err=True)
        if not result.files:
            write("warning: no Python files found in these paths\n", err=True)
        write(report.summary(diagnostics, result.hidden, len(failures)))
    else:
        from asyncdb_lint.report.json import render_json

        write(render_json([*diagnostics, *failures]))
    write("".join(f"{note}\n" for note in notes), err=not is_text)
    if coverage:
        write(("\n" if is_text else "") + coverage_text([result.coverage]), err=not is_text)
    if failures:
        sys.exit(2)
    sys.exit(1 if diagnostics and not exit_zero else 0)


def checked(paths: Sequence[Path], override: Callable[[Config], Config]) -> tuple[Result, Callable[[str], str]]:
    """What is found, each project with its own settings; and what gives the baseline that they name for a path."""
    import gc

    from asyncdb_lint.config import load_config
    from asyncdb_lint.discovery import find_root

    gc.disable()  # one run, then the process ends: collecting what a run leaves behind costs a tenth of its time
    by_root: dict[Path, list[Path]] = {}
    for path in paths:
        by_root.setdefault(find_root(path), []).append(path)
    configured = [(members, override(load_config(root))) for root, members in by_root.items()]
    from asyncdb_lint import engine
    from asyncdb_lint.outcome import merged
    from asyncdb_lint.report.progress import ProgressBar

    bar = ProgressBar()
    try:
        result = merged([engine.check(members, config, bar) for members, config in configured])
    finally:
        bar.clear()
    baselines = {str(root): config.baseline for root, (_, config) in zip(by_root, configured)}
    return result, lambda path: next((file for root, file in baselines.items() if path.startswith(root)), "")


def overridden(
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
