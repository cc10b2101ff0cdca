"""flake8 with the plugin: the same findings as the command line, one analysis however many processes, flake8's own rules."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flake8.main.cli import main as flake8_main
from flake8.plugins import finder

from asyncdb_lint import engine, flake8_plugin
from asyncdb_lint.cli import main
from asyncdb_lint.config import Config
from asyncdb_lint.engine import check
from asyncdb_lint.outcome import Result
from kit import flake8_alone

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


def flake8(folder: Path, *arguments: str, start: str = "", given: bytes = b"") -> list[Row]:
    """What flake8 reports in processes of its own: with all its checks, or for a start method alone with the plugin."""
    program = [str(ALONE), start] if start else ["-m", "flake8"]
    run = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert run.stderr == b""
    rows = parsed(run.stdout)
    assert run.returncode == (1 if rows else 0), run.stdout
    return rows


def parsed(output: bytes) -> list[Row]:
    rows = (line.split(":", 3) for line in output.decode().splitlines())
    return sorted(
        (Path(os.path.normpath(path)).as_posix(), int(line), int(column), text.split()[0])
        for path, line, column, text in rows
    )


Here = Callable[..., list[Row]]


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Here:
    """Runs flake8 in this process and alone with the plugin."""
    output = tmp_path_factory.mktemp("output") / "lines"
    monkeypatch.chdir(project)
    monkeypatch.setattr(finder, "_flake8_plugins", flake8_alone.reporters_only)
    monkeypatch.setenv(flake8_plugin.HANDED_OVER, "")
    monkeypatch.setattr(flake8_plugin.Plugin, "_wanted", True)

    def run(*arguments: str) -> list[Row]:
        status = flake8_main(["--jobs=1", f"--output-file={output}", *arguments])
        rows = parsed(output.read_bytes())
        output.unlink()
        assert status == (1 if rows else 0)
        return rows

    return run


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
    assert flake8(everything, "--isolated", "--select=ADB", "-j", jobs, start=start) == expected


@pytest.mark.parametrize("start", STARTS)
def test_one_analysis_for_all_processes(
    project: Path, start: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    analyses = tmp_path_factory.mktemp("analyses") / "list"
    monkeypatch.setenv("ANALYSES", str(analyses))
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(analyses.parent))
    assert flake8(project, "--isolated", "-j", "2", start=start) == FOUND
    assert len(analyses.read_text().splitlines()) == 1
    left = {name for name in os.listdir(analyses.parent) if name.startswith("asyncdb-lint")}
    assert not left, "what was handed over is removed"


def test_with_all_of_flake8(project: Path) -> None:
    rows = flake8(project, "--isolated", "-j", "2")
    assert [row for row in rows if row[3].startswith("ADB")] == FOUND
    assert {"E302"} < {code for *_, code in rows}


def test_paths(here: Here) -> None:
    assert here("shop/crud.py") == []
    assert here("shop/app.py", "shop/crud.py") == FOUND
    missing = ("missing.py", 0, 1, "E902")
    assert here("missing.py", "shop/app.py", "--extend-select=E902") == [missing, *FOUND]


def test_codes_are_the_business_of_flake8(project: Path, here: Here) -> None:
    assert here("--disable-noqa") == [*FOUND, ("shop/app.py", 14, 12, "ADB103")]
    assert here("--extend-ignore=ADB103") == here("--ignore=ADB1") == here("--select=ADB2") == []
    assert here("--per-file-ignores=shop/a*:ADB1") == []
    (project / ".flake8").write_text("[flake8]\nextend-ignore = ADB\n")
    assert here() == []


def test_an_analysis_that_nobody_wants_is_spared(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    analyses = []
    monkeypatch.setattr(engine, "check", lambda *arguments, **keywords: analyses.append(arguments) or Result())
    for option in ("--select=E", "--ignore=A", "--extend-ignore=ADB"):
        assert here(option) == []
    assert not analyses
    for options in (["--select=A"], ["--extend-ignore=ADB", "--extend-select=ADB103"], ["--ignore=E"]):
        here(*options)
    assert len(analyses) == 3


def test_settings_of_the_project_and_of_flake8(project: Path, here: Here) -> None:
    tests = [("shop/test_app.py", 9, 19, "ADB103"), ("shop/test_app.py", 14, 12, "ADB103")]
    assert here("--asyncdb-lint-include=test") == [*FOUND, *tests]
    (project / "setup.cfg").write_text("[flake8]\nasyncdb-lint-include = test\n")
    assert here() == [*FOUND, *tests]
    (project / "setup.cfg").write_text("[flake8]\nasyncdb-lint-extend-exclude = crud.py\n")
    assert here() == []
    (project / "setup.cfg").unlink()
    with (project / "pyproject.toml").open("a") as stream:
        stream.write("[tool.asyncdb-lint]\ninclude = ['test']\nextend-exclude = ['app.py']\n")
    assert here() == tests
    (project / "other.toml").write_text("ignore = ['ADB103']\n")
    assert here("--asyncdb-lint-config=other.toml") == []


def test_what_a_baseline_knows(project: Path, here: Here, capfd: pytest.CaptureFixture[str]) -> None:
    with (project / "pyproject.toml").open("a") as stream:
        stream.write("[tool.asyncdb-lint]\nbaseline = 'known.json'\n")
    assert CliRunner().invoke(main, ["baseline", str(project)]).exit_code == 0
    assert here() == []
    app = project / "shop" / "app.py"
    app.write_text("\n" + APP + '\n\n@app.get("/c")\nasync def c():\n    return items("c")\n', encoding="utf-8")
    assert here() == here("shop/app.py") == [("shop/app.py", 20, 12, "ADB103")]
    (project / "known.json").write_text("{")
    assert flake8_main([]) == 1
    assert "known.json:1: this baseline is no JSON" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--asyncdb-lint-include=tests", "asyncdb-lint: asyncdb-lint-include: 'tests' is not 'test' or 'migration'"),
        ("--asyncdb-lint-config=wrong.toml", "wrong.toml:1: there is no setting 'selekt'; did you mean 'select'?"),
    ],
)
@pytest.mark.usefixtures("here")
def test_wrong_settings(project: Path, option: str, message: str, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "wrong.toml").write_text("selekt = []\n")
    assert flake8_main([option]) == 1
    output = capfd.readouterr()
    assert message in output.out and "Traceback" not in output.out + output.err


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
def test_standard_input_stands_for_a_file(project: Path, coding: str) -> None:
    alone = {"start": STARTS[0]}
    changed = f"# coding: {coding}\n" + APP.replace("# noqa: ADB103", "")
    rows = flake8(project, "-", "--stdin-display-name", "shop/app.py", given=changed.encode(coding), **alone)
    assert [row[1:3] for row in rows] == [(10, 19), (15, 12)]
    assert flake8(project, "-", "--stdin-display-name", "shop/crud.py", given=SAFE.encode(coding), **alone) == []


def test_standard_input_without_a_name(project: Path) -> None:
    assert flake8(project, "-", start=STARTS[0], given=APP.encode()) == [("stdin", 9, 19, "ADB103")]


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
