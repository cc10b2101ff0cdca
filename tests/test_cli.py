"""The command line and the flake8 plugin, around an engine that answers with prepared findings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import asyncdb_lint
from asyncdb_lint.cli import main
from asyncdb_lint.config import Config
from asyncdb_lint.outcome import Coverage
from fake_engine import FakeEngine, finding
from fake_engine import Result as EngineResult


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text("a\nb\nreturn     get_users(session)\n")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return FakeEngine().install(monkeypatch)


def run(*arguments: str) -> Result:
    try:
        runner = CliRunner(mix_stderr=False)  # type: ignore[call-arg]
    except TypeError:  # click 8.2 and later never mix them
        runner = CliRunner()
    return runner.invoke(main, arguments)


def test_nothing_found(project: Path, engine: FakeEngine) -> None:
    result = run("check")
    assert (result.exit_code, result.output) == (0, "All checks passed!\n")
    assert [paths for paths, _ in engine.calls] == [[Path(".")]]
    assert engine.config(project) == Config()


def test_findings(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult((finding(str(project / "app.py")),), {"test": 2})
    result = run("check", "app.py")
    assert result.exit_code == 1
    assert result.output.startswith("app.py:3:12: ADB103 get_users() blocks the event loop [blocking-helper]\n")
    assert "  3 | return     get_users(session)\n" in result.output
    assert result.output.endswith("Found 1 finding in 1 file.\nNot shown: 2 in test code (--include test).\n")
    assert "\x1b" not in result.output


def test_concise(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult((finding(str(project / "app.py")),))
    output = run("check", "--output-format", "concise").output
    assert output == "app.py:3:12: ADB103 get_users() blocks the event loop\nFound 1 finding in 1 file.\n"


def test_json(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult((finding(str(project / "app.py")),), {"test": 2})
    result = run("check", "--output-format", "json", "--coverage")
    (fields,) = json.loads(result.stdout)
    assert (fields["filename"], fields["code"]) == (str(project / "app.py"), "ADB103")
    assert result.exit_code == 1 and result.stderr.startswith("Calls in coroutines")


def test_exit_zero(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult((finding(str(project / "app.py")),))
    assert run("check", "--exit-zero").exit_code == 0


def test_failures_are_loud_even_with_exit_zero(project: Path, engine: FakeEngine) -> None:
    failure = finding(str(project / "app.py"), code="ADB000", message="the analysis failed here")
    engine.result = EngineResult(failures=(failure,))
    result = run("check", "--exit-zero")
    assert result.exit_code == 2
    assert result.stderr == "app.py:3:12: ADB000 the analysis failed here\n"
    assert result.stdout == "The analysis failed at 1 place.\n"
    assert json.loads(run("check", "--output-format", "json").stdout)[0]["code"] == "ADB000"


def test_statistics(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult((finding(str(project / "app.py")),) * 2)
    assert run("check", "--statistics").output == "2  ADB103  blocking-helper\nFound 2 findings in 1 file.\n"


def test_coverage(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult(
        coverage=Coverage(
            90, {"httpx": 4, "dict": 1}, {"parameter of no caller": 5}, (), {"loaded": 3, "not loaded": 1}
        )
    )
    assert (
        run("check", "--coverage").output
        == """\
All checks passed!

Calls in coroutines that are named like a database method: 100
  decided              90   90.0 %
  other libraries       5    5.0 %
         4  httpx
         1  dict
  unknown               5    5.0 %
         5  parameter of no caller
Relationships that are read: 4
         3  loaded
         1  not loaded
"""
    )


def test_options_reach_the_engine(project: Path, engine: FakeEngine) -> None:
    (project / "pyproject.toml").write_text('[tool.asyncdb-lint]\nignore = ["ADB105"]\nexclude = ["old"]\n')
    run("check", "--select", "ADB101,ADB103", "--select", "ADB2", "--include", "test", "--include", "migration")
    assert engine.config(project) == Config(
        select=("ADB101", "ADB103", "ADB2"),
        ignore=("ADB105",),
        exclude=("old",),
        include_tests=True,
        include_migrations=True,
        folder=str(project),
        file=str(project / "pyproject.toml"),
    )


def test_each_project_has_its_own_settings(project: Path, engine: FakeEngine) -> None:
    for name in ("one", "two"):
        (project / name).mkdir()
        (project / name / "pyproject.toml").write_text(f'[tool.asyncdb-lint]\nexclude = ["{name}"]\n')
    run("check", "one", "two", "app.py")
    assert [engine.config(project / name).exclude for name in ("one", "two", "app.py")] == [("one",), ("two",), ()]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "gone.py"), "error: gone.py: no such file or directory"),
        (("check", "--select", "E501"), "error: --select: 'E501' is no rule code or prefix"),
        (("check", "--include", "tests"), "error: --include: 'tests' is not 'test' or 'migration'"),
        (("check", "--output-format", "xml"), "'xml' is not one of"),
        (("check", "--selct", "ADB1"), "No such option"),
        (("why", "app.py"), "'app.py' is not of the form FILE:LINE"),
        (("why", "gone.py:3"), "error: gone.py: no such file or directory"),
        (("why", ".:3"), "error: .: not a file"),
        (("wibble",), "No such command"),
    ],
)
def test_what_cannot_be_done(project: Path, engine: FakeEngine, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr and "Traceback" not in result.output


def test_wrong_settings(project: Path, engine: FakeEngine) -> None:
    (project / "pyproject.toml").write_text("[tool.asyncdb-lint]\nselct = []\n")
    result = run("check")
    assert result.exit_code == 2 and "did you mean 'select'?" in result.stderr


def test_a_bug_is_not_a_finding(project: Path, engine: FakeEngine) -> None:
    engine.error = ZeroDivisionError("oops")
    result = run("check")
    assert result.exit_code == 2
    assert "ZeroDivisionError: oops" in result.stderr and "this is a bug" in result.stderr


def test_no_python_files(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult(files=0)
    result = run("check")
    assert result.exit_code == 0
    assert "no Python files" in result.stderr


@pytest.mark.parametrize("place", ["app.py:3", "app.py:3:12", "app.py:3:12:"])
def test_why_takes_places_as_check_prints_them(project: Path, engine: FakeEngine, place: str) -> None:
    assert run("why", place).stdout.startswith("app.py:3\n")


def test_why(project: Path, engine: FakeEngine) -> None:
    result = run("why", "app.py:3")
    assert (result.exit_code, result.output) == (0, "app.py:3\n  nothing is reported here: nothing is known\n")


@pytest.mark.parametrize(
    ("environment", "option", "painted"),
    [
        ({}, (), False),
        ({}, ("--color",), True),
        ({"NO_COLOR": "1"}, ("--color",), True),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "1"}, ("--no-color",), False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
    ],
)
def test_color(
    project: Path,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    option: tuple[str, ...],
    painted: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in run("check", *option).output) is painted


def test_version() -> None:
    assert run("version").output == f"asyncdb-lint {asyncdb_lint.__version__}\n"


def test_help_and_version_import_no_analysis() -> None:
    for argument in ("--help", "version"):
        code = f"import sys; from asyncdb_lint.cli import main; main(['{argument}'], standalone_mode=False); " + (
            "print([n for n in sys.modules if n.startswith('asyncdb_lint.') and n.count('.') == 1])"
        )
        output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert output.splitlines()[-1] == "['asyncdb_lint.cli']"


def fake_engine_command(folder: Path, *arguments: str) -> list[str]:
    """A command that runs the real program with 5,000 prepared findings."""
    program = folder / "program.py"
    program.write_text(
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import asyncdb_lint, fake_engine, types\n"
        "module = types.ModuleType('asyncdb_lint.engine')\n"
        f"findings = (fake_engine.finding({str(folder / 'ünï.py')!r}),) * 5000\n"
        "module.check = lambda *arguments, **keywords: fake_engine.Result(findings)\n"
        "sys.modules['asyncdb_lint.engine'] = asyncdb_lint.engine = module\n"
        "from asyncdb_lint.cli import main\n"
        "main()\n"
    )
    return [sys.executable, str(program), *arguments]


def test_a_reader_that_stops_reading_is_no_error(project: Path) -> None:
    process = subprocess.Popen(
        fake_engine_command(project, "check", "--output-format", "concise"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(30)
    assert errors == b""


def test_output_is_utf8_whatever_the_console_is(project: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252:strict"}
    command = fake_engine_command(project, "check", "--output-format", "concise")
    output = subprocess.run(command, env=environment, capture_output=True).stdout
    assert "ünï.py:3:12: ADB103".encode() in output


def test_public_function(project: Path, engine: FakeEngine) -> None:
    engine.result = EngineResult(files=7)
    assert asyncdb_lint.check(["app.py"]).files == 7
    assert engine.config(project / "app.py") == Config()
    asyncdb_lint.check(["app.py"], Config(ignore=("ADB1",)))
    assert engine.calls[1][1] == Config(ignore=("ADB1",))


def test_interrupt_is_quiet(project: Path, engine: FakeEngine) -> None:
    engine.error = KeyboardInterrupt()
    result = run("check", str(project))
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")
