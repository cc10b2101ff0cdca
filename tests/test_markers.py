"""What `# asyncdb: non-blocking REASON` cuts, and what is said of marks that cut nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.engine import check

HEAD = """\
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))
app = FastAPI()


"""
MARK = "# asyncdb: non-blocking the table is in memory"


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    """Code and first line of each finding, as the text of that line without comments."""
    (folder / "app.py").write_text(HEAD + text)
    lines = (HEAD + text).splitlines()
    result = check([folder], Config())
    assert not result.failures
    return [(each.code, lines[each.span.line - 1].partition("#")[0].strip()) for each in result.diagnostics]


HELPER = """\
def count(){on_def}
    with SessionLocal() as session:
        return session.scalar(text("SELECT 1")){on_sink}


def indirectly():
    return count(){on_call}


@app.get("/a")
async def a(){on_unit}
    return indirectly()


@app.get("/b")
async def b():
    return count()
"""
PLACES = ("on_def", "on_sink", "on_call", "on_unit")


def helper(place: str, mark: str = f"  {MARK}") -> str:
    marks = {each: (":" if each in ("on_def", "on_unit") else "") + (mark if each == place else "") for each in PLACES}
    return HELPER.format(**marks)


@pytest.mark.parametrize(
    "place, left",
    [
        ("", ["return indirectly()", "return count()"]),
        ("on_def", []),
        ("on_sink", []),
        ("on_call", ["return count()"]),
        ("on_unit", ["return count()"]),
    ],
)
def test_a_mark_cuts_what_lies_behind_it(tmp_path: Path, place: str, left: list[str]) -> None:
    assert found(tmp_path, helper(place)) == [("ADB103", line) for line in left]


def test_other_ways_to_the_database_in_a_function_still_count(tmp_path: Path) -> None:
    text = helper("on_sink").replace("    with SessionLocal", "    SessionLocal().commit()\n    with SessionLocal")
    assert found(tmp_path, text) == [("ADB103", "return indirectly()"), ("ADB103", "return count()")]


@pytest.mark.parametrize(
    "call, is_cut",
    [
        (f"value = use(count())  {MARK}", True),
        (f"value = use(  {MARK}\n        count(),\n    )", False),
        (f"value = use(\n        count(),  {MARK}\n    )", True),
        (f"value = count(\n        1,  # a comment\n    )  {MARK}", True),
        (f"value = [\n        count(),\n        count(1),  {MARK}\n    ]", False),
        (f"value = list(count() for _ in range(3))  {MARK}", True),
        (f"for _ in keys(): value = 1  {MARK}", True),
        (f"with SessionLocal() as session: value = 1  {MARK}", True),
        ("value = count()  # type: ignore  " + MARK + "  # noqa: E501", True),
        (f'value = count(); text = "{MARK}"', False),
        (f"{MARK}\n    value = count()", False),
        ("value = count()  # asyncdb: non-blocking", False),
        ("value = count()  # asyncdb: nonblocking for a typo", False),
    ],
)
def test_places_of_a_mark(tmp_path: Path, call: str, is_cut: bool) -> None:
    text = f"""\
def use(*values): ...


def count(*keys):
    return SessionLocal().scalar(text("SELECT 1"))


def keys():
    yield SessionLocal().scalar(text("SELECT 1"))


async def handler():
    {call}
"""
    codes = [code for code, _ in found(tmp_path, text) if code != "ADB002"]
    assert bool(codes) != is_cut


@pytest.mark.parametrize(
    "header",
    [
        f"def count():  {MARK}\n    ",
        f"def count(\n    first=1,\n    second=2,\n):  {MARK}\n    ",
        f"def count(\n    first=1,  {MARK}\n    second=2,\n):\n    ",
        f"def count(): {MARK}\n    '''Documented.'''\n    ",
    ],
)
def test_headers_of_functions(tmp_path: Path, header: str) -> None:
    text = f'{header}return SessionLocal().scalar(text("SELECT 1"))\n\n\nasync def handler():\n    count()\n'
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    "line, reason",
    [
        ("value = 1  # asyncdb: non-blocking it is fast", "no blocking database call lies behind it"),
        ("count()  # asyncdb: non-blocking", "it needs a reason"),
        ("count()  # asyncdb: nonblocking it is fast", "there is no mark 'nonblocking' (known: non-blocking)"),
        ("# asyncdb: non-blocking it is fast", "it stands behind no code"),
    ],
)
def test_marks_that_cut_nothing_are_reported(tmp_path: Path, line: str, reason: str) -> None:
    text = f"""\
def count():
    return SessionLocal().scalar(text("SELECT 1"))


async def handler():
    {line}
    return 1
"""
    (tmp_path / "app.py").write_text(HEAD + text)
    (finding,) = [each for each in check([tmp_path], Config()).diagnostics if each.code == "ADB002"]
    assert finding.message.endswith(f"suppresses nothing: {reason}")
    shown = (HEAD + text).splitlines()[finding.span.line - 1]
    assert shown[finding.span.column : finding.span.end_column] == line[line.index("#") :]


def test_a_mark_in_code_that_nothing_runs_is_left_alone(tmp_path: Path) -> None:
    text = f"def nobody_calls():\n    SessionLocal().commit()  {MARK}\n\n\ndef nor_this(): {MARK}\n    ...\n"
    assert found(tmp_path, text) == []


def test_a_mark_does_not_touch_misuses(tmp_path: Path) -> None:
    text = f"""\
from sqlalchemy.ext.asyncio import AsyncSession


async def handler(session: AsyncSession):
    session.commit()  {MARK}
"""
    assert [code for code, _ in found(tmp_path, text)] == ["ADB201", "ADB002"]
