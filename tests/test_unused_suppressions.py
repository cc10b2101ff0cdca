"""Which ``noqa`` comments are ADB002, and what ruff makes of the comments of ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.engine import check

APP = """\
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


async def handler():
    session = SessionLocal()
    {line}
    return 1
"""
BAD = 'session.execute(text("SELECT 1"))'


def unused(folder: Path, line: str, config: Config | None = None, name: str = "app.py") -> list[str]:
    """The source text that each ADB002 points at."""
    source = APP.replace("{line}", line)
    (folder / name).write_text(source)
    result = check([folder], config or Config())
    rows = source.splitlines()
    return [
        rows[each.span.line - 1][each.span.column : each.span.end_column]
        for each in result.diagnostics
        if each.code == "ADB002"
    ]


@pytest.mark.parametrize(
    "line, expected",
    [
        (f"{BAD}  # noqa: ADB101", []),
        (f"{BAD}  # noqa: ADB1", []),
        (f"{BAD}  # noqa", []),
        ("value = 1  # noqa", []),
        ("value = 1  # noqa: E501", []),
        ("value = 1  # noqa: ADB101", ["# noqa: ADB101"]),
        ("value = 1  # noqa: ADB", []),
        ("value = 1  # noqa: ADB1", ["# noqa: ADB1"]),
        ("value = 1  # noqa: ADB999", ["# noqa: ADB999"]),
        ("value = 1  # noqa: E501, ADB101  because", ["# noqa: E501, ADB101"]),
        (f"{BAD}  # noqa: ADB101, ADB103", ["# noqa: ADB101, ADB103"]),
        ("value = 1  # noqa: ADB101, ADB002", []),
        ('value = "# noqa: ADB101"', []),
        ('value = """\n# noqa: ADB101\n"""', []),
        ('value = """\n# noqa: ADB101\n"""  # noqa: ADB103', ["# noqa: ADB103"]),
        (f'{BAD}; value = """\n"""  # noqa: ADB101', []),
        ("# flake8: noqa\n    value = 1  # noqa: ADB101", []),
        ('value = "é"; value = 2  # noqa: ADB101', ["# noqa: ADB101"]),
    ],
)
def test_comments_that_hide_nothing(tmp_path: Path, line: str, expected: list[str]) -> None:
    assert unused(tmp_path, line) == expected


def test_only_the_codes_that_hide_nothing_are_named(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP.replace("{line}", f"{BAD}  # noqa: ADB101, ADB103"))
    (finding,) = check([tmp_path], Config()).diagnostics
    assert finding.message == "`noqa: ADB103` suppresses nothing: nothing is found here that it hides"
    assert finding.fingerprint


@pytest.mark.parametrize(
    "config, line, count",
    [
        (Config(select=("ADB2", "ADB0")), "value = 1  # noqa: ADB101", 0),
        (Config(select=("ADB2", "ADB0")), "value = 1  # noqa: ADB2", 1),
        (Config(select=("ADB201", "ADB0")), "value = 1  # noqa: ADB2", 1),
        (Config(ignore=("ADB101",)), "value = 1  # noqa: ADB101", 0),
        (Config(ignore=("ADB002",)), "value = 1  # noqa: ADB101", 0),
        (Config(ignore=("ADB101",)), f"{BAD}  # noqa: ADB101", 0),
        (Config(noqa=False), "value = 1  # noqa: ADB101", 0),
    ],
)
def test_codes_that_are_not_selected(tmp_path: Path, config: Config, line: str, count: int) -> None:
    assert len(unused(tmp_path, line, config)) == count


def test_what_is_off_in_tests_is_hidden_all_the_same(tmp_path: Path) -> None:
    assert unused(tmp_path, f"{BAD}  # noqa: ADB101", name="test_app.py") == []


def test_nothing_is_said_of_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert unused(tmp_path, "value = = 1  # noqa: ADB101") == []


@pytest.mark.parametrize(
    "settings, left",
    [
        ("", "value = 1\n"),
        ('[lint]\nexternal = ["ADB"]\n', "value = 1  # noqa: ADB101\n"),
    ],
)
def test_ruff_leaves_the_comments_alone_when_it_is_told(tmp_path: Path, settings: str, left: str) -> None:
    """Without `lint.external`, its rule RUF102 deletes codes that it does not know."""
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed: it is in the extra 'dev'")
    (tmp_path / "ruff.toml").write_text(settings)
    (tmp_path / "app.py").write_text("value = 1  # noqa: ADB101\n")
    command = [ruff, "check", "--no-cache", "--fix", "--quiet", "--select", "RUF100,RUF102", "app.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "app.py").read_text() == left
