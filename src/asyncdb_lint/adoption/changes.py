"""Which lines differ from an earlier state in git, and which findings touch them.

Without a reference the earlier state is the last commit: what is staged, edited and untracked counts. With one it is the
commit where the branch left that reference (the merge base), so that what others did there since does not count; edits
that are not committed count too.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence

from asyncdb_lint.diagnostic import Diagnostic, Span

HEAD = "HEAD"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""What everything differs from where nothing is committed yet; git knows it everywhere."""
_HUNK = re.compile(rb"@@ -\d+(?:,(?P<old>\d+))? \+(?P<start>\d+)(?:,(?P<new>\d+))? @@")


class ChangesError(Exception):
    """What has changed cannot be told; the message says why."""


class Changes:
    """The changed lines of a working tree, by real path; None stands for a file that is new as a whole."""

    def __init__(self, lines: dict[str, list[tuple[int, int]] | None]) -> None:
        self._lines = lines
        self._real: dict[str, str] = {}

    def touch(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding lies on a changed line, or one of the steps that lead to the database does, or the place
        where its handle comes from: a change there may have made it."""
        places = [(diagnostic.path, diagnostic.span), *((step.path, step.span) for step in diagnostic.trace)]
        if diagnostic.origin is not None:
            places.append((diagnostic.origin.path, diagnostic.origin.span))
        return any(self._holds(path, span) for path, span in places)

    def _holds(self, path: str, span: Span) -> bool:
        real = self._real.get(path)
        if real is None:
            real = self._real[path] = _real(path)
        if real not in self._lines:
            return False
        ranges = self._lines[real]
        return ranges is None or any(first <= span.end_line and span.line <= last for first, last in ranges)


def changes(folders: Sequence[str], reference: str) -> Changes:
    """What differs from `reference` in the git repositories around these folders.

    Raises:
        ChangesError: git is missing, a folder lies in no repository, or git does not know the reference.
    """
    lines: dict[str, list[tuple[int, int]] | None] = {}
    tops = dict.fromkeys(
        os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\r\n")) for folder in folders
    )
    for top in tops:
        base = _base(top, reference)
        for name, ranges in _changed(_git(top, *_DIFF, base, "--")):
            lines[_real(os.path.join(top, name))] = ranges
        for untracked in _git(top, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0"):
            if untracked:
                lines[_real(os.path.join(top, os.fsdecode(untracked)))] = None
    return Changes(lines)


_DIFF = (
    *("-c", "core.quotepath=off", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules"),
)


def _base(top: str, reference: str) -> str:
    if reference == HEAD:
        try:
            return os.fsdecode(_git(top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip())
        except ChangesError:
            return EMPTY_TREE
    try:
        _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    except ChangesError:
        raise ChangesError(f"git knows no commit {reference!r} in {top}") from None
    try:
        return os.fsdecode(_git(top, "merge-base", "--", reference, HEAD).strip())
    except ChangesError:
        raise ChangesError(
            f"{reference!r} and HEAD have no common commit in {top}; a shallow clone needs more history "
            "(git fetch --unshallow, or fetch-depth: 0 in CI)"
        ) from None


def _git(folder: str, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise ChangesError("--changed needs git, which is not installed") from None
    except OSError as error:
        raise ChangesError(f"git cannot be run: {error.strerror or error}") from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip()
        if "not a git repository" in words:
            raise ChangesError(f"--changed needs a git repository, and {folder} lies in none")
        raise ChangesError(f"git {arguments[0]} failed in {folder}: {words or f'exit status {done.returncode}'}")
    return done.stdout


def _changed(diff: bytes) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The files of a diff without context, by the name they have now, with the lines that are new or stand around
    what was taken out."""
    name = ""
    ranges: list[tuple[int, int]] = []
    rows = iter(diff.split(b"\n"))
    for row in rows:
        if row.startswith(b"diff --git "):
            if name:
                yield name, ranges
            name, ranges = "", []
        elif row.startswith(b"+++ "):
            name = _name(row[4:])
        found = _HUNK.match(row)
        if found is None:
            continue
        start, old, new = (int(found[key] or b"1") for key in ("start", "old", "new"))
        ranges.append((start, start + new - 1) if new else (start, start + 1))
        for _ in range(old + new):  # the lines themselves, which may look like anything
            next(rows, b"")
    if name:
        yield name, ranges


def _name(written: bytes) -> str:
    """A name as a diff writes it: with a prefix, in quotes if it has special characters; empty for /dev/null."""
    written = written.rstrip(b"\t\r")
    if written.startswith(b'"'):
        inner = written.strip(b'"').decode("latin-1")
        written = re.sub(r"\\([0-7]{3}|.)", _unescaped, inner).encode("latin-1")
    return os.fsdecode(written[2:]) if written.startswith(b"b/") else ""


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) == 3:
        return chr(int(code, 8))
    return {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}.get(code, code)


def _real(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))
