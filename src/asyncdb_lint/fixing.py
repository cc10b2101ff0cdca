"""From findings to fixes, and from fixes to the contents of files. Writing them is for the one who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from asyncdb_lint.deep_stack import in_deep_thread
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.fixes.judging import Change
from asyncdb_lint.outcome import Result
from asyncdb_lint.source import Source

Check = Callable[[Mapping[str, bytes]], Result]
"""Checks the project with these contents, by absolute path, in the place of what the disk has."""
Read = Callable[[str], Source]
Style = Callable[[str], str]
"""The style of fixes for a file: async, def or threadpool."""


@dataclass(frozen=True)
class Fixed:
    """What fixing gives: what is left, the fixes that were made, and the contents of the changed files, after and before."""

    result: Result
    applied: tuple[Change, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)
    originals: Mapping[str, bytes] = field(default_factory=dict)


def with_fixes(diagnostics: Sequence[Diagnostic], read: Read, style_of: Style) -> list[Diagnostic]:
    """The findings with the outcome of each of their remedies; the style chooses the fix where there are several ways."""
    if not any(each.remedies for each in diagnostics):
        return list(diagnostics)
    from asyncdb_lint.fixes.solving import solved
    from asyncdb_lint.fixes.syntax import Files

    return in_deep_thread(lambda: solved(diagnostics, Files(read), style_of))


def fix(
    check: Check,
    read: Read,
    style_of: Style,
    *,
    unsafe: bool,
    choose: Callable[[Result], Sequence[Diagnostic]] = lambda result: result.diagnostics,
) -> Fixed:
    """Make fixes until none is left: the safe ones, and with `unsafe` those that must be reviewed. Nothing is written.

    Args:
        check: see `Check`.
        read: gives a file as it is before anything is fixed; it is asked once for each.
        style_of: gives the style of fixes for a file.
        unsafe: whether fixes that must be reviewed are made, too.
        choose: gives the findings that may be fixed, of those that are there at the beginning.
    """
    from asyncdb_lint.fixes.rounds import Found, Rounds

    results: dict[int, Result] = {}
    originals: dict[str, Source] = {}

    def original(path: str) -> Source:
        if path not in originals:
            originals[path] = read(path)
        return originals[path]

    def analyse(contents: Mapping[str, bytes]) -> Found:
        result = check(contents)

        def current(path: str) -> Source:
            return Source(path, contents[path]) if path in contents else original(path)

        found = Found(with_fixes(result.diagnostics, current, style_of), result.everything, len(results))
        results[found.number] = result
        return found

    first = analyse({})
    chosen = {each.fingerprint for each in choose(results[first.number])}
    kept = frozenset(each.fingerprint for each in first.wanted if each.fingerprint not in chosen)
    outcome = Rounds(analyse, original, results[first.number].targets, unsafe=unsafe, kept=kept).run(first)
    left = msgspec.structs.replace(results[outcome.found.number], diagnostics=tuple(outcome.left))
    before = {path: original(path).content for path in outcome.contents}
    return Fixed(left, tuple(outcome.applied), outcome.contents, before)
