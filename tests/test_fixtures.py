"""The tool reports exactly the marked (line, code) pairs of every fixture."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kit.expectations import PRELUDE, Fixture, fixture_entries, load_fixture

ENTRIES = fixture_entries()


@pytest.fixture
def workspace() -> Iterator[Path]:
    """A folder whose path does not look like a test, for findings in tests are off by default."""
    with TemporaryDirectory(prefix="project") as folder:
        yield Path(folder).resolve()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: load_fixture(entry).name)
def test_reported_equals_marked(entry: Path, workspace: Path) -> None:
    from asyncdb_lint.config import Config
    from asyncdb_lint.engine import check

    fixture = load_fixture(entry)
    copies = install(fixture, workspace)
    result = check([workspace], Config(facts=fixture.facts, pedantic=fixture.is_pedantic))
    assert result.failures == ()

    def shown(path: Path, line: int, code: str) -> str:
        return f"{path.relative_to(workspace).as_posix()}:{line} {code}"

    reported = {
        shown(Path(diagnostic.path), diagnostic.span.line, diagnostic.code): diagnostic.message
        for diagnostic in result.diagnostics
    }
    expected = {
        shown(copies[marker.path], marker.line, marker.code): marker.kind
        for marker in fixture.markers
        if marker.reported
    }
    missed = {shown(copies[marker.path], marker.line, marker.code) for marker in fixture.markers if not marker.reported}
    assert sorted(missed & reported.keys()) == [], "cured: now the marker is `# error:`"
    assert {place: reported[place] for place in reported.keys() - expected.keys()} == {}, "reported without a marker"
    absent = {place: kind for place, kind in expected.items() if place not in reported}
    assert {place for place, kind in absent.items() if kind == "false-alarm"} == set(), "cured: drop the marker"
    assert absent == {}, "marked, but not reported"


def install(fixture: Fixture, workspace: Path) -> dict[Path, Path]:
    """Copies the fixture beside the prelude as a project of its own; original file -> copy."""
    (workspace / "pyproject.toml").write_text("[project]\nname = 'fixture'\n")
    shutil.copytree(PRELUDE, workspace, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    source = fixture.entry.parent
    if (source / "__init__.py").exists():
        source = source.parent
    copies = {path: workspace / _importable(path.relative_to(source)) for path in fixture.files}
    for path in (each for folder in source.rglob("templates") for each in folder.rglob("*") if each.is_file()):
        copies[path] = workspace / path.relative_to(source)
    for path, copy in copies.items():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return copies


def _importable(path: Path) -> Path:
    return path.with_name(path.name.replace(".fixed.py", "_fixed.py"))
