"""Knows how files are written: each one is the old or the new one at any time, and keeps the mode it had."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

UNFINISHED = ".asyncdb-lint-"
"""How the names of files begin that are not whole yet."""


def write(path: str, content: bytes) -> None:
    """Put content in the place of a file's, or make a new file; a symbolic link stays one.

    Raises:
        OSError: the file cannot be written; it is unchanged then.
    """
    import tempfile  # slow to import, and most runs write nothing

    target = os.path.realpath(path)
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file is not writable", path)
    handle, temporary = tempfile.mkstemp(prefix=UNFINISHED, dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    """The mode of a file, or the one that new files get."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
