"""From paths to diagnostics: discover, analyse or load what an earlier run found, select, suppress."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from asyncdb_lint.config import Config
from asyncdb_lint.discovery import Project as Discovered
from asyncdb_lint.discovery import discover
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.outcome import Analysis, Coverage, Progress, Result, Site, merged
from asyncdb_lint.selection import selected


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
        results.append(selected(analysis, discovered, config, inputs))
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


__all__ = ["Coverage", "Result", "Site", "check", "why"]
