"""A codebase with old findings adopts the tool: through the command line, from the first baseline to its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from asyncdb_lint.cli import main
from test_changes import git

HEAD = """\
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


"""
OLD = "".join(
    f'async def old_{number}():\n    return SessionLocal().scalar(text("SELECT {number}"))\n\n\n'
    for number in range(12)
)
NEW = 'async def new():\n    return SessionLocal().scalar(text("SELECT 1"))\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text('[tool.asyncdb-lint]\nbaseline = "known.json"\n')
    (root / "app.py").write_text(HEAD + OLD)
    (root / "fine.py").write_text("x = 1\n")
    monkeypatch.chdir(root)
    monkeypatch.delenv("CI", raising=False)
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def reasons(root: Path) -> list[str]:
    return [each.get("reason", "") for each in json.loads((root / "known.json").read_text("utf-8"))["findings"]]


def test_the_life_of_a_baseline(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "there is no such baseline" in run("check").output
    assert run("baseline").output == "Made known.json: 12 in all, 12 added.\n"
    known = json.loads((project / "known.json").read_text("utf-8"))
    for each in known["findings"]:
        each["reason"] = f"because of {each['function']}"
    (project / "known.json").write_text(json.dumps(known), "utf-8")
    clean = run("check")
    assert (clean.exit_code, "Not shown: 12 findings in the baseline known.json." in clean.output) == (0, True)

    # Code moves, and something new comes: exactly that is shown.
    functions = OLD.split("\n\n\n")[:-1]
    (project / "app.py").write_text(HEAD + "import os\n\n\n" + "\n\n\n".join(reversed(functions[3:])) + "\n\n\n" + NEW)
    (project / "moved.py").write_text(HEAD + "\n\n\n".join(functions[:3]) + "\n")
    before = (project / "known.json").read_bytes()
    monkeypatch.setenv("CI", "true")
    result = run("check", "--output-format", "json")
    assert [each["function"] for each in json.loads(result.stdout)] == ["app.new"] and result.exit_code == 1
    assert (project / "known.json").read_bytes() == before
    monkeypatch.delenv("CI")
    assert "Moved: 3 entries of the baseline to another file." in run("check").output
    assert sorted(reasons(project)) == sorted(f"because of app.old_{number}" for number in range(12))

    # Ten are fixed: the baseline shrinks by itself, and not in part of the project.
    (project / "moved.py").write_text("x = 1\n")
    (project / "app.py").write_text(HEAD + "\n\n\n".join(functions[3:5]) + "\n\n\n" + NEW)
    assert "Stale: 10 entries" in run("check", "fine.py").output and len(reasons(project)) == 12
    monkeypatch.setenv("CI", "1")
    assert "Stale: 10 entries of the baseline are fixed; a full run outside of CI drops them." in run("check").output
    assert len(reasons(project)) == 12
    monkeypatch.delenv("CI")
    result = run("check", "--output-format", "concise")
    assert result.exit_code == 1 and result.output.count("ADB101") == 1
    assert "Fixed: 10 entries left the baseline." in result.output and len(reasons(project)) == 2

    # It grows only when it is told to.
    assert run("baseline").output == "Updated known.json: 2 in all.\nNot in it: 1 (add them with --add).\n"
    assert run("baseline", "--add").output == "Updated known.json: 3 in all, 1 added.\n"
    assert run("check").exit_code == 0
    assert run("check", "--no-baseline", "--output-format", "concise").output.count("ADB101") == 3
    (project / "known.json").write_text("<<<<<<< HEAD\n")
    broken = run("check")
    assert broken.exit_code == 2 and "known.json:1: this baseline has a merge conflict" in broken.output


def test_comments_for_everything_and_then_nothing_is_left(project: Path) -> None:
    (project / "app.py").write_text(HEAD + OLD)
    result = run("check", "--no-baseline", "--add-noqa=to be moved", "app.py")
    assert (result.exit_code, "Added comments for 12 findings in 1 file." in result.output) == (0, True)
    assert (project / "app.py").read_text().count("  # noqa: ADB101 to be moved\n") == 12
    again = run("check", "--no-baseline", "--add-noqa")
    assert (again.exit_code, "Added comments for 0 findings in 0 files." in again.output) == (0, True)
    assert "one line of text" in run("check", "--no-baseline", "--add-noqa=a # b").output


def test_only_what_has_changed(project: Path) -> None:
    git(project, "init", "--quiet")
    (project / ".gitignore").write_text(".asyncdb_lint_cache\n")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=old")
    assert run("check", "--no-baseline", "--changed").exit_code == 0
    (project / "app.py").write_text(HEAD + NEW + "\n\n" + OLD)
    result = run("check", "--no-baseline", "--changed", ".", "--output-format=concise")
    assert result.exit_code == 1 and result.output.startswith("app.py:8:12: ADB101") and "1 finding in" in result.output


def test_baseline_options_exclude_each_other(project: Path) -> None:
    assert run("check", "--baseline", "known.json", "--no-baseline").exit_code == 2


def test_the_standard_input_is_not_written(project: Path) -> None:
    arguments = ["check", "--no-baseline", "--add-noqa", "-", "--stdin-filename", "app.py"]
    result = CliRunner().invoke(main, arguments, input=HEAD + NEW)
    assert (result.exit_code, "the standard input is none" in result.output) == (2, True)
    assert (project / "app.py").read_text() == HEAD + OLD
