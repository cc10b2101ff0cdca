"""What the options of ``check`` mean: selection, files, output; and settings of several projects in one repository."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from asyncdb_lint.cli import main
from asyncdb_lint.cli.options import FORMATS
from asyncdb_lint.config import Config, Patterns, PerFileIgnore
from asyncdb_lint.config.settings import OUTPUT_FORMATS
from fake_engine import FakeEngine, finding
from fake_engine import Result as EngineResult

BLOCKING = """\
from sqlalchemy.orm import Session


async def {name}(session: Session) -> None:
    session.commit()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text(BLOCKING.format(name="app"))
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "ASYNCDB_LINT_OUTPUT_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ASYNCDB_LINT_NO_CACHE", "1")
    return tmp_path


@pytest.fixture
def engine(project: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return FakeEngine(EngineResult((finding(str(project / "app.py")),))).install(monkeypatch)


def run(*arguments: str, text: str | None = None) -> Result:
    try:
        runner = CliRunner(mix_stderr=False)  # type: ignore[call-arg]
    except TypeError:  # click 8.2 and later never mix them
        runner = CliRunner()
    return runner.invoke(main, arguments, input=text)


def found(*arguments: str, text: str | None = None) -> list[str]:
    """``path:line CODE`` of the findings that a real run shows."""
    output = run("check", "--output-format", "json", *arguments, text=text).stdout
    here = Path.cwd()
    return [
        f"{Path(each['filename']).relative_to(here).as_posix()}:{each['location']['row']} {each['code']}"
        for each in json.loads(output)
    ]


def files(*arguments: str) -> list[str]:
    here = Path.cwd()
    lines = run("check", "--show-files", *arguments).stdout.splitlines()
    return [Path(line).relative_to(here).as_posix() for line in lines]


def add(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(BLOCKING.format(name="handler"))


def test_the_formats_are_those_of_the_settings() -> None:
    assert FORMATS == OUTPUT_FORMATS


class TestSelection:
    def test_options_change_settings(self, project: Path, engine: FakeEngine) -> None:
        settings = '[tool.asyncdb-lint]\nextend-select = ["ADB9"]\nignore = ["ADB1"]\nextend-ignore = ["ADB2"]\n'
        (project / "pyproject.toml").write_text(settings)
        run("check", "--extend-select", "ADB3", "--extend-ignore", "ADB4,ADB5", "--per-file-ignores", "a b/*.py:ADB1")
        config = engine.config(project)
        assert (config.select, config.extend_select) == (("ADB",), ("ADB9", "ADB3"))
        assert (config.ignore, config.extend_ignore) == (("ADB1",), ("ADB2", "ADB4", "ADB5"))
        assert config.per_file_ignores == (PerFileIgnore(str(project), "a b/*.py", ("ADB1",)),)

    def test_select_and_ignore_replace(self, project: Path, engine: FakeEngine) -> None:
        settings = '[tool.asyncdb-lint]\nextend-select = ["ADB9"]\nignore = ["ADB1"]\nextend-ignore = ["ADB2"]\n'
        (project / "pyproject.toml").write_text(settings)
        run("check", "--select", "ADB3", "--ignore", "ADB4")
        config = engine.config(project)
        assert (config.select, config.extend_select) == (("ADB3",), ())
        assert (config.ignore, config.extend_ignore) == (("ADB4",), ())

    def test_per_file_ignores(self, project: Path) -> None:
        add(project, "scripts/a.py", "lib/scripts/b.py", "lib/c.py")
        (project / "asyncdb-lint.toml").write_text('[per-file-ignores]\n"/scripts/" = ["ADB1"]\n"c.py" = ["ADB101"]\n')
        assert found() == ["app.py:5 ADB101", "lib/scripts/b.py:5 ADB101"]
        assert found("--per-file-ignores", "!scripts/:ADB") == ["lib/scripts/b.py:5 ADB101", "scripts/a.py:5 ADB101"]

    def test_a_single_setting(self, project: Path, engine: FakeEngine) -> None:
        run("check", "-c", "fix-style=def", "--config", 'select = ["ADB2"]', "-c", "pedantic=true")
        config = engine.config(project)
        assert (config.fix_style, config.select, config.pedantic) == ("def", ("ADB2",), True)

    def test_a_named_file_and_none(self, project: Path, engine: FakeEngine) -> None:
        (project / "pyproject.toml").write_text('[tool.asyncdb-lint]\nselect = ["ADB1"]\n')
        (project / "other.toml").write_text('select = ["ADB2"]\n')
        run("check", "--config", "other.toml")
        assert engine.config(project).select == ("ADB2",)
        engine.calls.clear()
        run("check", "--isolated")
        assert engine.config(project) == Config()


class TestFiles:
    def test_what_is_excluded(self, project: Path) -> None:
        add(project, "old/a.py", "new/old/b.py", "new/c.py")
        (project / "asyncdb-lint.toml").write_text('exclude = ["/old"]\nextend-exclude = ["c.py"]\n')
        assert files() == ["app.py", "new/old/b.py"]
        assert files("--exclude", "app.py") == ["new/old/b.py", "old/a.py"]
        assert files("--extend-exclude", "new/") == ["app.py"]
        assert files("--isolated", "--exclude", "./old") == ["app.py", "new/c.py", "new/old/b.py"]

    def test_patterns_of_the_command_line_begin_at_the_working_directory(
        self, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(project, "service/old/a.py", "service/b.py", "old/c.py")
        monkeypatch.chdir(project / "service")
        assert files("--exclude", "/old") == ["b.py"]
        assert files("--exclude", str(project / "service" / "old")) == ["b.py"]

    def test_a_named_file_is_checked_unless_exclusion_is_forced(self, project: Path) -> None:
        add(project, "old/a.py", "old/script", "build/b.py")
        (project / "asyncdb-lint.toml").write_text('exclude = ["/old"]\n')
        named = ("old/a.py", "old/script", "build/b.py", "app.py")
        assert files(*named) == ["app.py", "build/b.py", "old/a.py", "old/script"]
        assert files("--force-exclude", *named) == ["app.py"]
        assert files("--force-exclude", "old") == []
        assert files("old") == ["old/a.py"]

    def test_gitignore_can_be_left_aside(self, project: Path) -> None:
        add(project, "local.py", "svc/local.py")
        (project / ".gitignore").write_text("local.py\n")
        assert files() == ["app.py"]
        assert files("--no-respect-gitignore") == ["app.py", "local.py", "svc/local.py"]
        (project / "svc" / "asyncdb-lint.toml").write_text("respect-gitignore = false\n")
        assert files() == ["app.py", "svc/local.py"]
        assert files("--respect-gitignore") == ["app.py"]

    def test_a_missing_path(self, project: Path) -> None:
        result = run("check", "app.py", "gone.py")
        assert (result.exit_code, result.stderr) == (2, "error: gone.py: no such file or directory\n")


class TestProjectsInOneRepository:
    @pytest.fixture(autouse=True)
    def repository(self, project: Path) -> None:
        (project / "pyproject.toml").write_text('[tool.asyncdb-lint]\nexclude = ["gen"]\n')
        add(project, "one/a.py", "one/gen/b.py", "two/tests/test_c.py", "two/gen/d.py", "two/deep/e.py")
        (project / "one" / "pyproject.toml").write_text('[project]\nname = "one"\n')
        (project / "two" / "asyncdb-lint.toml").write_text(
            'include = ["test"]\n[per-file-ignores]\n"deep/*" = ["ADB1"]\n'
        )

    def test_each_file_has_its_closest_settings(self) -> None:
        assert found() == [
            "app.py:5 ADB101",
            "one/a.py:5 ADB101",
            "two/gen/d.py:5 ADB101",
            "two/tests/test_c.py:5 ADB101",
        ]

    def test_from_inside(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(project / "two")
        assert found() == ["gen/d.py:5 ADB101", "tests/test_c.py:5 ADB101"]
        monkeypatch.chdir(project / "one")
        assert found() == ["a.py:5 ADB101"], "the settings above count where a project has none"

    def test_wrong_settings_anywhere_are_told(self, project: Path) -> None:
        (project / "two" / "asyncdb-lint.toml").write_text("\ninclude = 3\n")
        result = run("check")
        assert result.exit_code == 2
        assert f"{project / 'two' / 'asyncdb-lint.toml'}:2: include must be a list of strings" in result.stderr


class TestStandardInput:
    def test_it_stands_for_a_file(self, project: Path) -> None:
        add(project, "other.py")
        text = "\n" + BLOCKING.format(name="edited")
        assert found("-", "--stdin-filename", "app.py", text=text) == ["app.py:6 ADB101"]
        assert found("-", "--stdin-filename", "new/file.py", text=text) == ["new/file.py:6 ADB101"]
        assert found("-", text=text) == ["stdin.py:6 ADB101"]
        assert not (project / "new").exists()

    def test_the_project_knows_it(self, project: Path) -> None:
        (project / "app.py").write_text("import asyncio\nfrom crud import save\nasync def f(s):\n    save(s)\n")
        helper = "from sqlalchemy.orm import Session\ndef save(session: Session) -> None:\n    session.commit()\n"
        text = helper + "async def g(session: Session) -> None:\n    save(session)\n"
        assert found("-", "--stdin-filename", "crud.py", text=text) == ["crud.py:5 ADB103"]

    def test_the_code_frame_is_that_of_the_text(self, project: Path) -> None:
        text = "# new first line\n" + BLOCKING.format(name="edited")
        output = run("check", "-", "--stdin-filename", "app.py", text=text).stdout
        assert "  6 |     session.commit()\n" in output

    def test_excluded_files_are_passed_over_if_that_is_forced(self, project: Path) -> None:
        arguments = ("-", "--stdin-filename", "app.py", "--exclude", "app.py")
        text = BLOCKING.format(name="edited")
        assert found(*arguments, text=text) == ["app.py:5 ADB101"]
        assert found(*arguments, "--force-exclude", text=text) == []

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("-", "app.py"), "cannot be checked together with other paths"),
            (("--stdin-filename", "app.py"), "--stdin-filename is for the path '-'"),
            (("-", "--stdin-filename", "."), "--stdin-filename: . is a folder"),
        ],
    )
    def test_what_makes_no_sense(self, project: Path, arguments: tuple[str, ...], message: str) -> None:
        result = run("check", *arguments, text="")
        assert result.exit_code == 2 and message in result.stderr


class TestOutput:
    def test_a_file(self, project: Path, engine: FakeEngine) -> None:
        result = run("check", "--output-format", "concise", "-o", "reports/found.txt", "--color")
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")
        lines = (project / "reports" / "found.txt").read_text().splitlines()
        assert lines[0].endswith("ADB103\x1b[0m get_users() blocks the event loop")
        run("check", "--output-format", "concise", "-o", "reports/found.txt")
        assert "\x1b" not in (project / "reports" / "found.txt").read_text()
        assert sorted(os.listdir(project / "reports")) == ["found.txt"]

    def test_a_file_that_cannot_be_written(self, project: Path, engine: FakeEngine) -> None:
        result = run("check", "-o", "app.py/found.txt")
        assert result.exit_code == 2 and "error: app.py/found.txt: cannot be written: " in result.stderr

    def test_the_environment_names_a_format_and_options_beat_it(
        self, project: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (project / "asyncdb-lint.toml").write_text('output-format = "concise"\n')
        assert run("check").stdout.startswith("app.py:3:12: ADB103 ")
        monkeypatch.setenv("ASYNCDB_LINT_OUTPUT_FORMAT", "gitlab")
        assert json.loads(run("check").stdout)[0]["check_name"] == "ADB103"
        assert run("check", "--output-format", "github").stdout.startswith("::error ")
        monkeypatch.setenv("ASYNCDB_LINT_OUTPUT_FORMAT", "gitlub")
        assert "'gitlub' is not one of" in run("check").stderr

    @pytest.mark.parametrize("format", [name for name in FORMATS if name not in ("full", "concise")])
    def test_formats_for_programs_are_alone_on_the_output(self, project: Path, engine: FakeEngine, format: str) -> None:
        result = run("check", "--output-format", format)
        assert result.exit_code == 1 and "Found 1 finding" not in result.stdout.replace("found 1 finding", "")
        assert "ADB103" in result.stdout and result.stderr == ""

    def test_quiet(self, project: Path, engine: FakeEngine) -> None:
        output = run("check", "-q", "--output-format", "concise")
        assert (output.stdout, output.stderr) == ("app.py:3:12: ADB103 get_users() blocks the event loop\n", "")
        engine.result = EngineResult(files=0)
        assert (run("check", "-q").stdout, run("check", "-q").stderr) == ("", "")

    def test_verbose(self, project: Path, engine: FakeEngine) -> None:
        assert run("check", "-v").stderr == "settings of .: no settings file\nfiles checked: 1\n"
        (project / "asyncdb-lint.toml").write_text("")
        assert run("check", "-v", "app.py").stderr.startswith(f"settings of app.py: {project / 'asyncdb-lint.toml'}\n")

    def test_statistics_for_programs(self, project: Path, engine: FakeEngine) -> None:
        output = run("check", "--statistics", "--output-format", "json").stdout
        assert json.loads(output) == [{"code": "ADB103", "name": "blocking-helper", "count": 1}]

    def test_links_of_github(self, project: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in (("SERVER_URL", "https://github.com"), ("REPOSITORY", "a/b"), ("SHA", "c0ffee")):
            monkeypatch.setenv(f"GITHUB_{name}", value)
        (project / ".git").mkdir()
        (project / "deep").mkdir()
        monkeypatch.chdir(project / "deep")
        output = run("check", str(project), "--output-format", "markdown").stdout
        assert "(https://github.com/a/b/blob/c0ffee/app.py#L3)" in output

    def test_show_settings_can_be_used_as_settings(self, project: Path) -> None:
        text = (
            'select = ["ADB1"]\nper-file-ignores = {"a\\"b.py" = ["ADB1"]}\njobs = 2\nbaseline = "b.json"\n'
            'attributes = {"request.state.db" = "sqlalchemy.orm.Session"}\nsrc = ["lib"]\n'
        )
        (project / "asyncdb-lint.toml").write_text(text)
        shown = run("check", "--show-settings", "--extend-exclude", "old").stdout
        assert shown.startswith(f"# .: {project / 'asyncdb-lint.toml'}\n")
        (project / "asyncdb-lint.toml").write_text(shown)
        again = run("check", "--show-settings").stdout
        assert again == shown and '"a\\"b.py" = ["ADB1"]' in again and 'extend-exclude = ["old"]' in again


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--config", "gone.toml"), "error: gone.toml: cannot be read: No such file or directory"),
        (("-c", "selct=ADB1"), "error: --config: there is no setting 'selct'; did you mean 'select'?"),
        (("-c", "fix-style=asynch"), "error: --config: fix-style must be one of"),
        (("-c", "a.toml", "-c", "b.toml"), "error: --config can name one file, not 2 (a.toml, b.toml)"),
        (("-c", "pyproject.toml", "--isolated"), "error: --isolated ignores all settings files"),
        (("--extend-select", "E501"), "error: --extend-select: 'E501' is no rule code or prefix"),
        (("--per-file-ignores", "a.py"), "error: --per-file-ignores: 'a.py' is not of the form PATTERN:CODE"),
        (("--per-file-ignores", "a.py:E1"), "'a.py': 'E1' is no rule code or prefix"),
        (("--facts", "gone.pyi"), "gone.pyi', which is not there"),
    ],
)
def test_wrong_options(project: Path, engine: FakeEngine, arguments: tuple[str, ...], message: str) -> None:
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr and "Traceback" not in result.stderr


def test_excluded_patterns_are_relative_to_the_working_directory(project: Path, engine: FakeEngine) -> None:
    run("check", "--exclude", "a b/*.py, c.py")
    assert engine.config(project).excluded == (Patterns(str(project), ("a b/*.py", "c.py")),)


def test_the_help_has_every_option_in_its_section(project: Path) -> None:
    text = run("check", "--help").stdout
    titles = [line for line in text.splitlines() if line and not line.startswith((" ", "Usage"))]
    assert titles[:3] == ["Rules:", "Files:", "Settings:"] and titles[-1] == "Other options:"
    assert (
        text[text.index("Other options:") :].split() == "Other options: -h, --help Show this message and exit.".split()
    )
    assert "[full|concise" not in text and "sarif" in text
