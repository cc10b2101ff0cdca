"""From findings to fixes, and from fixes to the contents of files. Writing them is for the one who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from asyncdb_lint.deep_stack import in_deep_thread
from asyncdb_lint.diagnostic import Diagnostic, Fix, Refusal, Request
from asyncdb_lint.fixes.judging import Change
from asyncdb_lint.outcome import Result
from asyncdb_lint.source import Source

Check = Callable[[Mapping[str, bytes]], Result]
"""Checks the project with these contents, by absolute path, in the place of what the disk has, and works remedies out."""
NOTHING = Refusal("this rule has no automatic fix")
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


def worked_out(diagnostics: Sequence[Diagnostic], read: Read) -> list[Diagnostic]:
    """The findings with the outcome of each of their remedies."""
    if not any(isinstance(remedy.wanted, Request) for each in diagnostics for remedy in each.remedies):
        return [_chosen_refusals(each) for each in diagnostics]
    # libcst is imported only where something may be fixed.
    from asyncdb_lint.fixes import solving
    from asyncdb_lint.fixes.syntax import Files

    return in_deep_thread(lambda: solving.worked_out(diagnostics, Files(read)))


def _chosen_refusals(diagnostic: Diagnostic) -> Diagnostic:
    remedies = tuple(
        msgspec.structs.replace(each, outcome=each.wanted if isinstance(each.wanted, Refusal) else None)
        for each in diagnostic.remedies
    )
    return msgspec.structs.replace(diagnostic, remedies=remedies)


def with_fixes(diagnostics: Sequence[Diagnostic], style_of: Style) -> list[Diagnostic]:
    """The findings, whose remedies are worked out, with their fixes; the style chooses where there are several ways."""
    return [_with_fix(each, style_of(each.path)) for each in diagnostics]


def _with_fix(diagnostic: Diagnostic, style: str) -> Diagnostic:
    outcomes = [each.outcome for each in diagnostic.remedies if each.style in ("", style)]
    fixes = [each for each in outcomes if isinstance(each, Fix)]
    return msgspec.structs.replace(diagnostic, fix=(fixes or outcomes or [NOTHING])[0])


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

        found = Found(with_fixes(result.diagnostics, style_of), result.everything, len(results))
        results[found.number] = result
        return found

    first = analyse({})
    chosen = {each.fingerprint for each in choose(results[first.number])}
    kept = frozenset(each.fingerprint for each in first.wanted if each.fingerprint not in chosen)
    outcome = Rounds(analyse, original, results[first.number].targets, unsafe=unsafe, kept=kept).run(first)
    left = msgspec.structs.replace(results[outcome.found.number], diagnostics=tuple(outcome.left))
    before = {path: original(path).content for path in outcome.contents}
    return Fixed(left, tuple(outcome.applied), outcome.contents, before)
