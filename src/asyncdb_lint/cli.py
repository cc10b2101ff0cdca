"""Knows the command line: what can be asked, how it is answered, and the exit status.

The status is 0 when nothing was found, 1 when something was, 2 when the tool could not do its work. Modules of the
tool are imported by the commands that need them, so that ``--help`` and ``version`` answer at once.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from asyncdb_lint.config import Config
    from asyncdb_lint.engine import Coverage, Result
    from asyncdb_lint.report.text import TextReport
    from asyncdb_lint.rule import Rule


INTERRUPTED = 130
"""The exit status of shells for a program that Ctrl-C ended."""


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


class Failure(click.ClickException):
    """The tool cannot do its work; the message says why."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"error: {self.message}", err=True)


class Commands(click.Group):
    """Turns whatever goes wrong into exit status 2, since status 1 means findings."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise
            raise Failure(_explained(error)) from error


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


def _comma_separated(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for value in values for part in value.replace(",", " ").split())


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="How findings are shown.",
)
@click.option(
    "--select", multiple=True, callback=_comma_separated, metavar="CODES", help="Only these codes or prefixes."
)
@click.option(
    "--ignore", multiple=True, callback=_comma_separated, metavar="CODES", help="Not these codes or prefixes."
)
@click.option(
    "--include",
    multiple=True,
    callback=_comma_separated,
    metavar="CONTEXTS",
    help="Also show findings in 'test' code or 'migration' scripts.",
)
@click.option(
    "--facts",
    multiple=True,
    callback=_comma_separated,
    metavar="LIBRARIES",
    help="Also count the calls of these: django, peewee, pymongo, redis.",
)
@click.option("--coverage", is_flag=True, help="Say how many calls were decided, and why others were not.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--color/--no-color", default=None, help="Use colours or not, whatever the terminal is.")
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

        _write(render_json([*diagnostics, *failures]))
    else:
        report = _text_report(color)
        if statistics:
            _write(report.statistics(diagnostics))
        elif output_format == "concise":
            _write(report.concise(diagnostics))
        else:
            _write(report.full(diagnostics))
        _write(report.concise(failures), err=True)
        if not any(result.files for result in results):
            _write("warning: no Python files found in these paths\n", err=True)
        _write(report.summary(diagnostics, _added(result.hidden for result in results), len(failures)))
    if coverage:
        as_json = output_format == "json"
        _write(("" if as_json else "\n") + _coverage_text([result.coverage for result in results]), err=as_json)
    if failures:
        sys.exit(2)
    sys.exit(1 if diagnostics and not exit_zero else 0)


@main.command()
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="Explain all rules.")
def rule(code: str | None, every: bool) -> None:
    """Explain a rule, by its CODE or its name."""
    from asyncdb_lint.rule import load_rules

    if every == (code is not None):
        raise click.UsageError("give either one code or --all")
    rules = load_rules()
    asked = (code or "").lower()
    chosen = [known for known in rules if every or asked in (known.code.lower(), known.name)]
    if not chosen:
        raise Failure(f"there is no rule {code!r} (rules: {', '.join(known.code for known in rules)})")
    _write("\n\n".join(_rule_text(known) for known in chosen))


@main.command()
@click.argument("place", metavar="FILE:LINE")
def why(place: str) -> None:
    """Explain what is known at a line.

    The thread that the code runs on, who calls it, the values there, and why something or nothing is reported.
    A column after the line, as in the output of check, does no harm.
    """
    from asyncdb_lint.config import load_config
    from asyncdb_lint.discovery import find_root

    found = re.fullmatch(r"(?P<file>.+?):(?P<line>\d+)(?::\d+)?:?", place)
    if found is None:
        raise click.UsageError(f"{place!r} is not of the form FILE:LINE")
    name, number = found["file"], found["line"]
    path = Path(name)
    config = load_config(find_root(path))
    if not path.is_file():
        raise Failure(f"{name}: not a file")
    from asyncdb_lint import engine

    here = os.getcwd() + os.sep
    _write("".join(f"{line}\n" for line in engine.why(path, int(number), config)).replace(here, ""))


@main.command()
def version() -> None:
    """Print the version."""
    from asyncdb_lint import __version__

    _write(f"asyncdb-lint {__version__}\n")


def _explained(error: Exception) -> str:
    """What the user did, or for any other error the traceback and where to take it."""
    from asyncdb_lint.config import ConfigError
    from asyncdb_lint.discovery import DiscoveryError
    from asyncdb_lint.source import SourceError

    if isinstance(error, (ConfigError, DiscoveryError, SourceError)):
        return str(error)
    import traceback

    traceback.print_exception(error)
    return "this is a bug in asyncdb-lint, please report it with the lines above"


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


def _text_report(color: bool | None) -> TextReport:
    from asyncdb_lint.report.text import TextReport

    return TextReport(_lines, os.getcwd(), color=_wants_color(color))


def _lines(path: str) -> Sequence[str]:
    from asyncdb_lint.source import Source, SourceError

    try:
        return Source.read(path).lines
    except SourceError:
        return ()


def _wants_color(color: bool | None) -> bool:
    """An option beats the environment, and that beats what the terminal can do (no-color.org, force-color.org)."""
    if color is not None:
        return color
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _coverage_text(coverages: Sequence[Coverage]) -> str:
    """How many of the calls that might be database calls were decided, and why the others were not."""
    decided = sum(coverage.decided for coverage in coverages)
    outside = _added(coverage.outside for coverage in coverages)
    unknown = _added(coverage.unknown for coverage in coverages)
    reads = _added(coverage.reads for coverage in coverages)
    total = decided + sum(outside.values()) + sum(unknown.values())
    lines = [f"Calls in coroutines that are named like a database method: {total}"]
    for label, count, reasons in (
        ("decided", decided, {}),
        ("other libraries", sum(outside.values()), outside),
        ("unknown", sum(unknown.values()), unknown),
    ):
        share = f"{100 * count / total:.1f} %" if total else "-"
        lines.append(f"  {label:<16} {count:>6}  {share:>7}")
        lines += [f"    {amount:>6}  {reason}" for reason, amount in sorted(reasons.items(), key=lambda item: -item[1])]
    if reads:
        lines.append(f"Relationships that are read: {sum(reads.values())}")
        lines += [f"  {amount:>8}  {verdict}" for verdict, amount in sorted(reads.items(), key=lambda item: -item[1])]
    return "\n".join(lines) + "\n"


def _rule_text(known: Rule) -> str:
    return f"{known.code} {known.name} (since {known.since})\n\n{known.documentation.strip()}\n"


def _added(counts: Any) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for key, amount in count.items():
            total[key] = total.get(key, 0) + amount
    return total


def _write(text: str, *, err: bool = False) -> None:
    if text:
        click.echo(text, nl=False, err=err, color=True)
