"""An engine that answers with prepared findings, so that the shells around it can be tested alone."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

import asyncdb_lint
from asyncdb_lint import outcome
from asyncdb_lint.answer import Answer
from asyncdb_lint.config import Config, Settings
from asyncdb_lint.diagnostic import Diagnostic, Route, Span, Step
from asyncdb_lint.outcome import Coverage

__all__ = ("Coverage", "FakeEngine", "Result", "finding")


class Result(outcome.Result, frozen=True):
    files: int = 1


@dataclass
class FakeEngine:
    """What the engine answers, and what it was asked."""

    result: Result = field(default_factory=Result)
    error: BaseException | None = None
    calls: list[tuple[list[Path], Settings | Config]] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    force_exclude: bool = False

    def install(self, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
        module = ModuleType("asyncdb_lint.engine")
        module.check = self.check  # type: ignore[attr-defined]
        module.explain = self.explain  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "asyncdb_lint.engine", module)
        monkeypatch.setattr(asyncdb_lint, "engine", module, raising=False)
        return self

    def explain(self, path: Path, line: int, settings: object, project: Path | None = None) -> Answer:
        reason = "nothing is known"
        return Answer(path.name, line, "", "", "f", "", (), (), (), (), (), "silent", reason)

    def check(
        self,
        paths: Sequence[Path],
        settings: Settings | Config,
        progress: object = None,
        contents: Mapping[str, bytes] | None = None,
        *,
        force_exclude: bool = False,
        solve: bool = False,
    ) -> Result:
        self.calls.append((list(paths), settings))
        self.contents = dict(contents or {})
        self.force_exclude = force_exclude
        if self.error is not None:
            raise self.error
        return self.result

    def config(self, path: Path) -> Config:
        """The settings that the only call gave for a file or folder."""
        ((_, settings),) = self.calls
        assert isinstance(settings, Settings)
        return settings.of_folder(str(path if path.is_dir() else path.parent))


def finding(
    path: str, *, line: int = 3, code: str = "ADB103", message: str = "get_users() blocks the event loop"
) -> Diagnostic:
    """A finding with everything that a finding can have."""
    return Diagnostic(
        code=code,
        name="blocking-helper",
        message=message,
        path=path,
        span=Span(line, 11, line, 25),
        function="app.routers.users.list_users",
        route=Route("GET", "/users"),
        routes=4,
        context="request",
        trace=(
            Step("list_users -> get_users", path, Span(line, 11, line, 25)),
            Step("get_users -> Session.scalars", path, Span(8, 4, 8, 20)),
        ),
        consequence="Every other request waits until the database has answered.",
        origin=Step("get_session yields Session", path, Span(12, 0, 12, 5)),
    )
