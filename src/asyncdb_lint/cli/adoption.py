"""What commands do with findings that are known, old, or to be hidden: baselines, `--changed`, `--add-noqa`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from asyncdb_lint.cli.failure import Failure
from asyncdb_lint.cli.output import lines_of

if TYPE_CHECKING:
    from asyncdb_lint.adoption.baseline import Comparison
    from asyncdb_lint.adoption.baseline_file import Entry
    from asyncdb_lint.diagnostic import Diagnostic
    from asyncdb_lint.outcome import Result

F = TypeVar("F", bound=Callable[..., Any])
OPTIONAL_VALUES = (("--changed", "HEAD"), ("--add-noqa", ""))
"""Options that stand alone or with ``=VALUE``, and the value they have alone."""


class OptionalValue(click.Option):
    """An option that stands alone or with a value behind an equals sign, and says so in the help."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return (record[0].replace(" [=", "[="), record[1]) if record is not None else None


class OptionalValues(click.Command):
    """A command whose `OPTIONAL_VALUES` never take the next argument for their value: it may be a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        alone = dict(OPTIONAL_VALUES)
        end = args.index("--") if "--" in args else len(args)
        given = [f"{each}={alone[each]}" if each in alone else each for each in args[:end]]
        return super().parse_args(ctx, [*given, *args[end:]])


@dataclass(frozen=True)
class Adoption:
    """What of the findings is wanted, as the options say: `baseline` is a file, `changed` a reference of git, `add_noqa` a
    reason (perhaps empty); None where an option is not given."""

    baseline: str | None = None
    no_baseline: bool = False
    changed: str | None = None
    add_noqa: str | None = None

    def applied(
        self, result: Result, baseline_of: Callable[[str], str], is_partial: bool = False
    ) -> tuple[Result, list[str]]:
        """A result with what is left of its findings, and what is to be said about the others.

        Args:
            baseline_of: gives the absolute path of the baseline that the settings of a file or folder name, or nothing.
            is_partial: what was read is not what the disk has.
        """
        import msgspec

        if self.add_noqa is not None and is_partial:
            raise click.UsageError("--add-noqa writes files, and the standard input is none")
        notes: list[str] = []
        diagnostics: Sequence[Diagnostic] = result.diagnostics
        if self.baseline is not None:
            path = os.path.abspath(self.baseline)
            diagnostics, notes = without_known(result, lambda _: path, is_partial or self.changed is not None)
        elif not self.no_baseline:
            diagnostics, notes = without_known(result, baseline_of, is_partial or self.changed is not None)
        if self.changed is not None:
            diagnostics = changed_only(result.roots, diagnostics, self.changed)
        if self.add_noqa is not None:
            note, diagnostics = add_comments(diagnostics, self.add_noqa)
            notes.append(note)
        return msgspec.structs.replace(result, diagnostics=tuple(diagnostics)), notes

    def news(self, result: Result, baseline_of: Callable[[str], str]) -> Sequence[Diagnostic]:
        """The findings of a result that are wanted; nothing is written."""
        if self.add_noqa is not None:
            raise click.UsageError("--add-noqa hides findings, and --fix and --diff fix them: choose one")
        return self.applied(result, baseline_of, is_partial=True)[0].diagnostics


def adoption_options(command: F) -> F:
    """`adoption`: which findings are old news. The command's class must be `OptionalValues`."""

    @wraps(command)
    def with_adoption(
        *arguments: Any,
        baseline: str | None,
        no_baseline: bool,
        changed: str | None,
        add_noqa: str | None,
        **options: Any,
    ) -> Any:
        if baseline is not None and no_baseline:
            raise click.UsageError("--baseline and --no-baseline exclude each other")
        return command(*arguments, adoption=Adoption(baseline, no_baseline, changed, add_noqa), **options)

    for option in (
        click.option(
            "--add-noqa",
            cls=OptionalValue,
            metavar="[=REASON]",
            help="Write a noqa comment for each finding instead of showing it, with a reason if one is given.",
        ),
        click.option(
            "--changed",
            cls=OptionalValue,
            metavar="[=REF]",
            help="Only findings that touch what differs from the last commit, or from where the branch left REF.",
        ),
        click.option("--no-baseline", is_flag=True, help="Show what a baseline knows, too."),
        click.option("--baseline", metavar="FILE", help="Only findings that this file does not know."),
    ):
        with_adoption = option(with_adoption)
    return cast(F, with_adoption)


def is_ci() -> bool:
    """Whether this runs in continuous integration, where nothing is written that nobody commits."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def without_known(
    result: Result, baseline_of: Callable[[str], str], is_partial: bool = False
) -> tuple[list[Diagnostic], list[str]]:
    """The findings that no baseline knows, and what is to be said about the baselines.

    Args:
        baseline_of: gives the absolute path of the baseline for a file or folder, empty for none.
        is_partial: not everything that is there was looked for, whatever was asked for.
    """
    from asyncdb_lint.adoption.baseline_file import write_baseline
    from asyncdb_lint.adoption.known import against_baselines

    new, comparisons = against_baselines(result, baseline_of, lines_of)
    notes: list[str] = []
    may_write = result.is_whole and not result.failures and not is_partial and not is_ci()
    for path, comparison in comparisons.items():
        if may_write and (comparison.stale or comparison.moved):
            write_baseline(path, [*comparison.known, *comparison.kept])
        notes += _notes(path, comparison, may_write)
    return new, notes


def compared(
    path: str, entries: Sequence[Entry], diagnostics: Sequence[Diagnostic], left_out: frozenset[str]
) -> Comparison:
    """Findings and the entries of their baseline; its folder is what paths are relative to."""
    from asyncdb_lint.adoption.baseline import compare

    return compare(entries, diagnostics, left_out, os.path.dirname(os.path.abspath(path)), lines_of)


def _notes(path: str, comparison: Comparison, is_written: bool) -> list[str]:
    name = os.path.relpath(path) if os.path.splitdrive(path)[0] == os.path.splitdrive(os.getcwd())[0] else path
    notes = []
    if comparison.known:
        notes.append(f"Not shown: {_count(len(comparison.known), 'finding')} in the baseline {name}.")
    if comparison.stale and is_written:
        notes.append(f"Fixed: {_entries(len(comparison.stale))} left the baseline.")
    elif comparison.stale:
        notes.append(
            f"Stale: {_entries(len(comparison.stale))} of the baseline are fixed; a full run outside of CI drops them."
        )
    if comparison.moved and is_written:
        notes.append(f"Moved: {_entries(comparison.moved)} of the baseline to another file.")
    return notes


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def changed_only(roots: Sequence[str], diagnostics: Sequence[Diagnostic], reference: str) -> list[Diagnostic]:
    """The findings that touch what differs from a reference of git."""
    from asyncdb_lint.adoption.changes import changes

    changed = changes(roots, reference)
    return [each for each in diagnostics if changed.touch(each)]


def add_comments(diagnostics: Sequence[Diagnostic], reason: str) -> tuple[str, list[Diagnostic]]:
    """Write a comment for each finding: what to say about it, and the findings that no comment can hide."""
    from asyncdb_lint.adoption.annotate import annotate, by_file
    from asyncdb_lint.source import Source
    from asyncdb_lint.writing import write

    if any(each in reason for each in "\r\n#"):
        raise Failure("--add-noqa: a reason is one line of text without #")
    count = files = 0
    refused: list[Diagnostic] = []
    for source, members in by_file((each for each in diagnostics if each.code != "ADB001"), Source.read):
        try:
            annotated = annotate(source, members, reason)
        except UnicodeEncodeError as error:
            raise Failure(f"{source.path}: the reason cannot be written in {source.encoding}") from error
        refused += annotated.refused
        if annotated.count:
            count, files = count + annotated.count, files + 1
            try:
                write(source.path, annotated.content)
            except OSError as error:
                raise Failure(f"{source.path}: cannot be written: {error.strerror or error}") from error
    refused += [each for each in diagnostics if each.code == "ADB001"]
    return f"Added comments for {_count(count, 'finding')} in {_count(files, 'file')}.", refused
