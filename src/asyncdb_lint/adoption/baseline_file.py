"""Knows how a baseline is kept: a sorted JSON file that people merge, review and write reasons into."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from asyncdb_lint.writing import write

VERSION = 1
DEFAULT_NAME = "asyncdb-lint-baseline.json"


class BaselineError(Exception):
    """A baseline cannot be used; the message says where and why."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A finding that is known and accepted.

    `path` is relative to the project, with ``/``. `fingerprint` and `content` identify it (see `baseline`); the
    message and the function are for people. `reason` is written by them, and kept.
    """

    path: str
    code: str
    function: str
    message: str
    fingerprint: str
    content: str
    reason: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    findings: list[Entry]


def read_baseline(path: str) -> list[Entry]:
    """The entries of a file.

    Raises:
        BaselineError: it cannot be read, holds conflict markers of a merge, or is no baseline of this version.
    """
    try:
        with open(path, "rb") as stream:
            text = stream.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path}: this baseline is not UTF-8") from error
    except FileNotFoundError as error:
        raise BaselineError(f"{path}: there is no such baseline; `asyncdb-lint baseline` makes one") from error
    except OSError as error:
        raise BaselineError(f"{path}: cannot be read: {error.strerror or error}") from error
    _check_merged(path, text)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BaselineError(f"{path}:{error.lineno}: this baseline is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise BaselineError(f"{path}: this baseline is nested too deeply") from error
    _check_version(path, text, document)
    try:
        return msgspec.convert(document, _File).findings
    except msgspec.ValidationError as error:
        raise BaselineError(f"{path}:{_line_of(text, str(error))}: this baseline is wrong: {error}") from error


def write_baseline(path: str, entries: Iterable[Entry]) -> bool:
    """Write a file, sorted; whether that changed it.

    Raises:
        BaselineError: it cannot be written.
    """
    ordered = sorted(entries, key=lambda each: (each.path, each.code, each.function, each.message, each.fingerprint))
    document = {"version": VERSION, "findings": [msgspec.to_builtins(each) for each in ordered]}
    content = (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
    try:
        if os.path.exists(path):
            with open(path, "rb") as stream:
                if stream.read().replace(b"\r\n", b"\n") == content:
                    return False
        write(path, content)
    except OSError as error:
        raise BaselineError(f"{path}: cannot be written: {error.strerror or error}") from error
    return True


def _check_merged(path: str, text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)( |$)|=======$", line):
            raise BaselineError(
                f"{path}:{number}: this baseline has a merge conflict; keep the entries of both sides, the next run drops "
                "those that are fixed"
            )


def _check_version(path: str, text: str, document: Any) -> None:
    version = document.get("version") if isinstance(document, dict) else None
    if isinstance(version, bool) or not isinstance(version, int):
        raise BaselineError(f"{path}:1: this is no baseline of asyncdb-lint: it has no version")
    if version != VERSION:
        line = next((number for number, each in enumerate(text.splitlines(), 1) if '"version"' in each), 1)
        newer = "; a newer asyncdb-lint wrote it" if version > VERSION else ""
        raise BaselineError(f"{path}:{line}: this baseline has version {version}, known is {VERSION}{newer}")


def _line_of(text: str, message: str) -> int:
    """The line where the entry begins that an error message names (`$.findings[3]`), as the file is written here."""
    found = re.search(r"findings\[(\d+)\]", message)
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() in ("{", "{}", "},{")]
    index = int(found.group(1)) + 1 if found is not None else 0
    return starts[index] if index < len(starts) else 1
