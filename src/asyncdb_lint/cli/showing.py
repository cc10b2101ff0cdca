"""Knows how a run would go: which files would be checked, and with which settings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncdb_lint.config import Config, Settings


def files_text(places: Sequence[Path], settings: Settings, contents: Mapping[str, bytes], force_exclude: bool) -> str:
    """The absolute paths of the files that would be checked, one a line."""
    from asyncdb_lint.discovery import discover

    projects = discover(places, settings, contents=contents, force_exclude=force_exclude)
    return "".join(f"{path}\n" for path in sorted({path for project in projects for path in project.targets}))


def settings_text(places: Sequence[Path], settings: Settings) -> str:
    """The settings of each path as TOML, which a settings file could hold as it stands."""
    tables: list[str] = []
    for place in places:
        lines = [f"# {place}: {settings_file(place, settings)}", *_toml(settings.of_folder(_folder(place)))]
        tables.append("".join(f"{line}\n" for line in lines))
    return "\n".join(tables)


def settings_file(place: Path, settings: Settings) -> str:
    """The path of the file that a path's settings come from, in words where there is none."""
    return settings.of_folder(_folder(place)).file or "no settings file"


def _folder(place: Path) -> str:
    absolute = os.path.abspath(place)
    return absolute if os.path.isdir(absolute) else os.path.dirname(absolute)


def _toml(config: Config) -> Iterator[str]:
    contexts = [name for name in ("test", "migration") if config.includes(name)]
    excluded = [pattern for each in config.excluded for pattern in each.patterns]
    values: dict[str, object] = {
        "select": config.select,
        "ignore": config.ignore,
        "extend-select": config.extend_select,
        "extend-ignore": config.extend_ignore,
        "include": contexts,
        "exclude": config.exclude,
        "extend-exclude": [*config.extend_exclude, *excluded],
        "respect-gitignore": config.respect_gitignore,
        "src": config.src,
        "facts": [*config.facts, *config.stubs],
        "blocking": config.blocking,
        "offloading": config.offloading,
        "entry-decorators": config.entry_decorators,
        "pedantic": config.pedantic,
        "fix-style": config.fix_style,
        "output-format": config.output_format,
        "cache": config.cache,
    }
    optional = {
        "target-sqlalchemy": config.target_sqlalchemy,
        "baseline": config.baseline,
        "cache-dir": config.cache_dir,
        "jobs": config.jobs,
    }
    values |= {key: value for key, value in optional.items() if value}
    yield from (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    tables: dict[str, Mapping[str, object]] = {
        "per-file-ignores": {each.pattern: each.codes for each in config.per_file_ignores},
        "session-types": dict(config.session_types),
        "attributes": dict(config.attributes),
    }
    for name, table in tables.items():
        if table:
            rows = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in table.items()]
            yield from ("", f"[{name}]", *rows)
