"""From paths to diagnostics: discover, analyse or load what an earlier run found, select, suppress."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from asyncdb_lint.config import Config
from asyncdb_lint.discovery import Project as Discovered
from asyncdb_lint.discovery import discover
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.outcome import Analysis, Coverage, Progress, Result, Site, merged
from asyncdb_lint.selection import selected
from asyncdb_lint.store import Store, open_store


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
        store = open_store(discovered.root, config)
        inputs = Inputs(contents, store.known)
        analysis = _analysed(discovered, config, inputs, store, progress)
        result = selected(analysis, discovered, config, inputs)
        results.append(msgspec.structs.replace(result, troubles=(store.trouble,)) if store.trouble else result)
    return merged(results)


def why(path: Path, line: int, config: Config) -> list[str]:
    """What is known at a line: lines of text for a person."""
    from asyncdb_lint import analysis

    (discovered,) = discover([path], config.exclude)
    return analysis.why(discovered, os.path.abspath(path), line, config)


def _analysed(discovered: Discovered, config: Config, inputs: Inputs, store: Store, progress: Progress) -> Analysis:
    found = store.load(discovered, config, inputs)
    if found is None:
        # What analyses is imported only where something has changed.
        from asyncdb_lint.analysis import analyse

        found = analyse(discovered, config, inputs, progress)
        store.keep(discovered, config, inputs, found)
    return found


__all__ = ["Coverage", "Result", "Site", "check", "why"]
