"""Knows how flake8 asks for findings: file by file, in several processes, so the project is analysed once beforehand.

flake8 lets every plugin look at the options before it checks anything: then the first process analyses and leaves what
it found in a file, whose path the environment tells to the processes that it starts. Those only load. Under fork they
inherit everything; under spawn and forkserver each of them looks at the options again.

``noqa`` comments and the choice of codes are flake8's own business. What the settings of the project leave out, is left
out here too, so flake8 and the command line agree.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from asyncdb_lint import __version__

if TYPE_CHECKING:
    from argparse import Namespace

    from asyncdb_lint.config import Config
    from asyncdb_lint.diagnostic import Diagnostic

HANDED_OVER = "ASYNCDB_LINT_FLAKE8"
"""The environment variable with the path of the file that holds what was found."""
STANDARD_INPUT = "-"
PREFIX = "ADB"

Row = tuple[int, int, str]
"""Line from 1, column from 0 in code points, code and message, as flake8 wants them."""


class Found(msgspec.Struct, frozen=True):
    """The rows of each file, by absolute path, that lies at or below one of the paths."""

    paths: frozenset[str] = frozenset()
    rows: Mapping[str, tuple[Row, ...]] = {}

    def covers(self, path: str) -> bool:
        """Whether a file was looked at."""
        while path not in self.paths:
            folder = os.path.dirname(path)
            if folder == path:
                return False
            path = folder
        return True


class Plugin:
    """flake8's view of the tool, registered for codes that begin with ADB."""

    name: ClassVar[str] = "asyncdb-lint"
    version: ClassVar[str] = __version__
    _override: ClassVar[Callable[[Config], Config] | None] = None
    _settings_file: ClassVar[str | None] = None
    _wanted: ClassVar[bool] = True

    def __init__(self, tree: object, filename: str, lines: Sequence[str]) -> None:
        self._filename = filename

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Options for the command line and for flake8's own file; where they say nothing, the project's settings count."""
        listed = {"parse_from_config": True, "comma_separated_list": True, "default": None}
        path = {"parse_from_config": True, "normalize_paths": True, "default": None, "metavar": "path"}
        manager.add_option(
            "--asyncdb-lint-include", metavar="contexts", help="Also report 'test' code, 'migration' scripts.", **listed
        )
        manager.add_option(
            "--asyncdb-lint-facts", metavar="libraries", help="Also count the calls of these libraries.", **listed
        )
        manager.add_option(
            "--asyncdb-lint-extend-exclude", metavar="patterns", help="Do not read these, as in .gitignore.", **listed
        )
        manager.add_option(
            "--asyncdb-lint-config", help="Settings file of asyncdb-lint (default: the closest one).", **path
        )
        manager.add_option("--asyncdb-lint-cache-dir", help="Where asyncdb-lint keeps results between runs.", **path)
        manager.add_option(
            "--asyncdb-lint-no-cache", action="store_true", parse_from_config=True, help="Keep no results between runs."
        )

    @classmethod
    def parse_options(cls, manager: object, options: Namespace, filenames: Sequence[str]) -> None:
        """Analyse what flake8 is going to check, unless the process that started this one has done it."""
        from asyncdb_lint.adoption.baseline_file import BaselineError
        from asyncdb_lint.config import ConfigError
        from asyncdb_lint.discovery import DiscoveryError

        try:
            cls._override = _override(options)
            cls._settings_file = options.asyncdb_lint_config
            cls._wanted = _is_wanted(options)
            is_child = multiprocessing.parent_process() is not None and os.environ.get(HANDED_OVER)
            if is_child or not cls._wanted:
                return
            found = cls._find(*_paths(filenames, options))
        except (BaselineError, ConfigError, DiscoveryError) as error:
            from flake8.exceptions import ExecutionError

            raise ExecutionError(f"asyncdb-lint: {error}") from error
        except TypeError as error:
            # flake8 takes a TypeError for a plugin that wants fewer arguments, and would call again.
            raise RuntimeError("asyncdb-lint failed") from error
        _hand_over(found)

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """The findings of one file."""
        if not self._wanted:
            return
        path = os.path.abspath(self._filename)
        found = _handed_over(os.environ.get(HANDED_OVER, ""))
        if not found.covers(path):
            if not os.path.isfile(path):
                return
            from asyncdb_lint.discovery import find_root

            found = _around(str(find_root(Path(path))))
        for line, column, text in found.rows.get(path, ()):
            yield line, column, text, type(self)

    @classmethod
    def _find(cls, paths: Sequence[Path], contents: Mapping[str, bytes]) -> Found:
        from asyncdb_lint import engine
        from asyncdb_lint.adoption.known import against_baselines, baselines
        from asyncdb_lint.config import Settings
        from asyncdb_lint.source import lines_of

        settings = Settings(file=cls._settings_file, override=cls._override or _without_noqa)
        result = engine.check(paths, settings, contents=contents)
        new, _ = against_baselines(
            result, baselines(settings), lambda path: lines_of(path, contents.get(os.path.abspath(path)))
        )
        rows: dict[str, list[Row]] = {}
        for each in (*new, *result.failures):
            rows.setdefault(each.path, []).append(_row(each))
        looked_at = frozenset(map(os.path.abspath, paths))
        return Found(looked_at, {path: tuple(dict.fromkeys(found)) for path, found in rows.items()})


@lru_cache(maxsize=16)
def _around(root: str) -> Found:
    """What a project has, where flake8 did not say beforehand what it was going to check."""
    return Plugin._find([Path(root)], {})


def _row(diagnostic: Diagnostic) -> Row:
    return diagnostic.span.line, diagnostic.span.column, f"{diagnostic.code} {diagnostic.message}"


def _paths(filenames: Sequence[str], options: Namespace) -> tuple[list[Path], dict[str, bytes]]:
    """What flake8 checks, and the text on the standard input under the name that it goes by."""
    paths: list[Path] = []
    contents: dict[str, bytes] = {}
    for name in filenames or (".",):
        path = Path(name)
        if name == STANDARD_INPUT:
            from flake8.utils import stdin_get_value

            path = Path(options.stdin_display_name or "stdin")
            absolute = os.path.abspath(path)
            contents[absolute] = _encoded(absolute, stdin_get_value())
            paths.append(path)
        elif path.exists():  # flake8 reports what is not there
            paths.append(path)
    return paths, contents


def _encoded(path: str, text: str) -> bytes:
    """The bytes that read as this text, whatever encoding it declares."""
    from asyncdb_lint.source import Source, SourceError

    try:
        return text.encode(Source(path, text.encode("utf-8", "replace")).encoding)
    except (SourceError, UnicodeEncodeError):
        return text.encode("utf-8", "replace")


def _override(options: Namespace) -> Callable[[Config], Config]:
    """What flake8's command line and file change of the project's settings."""
    from asyncdb_lint.config import Patterns, check_contexts
    from asyncdb_lint.config.reading import Place, parse_fields

    include, facts, excluded = (
        tuple(getattr(options, f"asyncdb_lint_{name}") or ()) for name in ("include", "facts", "extend_exclude")
    )
    check_contexts(include, "asyncdb-lint-include")
    here = os.getcwd()
    known = parse_fields({"facts": list(facts)}, Place("asyncdb-lint-facts", here))

    def override(config: Config) -> Config:
        return msgspec.structs.replace(
            _without_noqa(config),
            include_tests=config.include_tests or "test" in include,
            include_migrations=config.include_migrations or "migration" in include,
            facts=(*config.facts, *(each for each in known["facts"] if each not in config.facts)),
            stubs=(*config.stubs, *known["stubs"]),
            excluded=(*config.excluded, *([Patterns(here, excluded)] if excluded else ())),
            cache=config.cache and not options.asyncdb_lint_no_cache,
            cache_dir=options.asyncdb_lint_cache_dir or config.cache_dir,
        )

    return override


def _without_noqa(config: Config) -> Config:
    return msgspec.structs.replace(config, noqa=False)


def _is_wanted(options: Namespace) -> bool:
    """Whether flake8 may show any of our codes; the analysis is spared only where it surely does not."""
    chosen = [*(options.select or ()), *(options.extend_select or ())]
    ignored = [*(options.ignore or ()), *(options.extend_ignore or ())]
    if options.select and not any(_overlaps(code) for code in chosen):
        return False
    return any(_overlaps(code) for code in chosen) or not any(PREFIX.startswith(code) for code in ignored)


def _overlaps(code: str) -> bool:
    return code.startswith(PREFIX) or PREFIX.startswith(code)


def _hand_over(found: Found) -> None:
    """Leave what was found to the processes that flake8 starts, until this one ends."""
    handle, path = tempfile.mkstemp(prefix="asyncdb-lint-", suffix=".msgpack")
    with open(handle, "wb") as stream:
        stream.write(msgspec.msgpack.encode(found))
    atexit.register(_remove, path)
    os.environ[HANDED_OVER] = path


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
    if os.environ.get(HANDED_OVER) == path:
        del os.environ[HANDED_OVER]


@lru_cache(maxsize=4)
def _handed_over(path: str) -> Found:
    """What a file holds; nothing where there is none."""
    try:
        with open(path, "rb") as stream:
            return msgspec.msgpack.decode(stream.read(), type=Found)
    except (OSError, msgspec.MsgspecError):
        return Found()
