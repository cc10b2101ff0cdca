"""Knows which paths match patterns as in .gitignore."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=256)
def matcher(folder: str, patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Tells of an absolute path of a file whether the patterns of a folder match it, or a folder that it lies in.

    An absolute pattern that lies below the folder counts from there. Nothing outside of the folder matches.
    """
    from pathspec import GitIgnoreSpec

    prefix = folder.rstrip(os.sep) + os.sep if folder else ""
    spec = GitIgnoreSpec.from_lines(pattern.removeprefix(prefix) if prefix else pattern for pattern in patterns)

    def matches(path: str) -> bool:
        return path.startswith(prefix) and spec.match_file(path[len(prefix) :].replace(os.sep, "/"))

    return matches
