"""From paths to diagnostics: discover, analyse or load what an earlier run found, select, suppress."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from asyncdb_lint.answer import Answer
from asyncdb_lint.config import Config, Settings, UnknownName
from asyncdb_lint.discovery import Project as Discovered
from asyncdb_lint.discovery import discover
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.outcome import Analysis, Coverage, Progress, Result, Site, merged
from asyncdb_lint.selection import selected
from asyncdb_lint.store import Store, open_store


def check(
    paths: Sequence[Path],
    settings: Settings | Config,
    progress: Progress = lambda done, total: None,
    contents: Mapping[str, bytes] | None = None,
    *,
    force_exclude: bool = False,
    solve: bool = False,
) -> Result:
    """Check these files and folders; the projects around them are read whole.

    `progress` is called from another thread. `contents` stand in for what the disk has, by absolute path.
    `force_exclude` leaves out what the settings exclude even if it is named. `solve` works out what can be done about the
    findings.

    Raises:
        DiscoveryError: a path does not exist.
    """
    settings = _settings(settings)
    results: list[Result] = []
    for discovered in discover(paths, settings, contents=contents or (), force_exclude=force_exclude):
        config = settings.of_project(discovered.root, discovered.configured)
        store = open_store(discovered.root, config)
        inputs = Inputs(contents, store.known)
        with _placed(settings, discovered):
            analysis = _analysed(discovered, config, inputs, store, progress)
        if solve and not analysis.is_solved:
            from asyncdb_lint.fixing import worked_out

            found = tuple(worked_out(analysis.diagnostics, inputs.source))
            analysis = msgspec.structs.replace(analysis, diagnostics=found, is_solved=True)
            store.keep(discovered, config, inputs, analysis)
        result = selected(analysis, discovered, settings, inputs)
        results.append(msgspec.structs.replace(result, troubles=(store.trouble,)) if store.trouble else result)
    return merged(results)


def explain(path: Path, line: int, settings: Settings | Config, project: Path | None = None) -> Answer:
    """What is known at a line; `project` is the folder to read, where no settings or repository around the file tell.

    Raises:
        DiscoveryError: there is no such file.
        NoSuchLine: the project has no such place.
    """
    from asyncdb_lint import analysis

    settings = _settings(settings)
    (discovered,) = discover([project or path], settings)
    config = settings.of_project(discovered.root, discovered.configured)
    with _placed(settings, discovered):
        return analysis.explain(discovered, os.path.abspath(path), line, config, settings)


def why(path: Path, line: int, settings: Settings | Config) -> list[str]:
    """What is known at a line, as lines of text."""
    return explain(path, line, settings).lines()


def _settings(settings: Settings | Config) -> Settings:
    return Settings.fixed(settings) if isinstance(settings, Config) else settings


@contextmanager
def _placed(settings: Settings, discovered: Discovered) -> Iterator[None]:
    """Names that settings have and the code does not are told with the file that names them."""
    try:
        yield
    except UnknownName as error:
        raise settings.place(error, (discovered.root, *discovered.configured)) from None


def _analysed(discovered: Discovered, config: Config, inputs: Inputs, store: Store, progress: Progress) -> Analysis:
    found = store.load(discovered, config, inputs)
    if found is None:
        # What analyses is imported only where something has changed.
        from asyncdb_lint.analysis import analyse

        found = analyse(discovered, config, inputs, progress)
        store.keep(discovered, config, inputs, found)
    return found


__all__ = ["Coverage", "Result", "Site", "check", "explain", "why"]
