"""From paths to diagnostics: discover, analyse or load what an earlier run found, select, suppress."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from asyncdb_lint.config import Config
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.discovery import Project as Discovered
from asyncdb_lint.discovery import discover
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.outcome import Analysis, Coverage, Progress, Result, Site, coverage, merged
from asyncdb_lint.suppress import suppress


def check(
    paths: Sequence[Path],
    config: Config,
    progress: Progress = lambda done, total: None,
    contents: Mapping[str, bytes] | None = None,
) -> Result:
    """Check these files and folders; the projects around them are read whole.

    `progress` is called from another thread. `contents` stand in for what the disk has, by absolute path.

    Raises:
        DiscoveryError: a path does not exist.
    """
    results: list[Result] = []
    for discovered in discover(paths, config.exclude):
        inputs = Inputs(contents)
        analysis = _analysed(discovered, config, inputs, progress)
        results.append(_selected(analysis, discovered.targets, config, inputs))
    return merged(results)


def why(path: Path, line: int, config: Config) -> list[str]:
    """What is known at a line: lines of text for a person."""
    from asyncdb_lint import analysis

    (discovered,) = discover([path], config.exclude)
    return analysis.why(discovered, os.path.abspath(path), line, config)


def _analysed(discovered: Discovered, config: Config, inputs: Inputs, progress: Progress) -> Analysis:
    # What analyses is imported only where something is analysed.
    from asyncdb_lint.analysis import analyse

    return analyse(discovered, config, inputs, progress)


def _selected(analysis: Analysis, targets: frozenset[str], config: Config, inputs: Inputs) -> Result:
    """What was asked for of everything that was found."""
    found = [each for each in analysis.diagnostics if each.path in targets and config.selects(each.code)]
    if config.noqa:
        found = suppress(found, inputs.source)
    shown: list[Diagnostic] = []
    hidden: dict[str, int] = {}
    for each in found:
        if each.code.startswith("ADB0") or config.includes(each.context):
            shown.append(each)
        else:
            hidden[each.context] = hidden.get(each.context, 0) + 1
    shown.sort(key=lambda each: (each.path, each.span.line, each.span.column, each.code))
    return Result(tuple(shown), hidden, analysis.failures, len(targets), coverage(analysis, targets))


__all__ = ["Coverage", "Result", "Site", "check", "why"]
