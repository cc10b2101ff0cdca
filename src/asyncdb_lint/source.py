"""Knows how a file reads: its bytes, encoding, newline, text and lines, exactly as Python would see them.

Python breaks lines at ``\\n``, ``\\r\\n`` and ``\\r`` only. `str.splitlines` breaks at more (form feeds, for one), and
would shift every line number below such a character.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from functools import cached_property
from pathlib import Path

import msgspec


class Stamp(msgspec.Struct, frozen=True):
    """What changes whenever a file does, but for changes within one tick of the clock: `time` and `changed` (of the
    content, and of anything; nanoseconds), size in bytes, and the number by which the file system knows it."""

    size: int
    time: int
    changed: int
    number: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class SourceError(Exception):
    """The file cannot be read as Python source; the message says why, `line` (from 1) where."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class Source:
    """One file. Everything but the bytes is computed when it is first asked for.

    `stamp` was taken before the content was read; what does not come from the disk has none.
    """

    def __init__(self, path: str, content: bytes, stamp: Stamp | None = None) -> None:
        self.path = path
        self.content = content
        self.stamp = stamp

    @classmethod
    def read(cls, path: str | Path) -> Source:
        try:
            status = os.stat(path)
            if not stat.S_ISREG(status.st_mode):
                raise SourceError("not a regular file")
            with open(path, "rb") as stream:
                return cls(str(path), stream.read(), Stamp.of(status))
        except OSError as error:
            raise SourceError(error.strerror or str(error)) from error

    @cached_property
    def digest(self) -> str:
        """Names the content; equal digests mean equal bytes."""
        return digest_of(self.content)

    @cached_property
    def encoding(self) -> str:
        """The codec that decodes the content: a byte order mark, a PEP 263 comment, or UTF-8."""
        marked = self.content.startswith(codecs.BOM_UTF8)
        declared = _declared_encoding(self.content)
        if declared is None:
            return "utf-8-sig" if marked else "utf-8"
        try:
            name = codecs.lookup(declared).name
            "".encode(name)
        except LookupError as error:
            raise SourceError(f"unknown encoding: {declared}") from error
        # Beside a mark, Python takes the spellings utf-8 and utf_8 only.
        if marked and not re.fullmatch(r"utf[-_]8(-.*)?", declared.lower()):
            raise SourceError(f"the encoding comment says {declared}, the byte order mark says UTF-8")
        return "utf-8-sig" if marked else name

    @cached_property
    def newline(self) -> str:
        """The newline of the first line; ``\\n`` where there is none."""
        found = re.search(r"\r\n|\n|\r", self.text)
        return found.group() if found else "\n"

    @cached_property
    def text(self) -> str:
        try:
            return self.content.decode(self.encoding)
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            message = f"it is not {self.encoding.upper()}, byte {error.start} cannot be decoded"
            raise SourceError(message, line) from error
        except UnicodeError as error:
            raise SourceError(f"it is not {self.encoding.upper()}: {error}") from error

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their newlines; line 1 is ``lines[0]``. A final newline does not open another line."""
        lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if lines[-1] == "":
            lines.pop()
        return tuple(lines)

    def line(self, number: int) -> str:
        """Line `number`, counted from 1; empty where the file has no such line."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def column(self, line: int, offset: int) -> int:
        """The code point column of a byte offset, which is what `ast` counts in lines seen as UTF-8."""
        text = self.line(line)
        if text.isascii():
            return offset
        return len(text.encode("utf-8")[:offset].decode("utf-8", "ignore"))


def lines_of(path: str, content: bytes | None = None) -> tuple[str, ...]:
    """The lines of a file, or of what stands for it; none where they cannot be read."""
    try:
        return (Source.read(path) if content is None else Source(path, content)).lines
    except SourceError:
        return ()


def digest_of(content: bytes) -> str:
    """A name for these bytes that no other bytes have."""
    import hashlib

    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _declared_encoding(content: bytes) -> str | None:
    """The encoding named by a comment on line 1, or on line 2 if line 1 holds nothing but a comment (PEP 263)."""
    for line in re.split(rb"\r\n|\n|\r", content[:4096].removeprefix(codecs.BOM_UTF8))[:2]:
        found = re.match(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", line)
        if found:
            return found.group(1).decode("ascii", "replace")
        if not re.match(rb"[ \t\f]*(?:#|$)", line):
            return None
    return None
