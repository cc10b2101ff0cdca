"""Knows the folder where results are kept between runs, and which of them still hold.

A result is found by the contents of all files of its project, the settings that an analysis sees, this program and the
Python that runs it; it holds as long as everything else that was read would be read again. Files are not even opened
as long as the file system says that they have not changed. Whatever is wrong with the folder costs time and nothing else:
what cannot be read is not there, what cannot be written is not kept.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from asyncdb_lint import __version__
from asyncdb_lint.config import Config
from asyncdb_lint.discovery import Project
from asyncdb_lint.inputs import Answer, Inputs
from asyncdb_lint.outcome import Analysis
from asyncdb_lint.source import Stamp, digest_of
from asyncdb_lint.writing import UNFINISHED

FOLDER = ".asyncdb_lint_cache"
OFF = "ASYNCDB_LINT_NO_CACHE"
PLACE = "ASYNCDB_LINT_CACHE_DIR"
MAGIC = b"asyncdb-lint 1\n"
RESULT, STAMPS = ".result", ".stamps"
KEPT_BYTES = 64 * 1024 * 1024
KEPT_FILES = 64
ABANDONED = 3600
"""Seconds after which nobody is still writing a file."""
TICK = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system (FAT's). Within one tick a file may change twice and look the same."""
TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Results of asyncdb-lint; they are made again when they are missing.\n"
MARKS = ((".gitignore", "# Made by asyncdb-lint.\n*\n"), ("CACHEDIR.TAG", TAG))
SELECTING = frozenset(
    (
        *("select", "ignore", "extend_select", "extend_ignore", "per_file_ignores", "include_tests"),
        *("include_migrations", "exclude", "extend_exclude", "excluded", "respect_gitignore", "output_format"),
        *("baseline", "cache", "cache_dir", "jobs", "noqa", "folder", "file", "pedantic"),
    )
)
"""Settings that choose files or findings, or say how these are shown: an analysis does not see them."""

T = TypeVar("T", bound=msgspec.Struct)


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """How a file looked in the file system when it had this content."""

    stamp: Stamp
    digest: str


class Stamps(msgspec.Struct, frozen=True):
    """The files of a project that were older than the run that read them."""

    files: dict[str, Seen]


class Record(msgspec.Struct, frozen=True):
    """A result with what it depends on beside the project's files."""

    answers: tuple[Answer, ...]
    analysis: Analysis


class Store:
    """The results of one project.

    Args:
        folder: where they lie; None keeps nothing.
        root: the project's folder.
    """

    def __init__(self, folder: str | None, root: str) -> None:
        self.trouble = ""
        """Why nothing can be kept, if so."""
        self._folder = folder
        self._root = root
        self._began = time.time_ns()
        self._stamps = os.path.join(folder, digest_of(root.encode("utf-8", "surrogatepass")) + STAMPS) if folder else ""
        self._seen: Mapping[str, Seen] = {}
        if folder is not None:
            stamps = _load(self._stamps, Stamps)
            self._seen = stamps.files if stamps is not None else {}

    def known(self, path: str) -> str | None:
        """The digest of a file that has not changed since an earlier run read it; None where that is not sure."""
        seen = self._seen.get(path)
        if seen is None:
            return None
        try:
            return seen.digest if Stamp.of(os.stat(path)) == seen.stamp else None
        except OSError:
            return None

    def load(self, project: Project, config: Config, inputs: Inputs) -> Analysis | None:
        """What an earlier run found, if nothing has changed since."""
        if self._folder is None:
            return None
        path = self._result(project, config, inputs)
        record = _load(path, Record)
        if record is None or not all(inputs.still(answer) for answer in record.answers):
            return None
        with suppress(OSError):
            if time.time() - os.stat(path).st_mtime > ABANDONED:
                os.utime(path)
        self._keep_stamps(inputs)
        return record.analysis

    def keep(self, project: Project, config: Config, inputs: Inputs, analysis: Analysis) -> None:
        """Keep what was found; not if the analysis failed somewhere, so that the next run tries again."""
        if self._folder is None or analysis.failures:
            return
        try:
            _prepare(self._folder)
            _write(self._result(project, config, inputs), Record(inputs.answers(), analysis))
            self._keep_stamps(inputs)
            _trim(self._folder)
        except (OSError, UnicodeEncodeError) as error:
            words = getattr(error, "strerror", None) or str(error)
            self.trouble = f"results are not kept in {self._folder}: {words}"

    def _keep_stamps(self, inputs: Inputs) -> None:
        fresh = {
            source.path: Seen(source.stamp, source.digest)
            for source in inputs.read()
            if source.stamp is not None and max(source.stamp.time, source.stamp.changed) + TICK < self._began
        }
        if any(self._seen.get(path) != seen for path, seen in fresh.items()):
            gone = (path for path in self._seen if path not in fresh and not os.path.exists(path))
            files = {**self._seen, **fresh}
            for path in tuple(gone):
                del files[path]
            with suppress(OSError, UnicodeEncodeError):
                _write(self._stamps, Stamps(files))

    def _result(self, project: Project, config: Config, inputs: Inputs) -> str:
        """The file for a result: named after everything that is known before the analysis and decides what it finds."""
        settings = {name: value for name, value in msgspec.to_builtins(config).items() if name not in SELECTING}
        files = [(path, inputs.digest(path)) for path in project.files]
        parts = (_program(), self._root, settings, files, _packages(project))
        return os.path.join(self._folder or "", digest_of(repr(parts).encode("utf-8", "backslashreplace")) + RESULT)


def open_store(root: str, config: Config) -> Store:
    """The store of a project, as settings and environment say; one that keeps nothing where they do not want any."""
    if not config.cache or os.environ.get(OFF, "").lower() not in ("", "0", "false"):
        return Store(None, root)
    return Store(place(root, config), root)


def place(root: str, config: Config) -> str:
    """The folder in which the results of a project are kept."""
    return os.path.abspath(os.environ.get(PLACE) or config.cache_dir or os.path.join(root, FOLDER))


def clean(folder: str) -> int:
    """Remove what the store has written to a folder, and the folder if nothing else is in it; how many results it were."""
    removed = 0
    for entry in _entries(folder):
        os.unlink(entry.path)
        removed += entry.name.endswith(RESULT)
    for name, text in MARKS:
        path = Path(folder, name)
        with suppress(OSError):
            if path.read_text(encoding="utf-8") == text:
                path.unlink()
    with suppress(OSError):
        os.rmdir(folder)
    return removed


def _program() -> tuple[object, ...]:
    """What tells this program and its Python from others; an installation that is edited changes with each edit."""
    package = os.path.dirname(os.path.abspath(__file__))
    files = sorted(_modules(package, ""))
    return (MAGIC, __version__, sys.implementation.cache_tag, tuple(sys.version_info), files, _installed("jinja2"))


def _installed(library: str) -> tuple[int, int]:
    """What changes with the version of a library that reads files for us, without importing it."""
    from importlib.util import find_spec

    try:
        found = find_spec(library)
        status = os.stat(found.origin) if found is not None and found.origin is not None else None
    except (OSError, ValueError):
        status = None
    return (status.st_size, status.st_mtime_ns) if status is not None else (0, 0)


def _modules(folder: str, prefix: str) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".pyi")):
                status = entry.stat()
                yield prefix + entry.name, status.st_size, status.st_mtime_ns
            elif "." not in entry.name and entry.name != "__pycache__":
                yield from _modules(entry.path, f"{prefix}{entry.name}/")


def _packages(project: Project) -> list[str]:
    """The folders around the project's files that are packages without any of these files saying so."""
    files = frozenset(project.files)
    folders: set[str] = set()
    for path in files:
        folder = os.path.dirname(path)
        while folder not in folders:
            folders.add(folder)
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
    marks = (os.path.join(folder, "__init__.py") for folder in folders)
    return sorted(mark for mark in marks if mark not in files and os.path.isfile(mark))


def _load(path: str, kind: type[T]) -> T | None:
    """What was written to a file; None where that is not there, not whole, or something else."""
    try:
        with open(path, "rb") as stream:
            content = stream.read()
    except OSError:
        return None
    head = len(MAGIC) + 32
    body = content[head:]
    if content[:head] != MAGIC + digest_of(body).encode():
        return None
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError:
        return None


def _write(path: str, value: msgspec.Struct) -> None:
    """Whoever reads the file meanwhile sees the old content or the new one."""
    from asyncdb_lint.writing import write

    body = msgspec.msgpack.encode(value)
    write(path, MAGIC + digest_of(body).encode() + body)


def _prepare(folder: str) -> None:
    """Make the folder. One that was there before under another name may be somebody's own: it gets no .gitignore."""
    try:
        os.makedirs(folder)
    except FileExistsError:
        if os.path.basename(folder) != FOLDER:
            return
    for name, text in MARKS:
        if not os.path.exists(os.path.join(folder, name)):
            Path(folder, name).write_text(text, encoding="utf-8")


def _trim(folder: str) -> None:
    """Leave out what was not used for the longest time."""
    count = size = 0
    dated = []
    for entry in _entries(folder):
        with suppress(OSError):
            status = entry.stat()
            dated.append((status.st_mtime, status.st_size, entry.path))
    for used, length, path in sorted(dated, reverse=True):
        is_finished = path.endswith((RESULT, STAMPS))
        count += is_finished
        size += length
        if count > KEPT_FILES or size > KEPT_BYTES or (not is_finished and time.time() - used > ABANDONED):
            with suppress(OSError):
                os.unlink(path)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """The files that the store has written, by their names; also those of runs that were killed meanwhile."""
    try:
        with os.scandir(folder) as entries:
            return [each for each in entries if each.is_file(follow_symlinks=False) and _is_ours(each)]
    except OSError:
        return []


def _is_ours(entry: os.DirEntry[str]) -> bool:
    digest, suffix = os.path.splitext(entry.name)
    is_named = len(digest) == 32 and set(digest) <= set("0123456789abcdef")
    return entry.name.startswith(UNFINISHED) or (is_named and suffix in (RESULT, STAMPS))
