"""Which version of a library a project has, as far as its lock files and metadata say it for sure."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from asyncdb_lint.inputs import Inputs

Version = tuple[int, ...]

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
LISTS = (".txt", ".in")
METADATA = ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile")
_NUMBER = r"(\d+(?:\.\d+)*)"
_CLAUSE = re.compile(rf"(===?|~=|\^|~|<=|>=|<|>)\s*{_NUMBER}(\.\*)?")


class Requirements:
    """What lock files and metadata say of a project; `root` is its folder: what lies above it says nothing."""

    def __init__(self, root: str, inputs: Inputs) -> None:
        self._root = root
        self._inputs = inputs
        self._told: dict[tuple[str, str, Version], bool | None] = {}
        self._targets: dict[str, Version] = {}

    def target(self, library: str, version: str) -> None:
        """Let a version count for a library whatever files say: ``2.0`` stands for every release that begins so."""
        self._targets[library] = _version(version)

    def is_older(self, path: str, library: str, version: Version) -> bool | None:
        """Whether a file's project has an older version of a library than this; None where nothing says so for sure.

        The nearest folder that tells counts, from the file's own up to the root of the project.
        """
        target = self._targets.get(library)
        if target is not None:
            beginning = version[: len(target)]
            return target < beginning if target != beginning else False if version == target else None
        folder = os.path.dirname(path)
        while True:
            key = (folder, library, version)
            if key not in self._told:
                self._told[key] = self._tells(folder, library, version)
            told = self._told[key]
            if told is not None or folder == self._root or len(folder) <= len(self._root):
                return told
            folder = os.path.dirname(folder)

    def _tells(self, folder: str, library: str, version: Version) -> bool | None:
        """What a folder's lock files say, and without any its metadata; files that disagree say nothing."""
        answers = {number < version for number in self._locked(folder, library)}
        if not answers:
            specifiers = [text for text in self._required(folder, library) if text]
            answers = {answer for answer in (_decides(text, version) for text in specifiers) if answer is not None}
        return answers.pop() if len(answers) == 1 else None

    def _locked(self, folder: str, library: str) -> Iterator[Version]:
        name = re.escape(library)
        block = re.compile(rf'^name = "{name}"\r?\nversion = "{_NUMBER}', re.I | re.M)
        entry = re.compile(rf'"{name}": \{{[^{{}}]*?"version": "==\s*{_NUMBER}', re.I)
        for file in LOCK_FILES:
            text = self._text(folder, file)
            for found in (entry if file == "Pipfile.lock" else block).finditer(text):
                yield _version(found[1])

    def _required(self, folder: str, library: str) -> Iterator[str]:
        """The version specifiers with which a folder's metadata requires a library."""
        mention = re.compile(
            rf"(?:^|[\"'\s=\[,]){re.escape(library)}\s*(?:\[[^\]]*\])?[\"']?\s*(?:=\s*(?:\{{[^}}\n]*?version\s*=\s*)?[\"'])?"
            rf"\(?((?:\s*,?\s*(?:===?|~=|\^|~|<=|>=|<|>)\s*{_NUMBER}(?:\.\*)?\w*)+)",
            re.I | re.M,
        )
        listed = [*METADATA]
        listed += (name for name in self._inputs.names(folder, LISTS) if name.startswith("requirements"))
        listed += (f"requirements/{name}" for name in self._inputs.names(os.path.join(folder, "requirements"), LISTS))
        for file in listed:
            text = re.sub(r"(?m)(^|\s)#.*$", "", self._text(folder, file))
            yield from (found[1] for found in mention.finditer(text))

    def _text(self, folder: str, file: str) -> str:
        source = self._inputs.beside(os.path.join(folder, *file.split("/")))
        try:
            return source.content.decode("utf-8").replace("\r\n", "\n") if source is not None else ""
        except UnicodeDecodeError:
            return ""


def _decides(specifier: str, version: Version) -> bool | None:
    """Whether every version that a specifier allows is older, or none is."""
    answers: set[bool] = set()
    for operator, number, star in _CLAUSE.findall(specifier):
        given = _version(number)
        answer = _OPERATORS[operator](given, _next(given, operator, bool(star)), version)
        if answer is not None:
            answers.add(answer)
    return answers.pop() if len(answers) == 1 else None


def _next(given: Version, operator: str, star: bool) -> Version:
    """The first version that is too new for a specifier which has such a bound."""
    if operator == "~=":
        kept = given[:-1]
    elif operator == "^":
        kept = given[:1]
    elif operator == "~":
        kept = given[:2]
    else:
        kept = given
    if not star and operator in ("==", "==="):
        return (*given, 0)
    return (*kept[:-1], kept[-1] + 1) if kept else given


def _between(given: Version, after: Version, version: Version) -> bool | None:
    if _padded(given) >= _padded(version):
        return False
    return True if _padded(after) <= _padded(version) else None


def _at_least(given: Version, after: Version, version: Version) -> bool | None:
    return False if _padded(given) >= _padded(version) else None


def _below(given: Version, after: Version, version: Version) -> bool | None:
    return True if _padded(given) <= _padded(version) else None


def _up_to(given: Version, after: Version, version: Version) -> bool | None:
    return True if _padded(given) < _padded(version) else None


def _exactly(given: Version, after: Version, version: Version) -> bool | None:
    return _padded(given) < _padded(version) if len(after) > len(given) else _between(given, after, version)


_OPERATORS: Mapping[str, Callable[[Version, Version, Version], bool | None]] = MappingProxyType(
    {
        "==": _exactly,
        "===": _exactly,
        "~=": _between,
        "^": _between,
        "~": _between,
        ">=": _at_least,
        ">": _at_least,
        "<": _below,
        "<=": _up_to,
    }
)


def _padded(version: Version) -> Version:
    return (*version, 0, 0, 0)[:3]


def _version(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))
