"""Knows how `check` fixes: what is written, what is only shown, and how it is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from asyncdb_lint.cli.failure import Failure
from asyncdb_lint.cli.output import write

if TYPE_CHECKING:
    from asyncdb_lint.diagnostic import Diagnostic
    from asyncdb_lint.fixes.judging import Change
    from asyncdb_lint.fixing import Fixed
    from asyncdb_lint.outcome import Result

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Fixing:
    """What the options say of fixes."""

    fix: bool = False
    unsafe: bool = False
    diff: bool = False
    only: bool = False
    show: bool = False
    exit_non_zero: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether fixes are to be made, at least on paper."""
        return self.fix or self.diff or self.only

    @property
    def is_all(self) -> bool:
        """Whether the findings that are left are not asked for."""
        return self.diff or self.only

    @property
    def is_failure(self) -> bool:
        """Whether it is a failure that something is fixed."""
        return self.diff or self.exit_non_zero

    def checked(
        self,
        check: Callable[[Mapping[str, bytes]], Result],
        contents: Mapping[str, bytes],
        style_of: Callable[[str], str],
        news: Callable[[Result], Sequence[Diagnostic]],
        is_told: bool,
    ) -> Fixed:
        """What is found, with fixes; those that are wanted are made, but not written.

        Args:
            check: gives what is found with these contents in the place of what the disk has.
            contents: what the standard input stands for.
            style_of: gives the style of fixes that the settings of a file choose.
            news: gives the findings of a result that may be fixed.
            is_told: whether fixes are to be worked out although none is made.
        """
        import msgspec

        from asyncdb_lint import fixing
        from asyncdb_lint.source import Source

        def read(path: str) -> Source:
            return Source(path, contents[path]) if path in contents else Source.read(path)

        if self.is_wanted:
            return fixing.fix(
                lambda changed: check({**contents, **changed}), read, style_of, unsafe=self.unsafe, choose=news
            )
        result = check(contents)
        if not is_told:
            return fixing.Fixed(result)
        diagnostics = tuple(fixing.with_fixes(result.diagnostics, style_of))
        return fixing.Fixed(msgspec.structs.replace(result, diagnostics=diagnostics))

    def carry_out(self, fixed: Fixed, contents: Mapping[str, bytes]) -> bool:
        """Write what fixing changed, or with `--diff` show it; then say how much that is. False if nothing changes.

        What came from the standard input goes to the standard output.
        """
        if not self.is_wanted:
            return False
        from asyncdb_lint.report.text import counted

        if self.diff:
            write(_diff(fixed.contents, fixed.originals))
        else:
            _save({path: fixed.contents[path] for path in fixed.contents if path not in contents}, fixed.originals)
            for path in contents:
                click.echo(fixed.contents.get(path, contents[path]), nl=False)
        if self.show:
            write(_shown(fixed.applied), err=True)
        words = f"{counted(len(fixed.applied), 'finding')} in {counted(len(fixed.contents), 'file')}"
        if self.diff:
            write(f"Would fix {words}.\n" if fixed.applied else "Nothing to fix.\n", err=True)
        elif fixed.applied:
            write(f"Fixed {words}.\n", err=True)
        return bool(fixed.applied)


def fix_options(command: F) -> F:
    """`fixing`: what is done about findings."""

    @wraps(command)
    def with_fixing(
        *arguments: Any,
        fix: bool,
        unsafe_fixes: bool,
        diff: bool,
        fix_only: bool,
        show_fixes: bool,
        exit_non_zero_on_fix: bool,
        **options: Any,
    ) -> Any:
        fixing = Fixing(fix, unsafe_fixes, diff, fix_only, show_fixes, exit_non_zero_on_fix)
        return command(*arguments, fixing=fixing, **options)

    for name, words in (
        ("--exit-non-zero-on-fix", "Exit with 1 if something was fixed."),
        ("--show-fixes", "List the fixes that were made."),
        ("--fix-only", "Make the fixes, and do not show what is left."),
        ("--diff", "Show what --fix would change, and write nothing."),
        ("--unsafe-fixes", "Also the fixes that are to be reviewed (with --fix or --diff)."),
        ("--fix", "Make the safe fixes."),
    ):
        with_fixing = click.option(name, is_flag=True, help=words)(with_fixing)
    return cast(F, with_fixing)


def _save(contents: Mapping[str, bytes], originals: Mapping[str, bytes]) -> None:
    """Write the files that fixing changed, each at once; `originals` are what it read.

    Raises:
        Failure: one cannot be written, or was changed meanwhile; those before it are written.
    """
    from asyncdb_lint.report.text import counted
    from asyncdb_lint.source import Source
    from asyncdb_lint.writing import write as write_file

    for path in contents:
        if Source.read(path).content != originals[path]:
            raise Failure(f"{path}: was changed by somebody else while it was being fixed; nothing was written")
    for number, path in enumerate(sorted(contents)):
        try:
            write_file(path, contents[path])
        except OSError as error:
            done = f" ({counted(number, 'file')} of {len(contents)} written before)" if number else ""
            raise Failure(f"{path}: cannot be written: {error.strerror or error}{done}") from error


def _diff(contents: Mapping[str, bytes], originals: Mapping[str, bytes]) -> str:
    """A unified diff of what fixing changes."""
    return "".join(line for path in sorted(contents) for line in _diff_of(path, originals[path], contents[path]))


def _diff_of(path: str, original: bytes, content: bytes) -> Iterator[str]:
    from difflib import unified_diff

    from asyncdb_lint.report.text import relative_path
    from asyncdb_lint.source import Source

    before, after = Source(path, original), Source(path, content)
    name = relative_path(path, os.getcwd()).replace(os.sep, "/")
    old, new = before.text.splitlines(keepends=True), after.text.splitlines(keepends=True)
    for line in unified_diff(old, new, name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _shown(applied: Sequence[Change]) -> str:
    """The fixes that were made, by file."""
    from asyncdb_lint.report.text import relative_path

    by_path: dict[str, list[Change]] = {}
    for each in applied:
        by_path.setdefault(each.diagnostic.path, []).append(each)
    lines: list[str] = []
    for path in sorted(by_path):
        lines.append(f"{relative_path(path, os.getcwd())}:")
        for each in by_path[path]:
            callers = "; changes how it is called" if each.fix.changes_signature else ""
            lines.append(f"    {each.diagnostic.code} {each.fix.title} ({each.fix.applicability.value}{callers})")
    return "".join(f"{line}\n" for line in lines)
