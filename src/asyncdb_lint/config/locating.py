"""Knows which settings file counts for a path: the closest one, from the path's folder upwards; files are not merged."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from asyncdb_lint.config.reading import Place, parse_config
from asyncdb_lint.config.settings import Config, ConfigError, UnknownName

OWN_FILE = "asyncdb-lint.toml"
SHARED_FILE = "pyproject.toml"
FILES = (OWN_FILE, SHARED_FILE)
"""The files that can hold settings; in one folder the earlier one counts."""
TABLE = "tool.asyncdb-lint"
UNITED = ("src", "facts", "stubs", "blocking", "offloading", "entry_decorators", "session_types", "attributes")
"""The fields of `Config` that say how code is read."""


def unchanged(config: Config) -> Config:
    """The settings as they are."""
    return config


class Settings:
    """The settings of every path, each file read at most once.

    Args:
        file: counts everywhere instead of the closest file; its paths are relative to the working directory.
        isolated: no file counts.
        override: what the command line changes.
    """

    def __init__(
        self,
        *,
        file: str | Path | None = None,
        isolated: bool = False,
        override: Callable[[Config], Config] = unchanged,
    ) -> None:
        self._override = override
        self._fixed: Config | None = None
        if file is not None:
            self._fixed = override(read_file(str(file), folder=os.getcwd()))
        elif isolated:
            self._fixed = override(Config())
        self._by_folder: dict[str, Config] = {}

    @classmethod
    def fixed(cls, config: Config) -> Settings:
        """The same settings for every path."""
        return cls(isolated=True, override=lambda _: config)

    def of(self, path: str) -> Config:
        """The settings of a file, by its absolute path."""
        return self.of_folder(os.path.dirname(path))

    def of_folder(self, folder: str) -> Config:
        """The settings of the files in a folder, by its absolute path."""
        if self._fixed is not None:
            return self._fixed
        known = self._by_folder.get(folder)
        if known is None:
            own = read_folder(folder)
            parent = os.path.dirname(folder)
            if own is not None:
                known = self._override(own)
            elif parent == folder:
                known = self._override(Config())
            else:
                known = self.of_folder(parent)
            self._by_folder[folder] = known
        return known

    def of_project(self, root: str, configured: Iterable[str] = ()) -> Config:
        """The settings of a project's root, with what all settings files of the project say of the code together.

        What a callable does, where imports start and which libraries count does not depend on the file that asks.

        Args:
            configured: the folders below the root that have settings of their own.
        """
        config = self.of_folder(root)
        others = [self.of_folder(folder) for folder in configured]
        united = {
            field: tuple(dict.fromkeys(each for source in (config, *others) for each in getattr(source, field)))
            for field in UNITED
        }
        return msgspec.structs.replace(config, **united)

    def place(self, error: UnknownName, folders: Iterable[str]) -> ConfigError:
        """The error with the first settings file of these folders that has the name, and the line."""
        for file in dict.fromkeys(self.of_folder(folder).file for folder in folders):
            text = _text(file) if file else ""
            if error.name in text:
                place = Place(file, text=text, header=TABLE if os.path.basename(file) == SHARED_FILE else "")
                return ConfigError(f"{place.at(error.key, error.name)}: {error}")
        return error


def load_config(folder: str | Path) -> Config:
    """The settings of the files in a folder; the defaults where no file says any."""
    return Settings().of_folder(os.path.abspath(folder))


def read_folder(folder: str) -> Config | None:
    """The settings that a folder's own files say; None where they say none."""
    for name in FILES:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            config = read_file(path)
            if config.file:
                return config
    return None


def read_file(path: str, *, folder: str | None = None) -> Config:
    """The settings of one file, with `file` and `folder` set if it has a table for us.

    Any file but a pyproject.toml is a table as a whole. Paths in it are relative to `folder`, else to its own folder.

    Raises:
        ConfigError: it cannot be read, or says what makes no sense.
    """
    absolute = os.path.abspath(path)
    is_shared = os.path.basename(path) == SHARED_FILE
    if is_shared and not _mentions_us(path):
        return Config()
    text = _text(path)
    table = load_toml(text, path)
    if is_shared:
        tool = table.get("tool", {})
        table = tool.get("asyncdb-lint") if isinstance(tool, dict) else None
        if table is None:
            return Config()
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: [{TABLE}] must be a table")
    place = Place(path, folder or os.path.dirname(absolute), text, TABLE if is_shared else "")
    return msgspec.structs.replace(parse_config(table, place), file=absolute)


def _mentions_us(path: str) -> bool:
    """Whether a file that others share may have settings of ours; what else is in it may be as it likes."""
    try:
        with open(path, "rb") as stream:
            return b"asyncdb-lint" in stream.read()
    except PermissionError:
        return False
    except OSError:
        return True


def _text(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            return stream.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: cannot be read: it is not UTF-8: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error


def load_toml(text: str, name: str) -> Mapping[str, Any] | Any:
    """The document that a text is.

    Raises:
        ConfigError: it is no TOML; the message begins with the name and the line.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, position = str(error).partition(" (at ")
        line = position.removeprefix("line ").partition(",")[0]
        if not line.isdigit():
            line = str(len(text.splitlines()))
        raise ConfigError(f"{name}:{line}: {message}") from error
