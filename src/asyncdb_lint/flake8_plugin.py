"""Knows how flake8 asks for findings: one file at a time, so the project is analysed once and then looked up.

``noqa`` comments are flake8's own business and are not applied here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec

from asyncdb_lint import __version__

if TYPE_CHECKING:
    from asyncdb_lint.diagnostic import Diagnostic


class Plugin:
    """flake8's view of the tool, registered for codes that begin with ADB."""

    name: ClassVar[str] = "asyncdb-lint"
    version: ClassVar[str] = __version__

    def __init__(self, tree: object, filename: str, lines: Sequence[str]) -> None:
        self._filename = filename

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Line from 1, column from 0 in code points, code and message, as flake8 wants them."""
        path = os.path.abspath(self._filename)
        if not os.path.isfile(path):
            return
        from asyncdb_lint.discovery import find_root

        for diagnostic in _project(str(find_root(Path(path)))).get(path, ()):
            text = f"{diagnostic.code} {diagnostic.message}"
            yield diagnostic.span.line, diagnostic.span.column, text, type(self)


@cache
def _project(root: str) -> Mapping[str, Sequence[Diagnostic]]:
    """The findings of a whole project by path; flake8 keeps one process for many files."""
    from asyncdb_lint import engine
    from asyncdb_lint.config import Settings

    settings = Settings(override=lambda config: msgspec.structs.replace(config, noqa=False))
    result = engine.check([Path(root)], settings)
    by_path: dict[str, list[Diagnostic]] = {}
    for diagnostic in (*result.diagnostics, *result.failures):
        by_path.setdefault(diagnostic.path, []).append(diagnostic)
    return by_path
