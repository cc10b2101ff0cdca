"""Knows what an analysis gives, and what of it a run shows: plain data, without anything of how it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from asyncdb_lint.diagnostic import Diagnostic

Progress = Callable[[int, int], None]
"""Told how many of how many steps are behind us."""


class Site(msgspec.Struct, frozen=True):
    """A call in a coroutine that is named like a database call, and what became of it.

    The verdict is `decided`, `outside: LIBRARY` or `unknown: REASON`.
    """

    path: str
    line: int
    column: int
    name: str
    verdict: str


class Analysis(msgspec.Struct, frozen=True):
    """Everything that is found in a project, in whichever files, before settings and comments choose from it.

    `reads` counts for each file the places that read a relationship of a mapped object, by what was decided of it.
    `commented` are the files that may have a ``noqa`` comment with a code of ours. `is_solved` says that the remedies of
    the findings are worked out.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    failures: tuple[Diagnostic, ...] = ()
    sites: tuple[Site, ...] = ()
    reads: dict[str, dict[str, int]] = {}
    commented: frozenset[str] = frozenset()
    is_solved: bool = False


class Coverage(msgspec.Struct, frozen=True):
    """How many such calls were decided, how many are on a library without facts, how many stayed Unknown and why.

    `reads` counts the places that read a relationship of a mapped object, by what was decided of it.
    """

    decided: int = 0
    outside: dict[str, int] = {}
    unknown: dict[str, int] = {}
    sites: tuple[Site, ...] = ()
    reads: dict[str, int] = {}


class Result(msgspec.Struct, frozen=True):
    """What a run gives; `hidden` counts findings by context that are off by default, `files` the checked files.

    `troubles` are in the way of nothing, and told to those who want to know everything.
    `left_out` are the fingerprints of findings that are there and not shown: in other files than those asked for, with
    codes that are not selected, in contexts that are off. What comments silence is not among them. `is_whole` says that
    every file of the project was asked for. `roots` are the folders of the projects.
    `everything` is what was found before settings and comments chose from it, `targets` are the paths of the checked files.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    hidden: dict[str, int] = {}
    failures: tuple[Diagnostic, ...] = ()
    files: int = 0
    coverage: Coverage = Coverage()
    troubles: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    is_whole: bool = False
    roots: tuple[str, ...] = ()
    everything: tuple[Diagnostic, ...] = ()
    targets: frozenset[str] = frozenset()


def coverage(analysis: Analysis, targets: frozenset[str]) -> Coverage:
    """What was decided in these files."""
    sites = tuple(site for site in analysis.sites if site.path in targets)
    decided = 0
    outside: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for site in sites:
        kind, _, reason = site.verdict.partition(": ")
        if kind == "decided":
            decided += 1
        else:
            counts = outside if kind == "outside" else unknown
            counts[reason] = counts.get(reason, 0) + 1
    reads = added(counts for path, counts in analysis.reads.items() if path in targets)
    return Coverage(decided, outside, unknown, sites, reads)


def merged(results: list[Result]) -> Result:
    """One result for several projects."""
    if len(results) == 1:
        return results[0]
    coverages = [result.coverage for result in results]
    return Result(
        tuple(each for result in results for each in result.diagnostics),
        added(result.hidden for result in results),
        tuple(each for result in results for each in result.failures),
        sum(result.files for result in results),
        Coverage(
            sum(each.decided for each in coverages),
            added(each.outside for each in coverages),
            added(each.unknown for each in coverages),
            tuple(site for each in coverages for site in each.sites),
            added(each.reads for each in coverages),
        ),
        tuple(trouble for result in results for trouble in result.troubles),
        frozenset(each for result in results for each in result.left_out),
        all(result.is_whole for result in results),
        tuple(root for result in results for root in result.roots),
        tuple(each for result in results for each in result.everything),
        frozenset(path for result in results for path in result.targets),
    )


def added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sums by key."""
    total: dict[str, int] = {}
    for each in counts:
        for key, count in each.items():
            total[key] = total.get(key, 0) + count
    return total
