"""What `why` says of each kind of line, as text and as JSON, and where it is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from asyncdb_lint.answer import NoSuchLine
from asyncdb_lint.cli import main
from asyncdb_lint.config import Config, Settings
from asyncdb_lint.engine import explain

APP = """\
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))
app = FastAPI()


def get_session():
    with SessionLocal() as session:
        yield session


def count(session):
    return session.scalar(text("SELECT 1"))


def quiet(session):  # asyncdb: non-blocking it is in memory
    return session.scalar(text("SELECT 1"))


class Service:
    def __setattr__(self, name, value):
        count(SessionLocal())


@app.get("/users")
async def users(service: Service, db: AsyncSession, callback, session: Session = Depends(get_session)):
    found = count(session)
    hidden = count(session)  # noqa: ADB103
    marked = quiet(session)
    service.name = "x"
    await db.execute(text("SELECT 1"))
    await run_in_threadpool(count, session)
    callback(session)
    return session.bind
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


def number(text: str) -> int:
    return next(number for number, line in enumerate(APP.splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    "line, verdict, words, reason",
    [
        ("found = ", "reported", "call of function count, which reaches the database: Session.scalar() (", ""),
        ("hidden = ", "hidden", "call of function count, which reaches the database", "is hidden by a noqa comment"),
        (
            "marked = ",
            "silent",
            "call of function quiet, which does not block: so says the mark at ",
            "nothing on this",
        ),
        ("service.name", "reported", "Service.__setattr__() reaches the database: Session.scalar()", ""),
        ("await db", "silent", "of AsyncSession", "what may touch the database here is awaited"),
        ("await run_in", "silent", "what it is given runs in a worker thread", "is awaited"),
        ("callback(", "silent", "parameter callback has no annotation", "what is not known is not reported"),
        ("return session.bind", "silent", "attribute bind of Session (from sessionmaker()", "there is no call"),
        ("async def users", "silent", "parameter session is Session (from sessionmaker()", "the head of users"),
    ],
)
def test_lines(project: Path, line: str, verdict: str, words: str, reason: str) -> None:
    answer = explain(project / "app.py", number(line), Config())
    assert answer.text.startswith(line) and answer.thread.startswith("users runs on the event loop")
    remarks = "\n".join(each.text for each in answer.remarks)
    assert (answer.verdict, words in remarks, reason in answer.reason) == (verdict, True, True), answer.lines()


def test_a_helper_has_callers_and_findings_that_lead_over_it(project: Path) -> None:
    answer = explain(project / "app.py", number('return session.scalar(text("SELECT 1"))'), Config())
    assert answer.callers[0].startswith("called by users at ") and len(answer.callers) >= 2
    assert any(each.startswith("on the way of ADB103 at ") for each in answer.through)
    assert answer.reason == "a plain function is judged where coroutines call it"


def test_the_line_of_a_mark(project: Path) -> None:
    answer = explain(project / "app.py", number("def quiet") + 1, Config())
    assert answer.reason == f"the mark at line {number('def quiet')} says that it does not block (it is in memory)"


@pytest.mark.parametrize(
    "config, reason",
    [
        (Config(ignore=("ADB1",)), "the settings: its code is not selected"),
        (Config(), "its context: findings in test code are off by default (--include test)"),
    ],
)
def test_what_hides_a_finding(project: Path, config: Config, reason: str) -> None:
    (project / "tests").mkdir()
    name = "app.py" if config.ignore else "tests/test_app.py"
    (project / name).write_text(APP)
    answer = explain(project / name, number("found ="), config)
    assert (answer.verdict, [each.by for each in answer.hidden]) == ("hidden", [reason])


def test_what_the_baseline_knows_is_hidden(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "pyproject.toml").write_text('[tool.asyncdb-lint]\nbaseline = "known.json"\n')
    assert CliRunner().invoke(main, ["baseline"]).exit_code == 0
    answer = explain(project / "app.py", number("found ="), Settings())
    assert [each.by for each in answer.hidden] == ["the baseline, which knows it"]


def test_a_comment_that_hides_nothing_is_reported_here_too(project: Path) -> None:
    (project / "app.py").write_text("x = 1  # noqa: ADB101\n")
    assert [each.code for each in explain(project / "app.py", 1, Config()).findings] == ["ADB002"]


def test_places_that_are_not_there(project: Path) -> None:
    (project / "other").mkdir()
    (project / "other" / "pyproject.toml").touch()
    with pytest.raises(NoSuchLine, match=r"app\.py has 38 lines"):
        explain(project / "app.py", 99, Config())
    result = CliRunner().invoke(main, ["why", f"{project / 'app.py'}:1", "--project", str(project / "other")])
    assert (result.exit_code, "is no Python file of the project" in result.output) == (2, True), result.output


def test_json_and_the_folder_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a pyproject.toml the working directory is the project, as for `check`, unless another one is named."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "app.py").write_text(APP)
    place = f"{inner / 'app.py'}:{number('found =')}"
    answers = []
    for folder, more in ((inner, []), (tmp_path, []), (inner, ["--project", str(tmp_path)])):
        monkeypatch.chdir(folder)
        answers.append(json.loads(CliRunner().invoke(main, ["why", place, "--output-format", "json", *more]).output))
    assert [each["project"] for each in answers] == [str(inner), str(tmp_path), str(tmp_path)]
    for answer in answers:
        assert (answer["verdict"], answer["findings"][0]["code"], answer["function"]) == ("reported", "ADB103", "users")
        assert answer["remarks"][0]["column"] == 13
