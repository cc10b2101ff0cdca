"""Knows what a run reads from the disk: each file once, and by which answers a later run can tell that nothing changed.

Everything that decides what an analysis finds is asked for here: the project's files, and beside them lock files,
metadata, stubs and folders that are searched. A file that is not there is an answer too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import msgspec

from asyncdb_lint.source import Source, SourceError, digest_of

ABSENT = ""
"""The digest of what is not there, or cannot be read."""


class Answer(msgspec.Struct, frozen=True):
    """What the disk said of one path: the digest of a file, or of those names in a folder that end as asked."""

    path: str
    suffixes: tuple[str, ...]
    digest: str


class Inputs:
    """The files of one run.

    Args:
        contents: by absolute path, what counts instead of what the disk has (standard input, edits that are not saved).
        known: gives the digest of a file that has not changed since it was last read, without reading it; or None.
    """

    def __init__(
        self, contents: Mapping[str, bytes] | None = None, known: Callable[[str], str | None] = lambda path: None
    ) -> None:
        self._contents: Mapping[str, bytes] = contents or {}
        self._known = known
        self._sources: dict[str, Source | SourceError] = {}
        self._asked: dict[tuple[str, tuple[str, ...]], Answer] = {}

    def source(self, path: str) -> Source:
        """A file of the project.

        Raises:
            SourceError: it cannot be read.
        """
        found = self._sources.get(path)
        if found is None:
            given = self._contents.get(path)
            try:
                found = Source.read(path) if given is None else Source(path, given)
            except SourceError as error:
                found = error
            self._sources[path] = found
        if isinstance(found, SourceError):
            raise found
        return found

    def beside(self, path: str) -> Source | None:
        """A file that is read beside the project's own ones; None where there is none that can be read."""
        try:
            source = self.source(path)
        except SourceError:
            source = None
        self._asked[path, ()] = Answer(path, (), ABSENT if source is None else source.digest)
        return source

    def names(self, folder: str, suffixes: tuple[str, ...]) -> tuple[str, ...]:
        """The names in a folder that end in one of these, sorted; none where there is no such folder."""
        try:
            found = tuple(sorted(name for name in os.listdir(folder) if name.endswith(suffixes)))
        except OSError:
            found = ()
        self._asked[folder, suffixes] = Answer(folder, suffixes, digest_of("\n".join(found).encode()))
        return found

    def digest(self, path: str) -> str:
        """Names the content of a file, which is read only if it must be."""
        if path not in self._sources and path not in self._contents:
            known = self._known(path)
            if known is not None:
                return known
        try:
            return self.source(path).digest
        except SourceError:
            return ABSENT

    def answers(self) -> tuple[Answer, ...]:
        """What was asked for beside the project's own files."""
        return tuple(self._asked[key] for key in sorted(self._asked))

    def still(self, answer: Answer) -> bool:
        """Whether the disk would give this answer again."""
        if answer.suffixes:
            self.names(answer.path, answer.suffixes)
            return self._asked[answer.path, answer.suffixes] == answer
        return self.digest(answer.path) == answer.digest

    def read(self) -> tuple[Source, ...]:
        """All files that were read."""
        return tuple(source for source in self._sources.values() if isinstance(source, Source))
