"""Which findings of a run the baselines that its settings name know already."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from asyncdb_lint.adoption.baseline import Comparison, ReadLines, compare
from asyncdb_lint.adoption.baseline_file import read_baseline
from asyncdb_lint.config import Settings
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.discovery import Project
from asyncdb_lint.outcome import Result


def baselines(settings: Settings) -> Callable[[str], str]:
    """Gives the absolute path of the baseline that the settings name for a file or folder, nothing for none."""

    def baseline_of(path: str) -> str:
        return (settings.of_folder(path) if os.path.isdir(path) else settings.of(path)).baseline

    return baseline_of


def against_baselines(
    result: Result, baseline_of: Callable[[str], str], read_lines: ReadLines
) -> tuple[list[Diagnostic], dict[str, Comparison]]:
    """The findings that no baseline knows, in their order, and by its path how each baseline compares.

    Raises:
        BaselineError: a baseline cannot be used.
    """
    by_file: dict[str, list[Diagnostic]] = {path: [] for path in map(baseline_of, result.roots) if path}
    for each in result.diagnostics:
        path = baseline_of(each.path)
        if path:
            by_file.setdefault(path, []).append(each)
    comparisons = {
        path: compare(read_baseline(path), found, result.left_out, os.path.dirname(os.path.abspath(path)), read_lines)
        for path, found in by_file.items()
    }
    new = {id(each) for comparison in comparisons.values() for each in comparison.new}
    return [each for each in result.diagnostics if id(each) in new or not baseline_of(each.path)], comparisons


def known_in_baseline(
    diagnostics: Sequence[Diagnostic], project: Project, settings: Settings, read_lines: ReadLines
) -> frozenset[str]:
    """The fingerprints of those findings of a project that its baselines know."""
    result = Result(tuple(diagnostics), roots=(project.root,))
    new, _ = against_baselines(result, baselines(settings), read_lines)
    shown = {each.fingerprint for each in new}
    return frozenset(each.fingerprint for each in diagnostics if each.fingerprint not in shown)
