"""flake8 with the plugin: the same findings as the command line, one analysis however many processes, flake8's own rules."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from asyncdb_lint import flake8_plugin
from asyncdb_lint.cli import main
from asyncdb_lint.config import Config
from asyncdb_lint.engine import check

TESTS = Path(__file__).parent
ALONE = TESTS / "kit" / "flake8_alone.py"
STARTS = ["fork", "spawn", "forkserver"] if hasattr(os, "fork") else ["spawn"]
Row = tuple[str, int, int, str]

APP = '''\
"""Ünïcode in front."""
from fastapi import FastAPI
from shop.crud import items

app = FastAPI()

@app.get("/a")
async def a():
    return "ünï", items("""
        x""")

@app.get("/b")
async def b():
    return items("")  # noqa: ADB103
'''
CRUD = """\
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))

def items(name):
    return SessionLocal().scalars(select(1))
"""
SAFE = CRUD.replace("SessionLocal().scalars(select(1))", "name")
FOUND = [("shop/app.py", 9, 19, "ADB103")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    for name, text in {"__init__": "", "app": APP, "crud": CRUD, "test_app": APP.replace("noqa", "no")}.items():
        (tmp_path / "shop" / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


def flake8(
    folder: Path, *arguments: str, start: str = STARTS[0], given: bytes = b"", select: str = "--select=ADB"
) -> list[Row]:
    """What flake8 reports, alone with the plugin; with all its checks where no start method is given."""
    program = [str(ALONE), start] if start else ["-m", "flake8"]
    run = subprocess.run(
        [sys.executable, *program, *([select] if select else []), *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert run.stderr == b""
    rows = [line.split(":", 3) for line in run.stdout.decode().splitlines()]
    assert run.returncode == (1 if rows else 0), run.stdout
    return sorted(
        (path.removeprefix("./"), int(line), int(column), text.split()[0]) for path, line, column, text in rows
    )


def command_line(folder: Path) -> list[Row]:
    """What the command line shows; what concerns the run itself is apart."""
    found = {
        (Path(each.path).relative_to(folder).as_posix(), each.span.line, each.span.column + 1, each.code)
        for each in check([folder], Config()).diagnostics
    }
    return sorted(each for each in found if not each[3].startswith("ADB00"))


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All fixtures and examples as one project; one in five marks becomes a comment that silences it, or another one.

    Results of one run serve the next ones.
    """
    folder = tmp_path_factory.mktemp("everything").resolve()
    for source in (TESTS / "fixtures", TESTS.parent / "examples"):
        ignored = shutil.ignore_patterns("__pycache__", "pyproject.toml", ".git")
        shutil.copytree(source, folder / source.name, ignore=ignored)
    (folder / "pyproject.toml").write_text("[project]\nname = 'everything'\n")
    comments = ["# noqa", "# noqa: {}", "# noqa: E501,{}", "# NoQA:ADB9", "# noqa : {}"]
    numbers = itertools.count()

    def comment(mark: re.Match[str]) -> str:
        number = next(numbers)
        return mark[0] if number % 5 else comments[number // 5 % 5].format(mark[1])

    for path in sorted(folder.rglob("*.py")):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        changed = re.sub(r"# error: (ADB\d+)[^\r\n]*", comment, text)
        path.write_bytes(changed.encode("utf-8", "surrogateescape"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ASYNCDB_LINT_NO_CACHE")
        patch.setenv("ASYNCDB_LINT_CACHE_DIR", str(tmp_path_factory.mktemp("store")))
        yield folder


@pytest.fixture(scope="module")
def expected(everything: Path) -> list[Row]:
    rows = command_line(everything)
    assert len(rows) > 1000 and len({code for *_, code in rows}) > 20
    return rows


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("start", STARTS[:2])
def test_the_same_as_the_command_line(everything: Path, expected: list[Row], start: str, jobs: str) -> None:
    assert flake8(everything, "--isolated", "-j", jobs, start=start) == expected


@pytest.mark.parametrize("start", STARTS)
def test_one_analysis_for_all_processes(
    project: Path, start: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    analyses = tmp_path_factory.mktemp("analyses") / "list"
    monkeypatch.setenv("ANALYSES", str(analyses))
    monkeypatch.setenv("TMPDIR", str(analyses.parent))
    assert flake8(project, "--isolated", "-j", "2", start=start) == FOUND
    assert len(analyses.read_text().splitlines()) == 1
    assert os.listdir(analyses.parent) == ["list"], "what was handed over is removed"


def test_with_all_of_flake8(project: Path) -> None:
    rows = flake8(project, "--isolated", "-j", "2", start="", select="")
    assert [row for row in rows if row[3].startswith("ADB")] == FOUND
    assert {"E302"} < {code for *_, code in rows}


def test_paths(project: Path) -> None:
    assert flake8(project, "shop/crud.py") == []
    assert flake8(project, "shop/app.py", "shop/crud.py") == FOUND
    missing = ("missing.py", 0, 1, "E902")
    assert flake8(project, "missing.py", "shop/app.py", "--extend-select=E902") == [missing, *FOUND]


def test_codes_are_the_business_of_flake8(project: Path) -> None:
    both = [*FOUND, ("shop/app.py", 14, 12, "ADB103")]
    assert flake8(project, "--disable-noqa") == both
    assert flake8(project, "--extend-ignore", "ADB103") == flake8(project, "--ignore", "ADB1") == []
    assert flake8(project, "--per-file-ignores", "shop/a*:ADB1") == []
    assert flake8(project, "--select", "ADB2", select="") == []
    (project / ".flake8").write_text("[flake8]\nextend-ignore = ADB\n")
    assert flake8(project, select="") == []


def test_an_analysis_that_nobody_wants_is_spared(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    analyses = tmp_path_factory.mktemp("analyses") / "list"
    monkeypatch.setenv("ANALYSES", str(analyses))
    for arguments in (["--select=E"], ["--ignore=A"], ["--extend-ignore=ADB"]):
        assert flake8(project, "--isolated", *arguments, select="") == []
    assert not analyses.exists()
    for arguments in (["--select=A"], ["--extend-ignore=ADB", "--extend-select=ADB103"]):
        assert flake8(project, "--isolated", *arguments, select="") == FOUND
    assert len(analyses.read_text().splitlines()) == 2


def test_settings_of_the_project_and_of_flake8(project: Path) -> None:
    tests = [("shop/test_app.py", 9, 19, "ADB103"), ("shop/test_app.py", 14, 12, "ADB103")]
    assert flake8(project, "--asyncdb-lint-include=test") == [*FOUND, *tests]
    (project / "setup.cfg").write_text("[flake8]\nasyncdb-lint-include = test\n")
    assert flake8(project) == [*FOUND, *tests]
    (project / "setup.cfg").write_text("[flake8]\nasyncdb-lint-extend-exclude = crud.py\n")
    assert flake8(project) == []
    (project / "setup.cfg").unlink()
    with (project / "pyproject.toml").open("a") as stream:
        stream.write("[tool.asyncdb-lint]\ninclude = ['test']\nextend-exclude = ['app.py']\n")
    assert flake8(project) == tests
    (project / "other.toml").write_text("ignore = ['ADB103']\n")
    assert flake8(project, "--asyncdb-lint-config=other.toml") == []


def test_what_a_baseline_knows(project: Path) -> None:
    with (project / "pyproject.toml").open("a") as stream:
        stream.write("[tool.asyncdb-lint]\nbaseline = 'known.json'\n")
    assert CliRunner().invoke(main, ["baseline", str(project)]).exit_code == 0
    assert flake8(project) == []
    app = project / "shop" / "app.py"
    app.write_text("\n" + APP + '\n\n@app.get("/c")\nasync def c():\n    return items("c")\n', encoding="utf-8")
    assert flake8(project) == flake8(project, "shop/app.py") == [("shop/app.py", 20, 12, "ADB103")]
    (project / "known.json").write_text("{")
    run = subprocess.run([sys.executable, str(ALONE), STARTS[0]], cwd=project, capture_output=True, text=True)
    assert run.returncode == 1 and "known.json:1: this baseline is no JSON" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--asyncdb-lint-include=tests"], "asyncdb-lint: asyncdb-lint-include: 'tests' is not 'test' or 'migration'"),
        (["--asyncdb-lint-config=wrong.toml"], "wrong.toml:1: there is no setting 'selekt'; did you mean 'select'?"),
    ],
)
def test_wrong_settings(project: Path, arguments: list[str], message: str) -> None:
    (project / "wrong.toml").write_text("selekt = []\n")
    run = subprocess.run(
        [sys.executable, str(ALONE), STARTS[-1], "-j", "2", *arguments], cwd=project, capture_output=True, text=True
    )
    assert run.returncode == 1 and message in run.stdout and "Traceback" not in run.stdout + run.stderr


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
def test_standard_input_stands_for_a_file(project: Path, coding: str) -> None:
    changed = f"# coding: {coding}\n" + APP.replace("# noqa: ADB103", "")
    rows = flake8(project, "-", "--stdin-display-name", "shop/app.py", given=changed.encode(coding))
    assert [row[1:3] for row in rows] == [(10, 19), (15, 12)]
    assert flake8(project, "-", "--stdin-display-name", "shop/crud.py", given=SAFE.encode(coding)) == []
    assert flake8(project, "-", given=APP.encode()) == [("stdin", 9, 19, "ADB103")]


def test_in_the_same_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors and the like use flake8 as a library: what is checked is known late."""
    from flake8.api.legacy import get_style_guide

    (project / "elsewhere").mkdir()
    monkeypatch.chdir(project / "elsewhere")
    monkeypatch.delenv(flake8_plugin.HANDED_OVER, raising=False)
    guide = get_style_guide(select=["ADB"])
    report = guide.check_files([str(project / "shop" / "app.py")])
    assert [each.split()[1] for each in report.get_statistics("ADB")] == ["ADB103"]
    assert [row[:2] for row in flake8_plugin.Plugin(None, str(project / "shop" / "app.py"), []).run()] == [
        (9, 18),
        (14, 11),
    ]
