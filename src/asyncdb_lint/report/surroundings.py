"""What a format needs to know beside the findings: where paths begin, what the rules say, and which tool this is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from urllib.parse import quote

from asyncdb_lint.diagnostic import Diagnostic

TOOL = "asyncdb-lint"
INTERNAL_ERROR = "ADB000"
"""The code of what is not a finding but a fault of the tool."""
UNUSED_SUPPRESSION = "ADB002"


@dataclass(frozen=True)
class RuleText:
    """What is told about a rule; `documentation` begins with the summary."""

    name: str
    summary: str
    documentation: str


@dataclass(frozen=True)
class Surroundings:
    """Args:
    base: the absolute folder that paths are relative to: the top of the repository where there is one.
    version: the tool's.
    rules: the rules by code.
    link: opens the address of a file's line, to which ``path#L1`` is added; empty where there is none.
    flavour: how the operating system spells paths.
    """

    base: str
    version: str = ""
    rules: Mapping[str, RuleText] = field(default_factory=dict)
    link: str = ""
    flavour: type[PurePath] = PurePath

    def place(self, path: str) -> str:
        """A path with ``/``, as seen from the base if it lies below it."""
        relative = self._relative(path)
        return (self.flavour(path) if relative is None else relative).as_posix()

    def uri(self, path: str) -> tuple[str, bool]:
        """A path as the reference of RFC 3986, and whether it is relative to the base."""
        relative = self._relative(path)
        if relative is None:
            return self.flavour(path).as_uri(), False
        return quote(relative.as_posix(), safe="/"), True

    def base_uri(self) -> str:
        """The base as an absolute URI that ends with a slash."""
        return self.flavour(self.base).as_uri().rstrip("/") + "/"

    def _relative(self, path: str) -> PurePath | None:
        try:
            return self.flavour(path).relative_to(self.base)
        except ValueError:
            return None


def unique_fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """A fingerprint for each, unlike all others even where several projects were checked at once.

    Faults of the tool have none of their own: theirs is made of place and message.
    """
    seen: set[str] = set()
    result: list[str] = []
    for diagnostic in diagnostics:
        value, number = diagnostic.fingerprint, 0
        while not value or value in seen:
            parts = (diagnostic.fingerprint, diagnostic.path, diagnostic.code, diagnostic.message, str(number))
            value = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
            number += 1
        seen.add(value)
        result.append(value)
    return result


def chain(diagnostic: Diagnostic, surroundings: Surroundings) -> list[str]:
    """The steps of a trace, one line each; none where there is but one, which says nothing new."""
    if len(diagnostic.trace) < 2:
        return []
    return [f"{surroundings.place(step.path)}:{step.span.line} {step.message}" for step in diagnostic.trace]
