"""The kit itself: it reads comments strictly, and the oracle sees what it must and nothing else."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from kit.asgi import UnexpectedAnswer
from kit.expectations import Fixture, MalformedFixture, Request, load_fixture
from kit.oracle import Observation, observe

IMPORTS = "import asyncio\nfrom sqlalchemy import text\nfrom fixture_prelude import *\n"


def fixture_of(folder: Path, source: str) -> Fixture:
    path = folder / "behaviour.py"
    path.write_text(dedent(source))
    return load_fixture(path)


def observed(folder: Path, body: str) -> tuple[set[int], Observation]:
    """Lines counted from the first line of the body."""
    fixture = fixture_of(folder, "# run: main\n" + IMPORTS + dedent(body).lstrip("\n"))
    observation = observe(fixture)
    return {line - 4 for _, line in observation.blocking}, observation


def test_headers_and_markers(tmp_path: Path) -> None:
    fixture = fixture_of(
        tmp_path,
        """\
        # request: POST /users {"json": {"name": "x"}} -> 409
        # request: WEBSOCKET /chat hello
        # run: main
        a = 1  # error: ADB101, ADB103
        b = 2  # error: ADB105 unobservable (needs a server)  # missed-alarm: ADB102
        c = "# error: ADB101"  # false-alarm: ADB104  # a remark about errors
        """,
    )
    assert fixture.requests == (
        Request("POST", "/users", {"json": {"name": "x"}}, None, 409),
        Request("WEBSOCKET", "/chat", {}, "hello", None),
    )
    assert fixture.runs == ("main",)
    markers = [(marker.line, marker.kind, marker.code, marker.blocks, marker.reported) for marker in fixture.markers]
    assert markers == [
        (4, "error", "ADB101", True, True),
        (4, "error", "ADB103", True, True),
        (5, "error", "ADB105", False, True),
        (5, "missed-alarm", "ADB102", True, False),
        (6, "false-alarm", "ADB104", False, True),
    ]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a = 1\n", "1: a fixture has either requests"),
        ("# run: main\n# no-request: because\n", "1: a fixture has either requests"),
        ("# run: not a name\n", "1: not the name of a function"),
        ("# request:\n", "1: nothing after 'request'"),
        ("# request: FETCH /users\n", "1: not `METHOD /path"),
        ('# request: POST /users {"name": 1}\n', "1: not an object with keys of"),
        ("# request: POST /users {name}\n", "1: not JSON"),
        ("a = 1  # run: main\n", "1: a header stands alone"),
        ("# run: main\n# error: ADB101\n", "2: a marker stands at the end"),
        ("# run: main\na = 1  # error ADB101\n", "2: malformed marker"),
        ("# run: main\na = 1  # Error: ADB101\n", "2: malformed marker"),
        ("# run: main\na = 1  # error: ADB101 because\n", "2: malformed marker"),
        ("# run: main\na = 1  # error: ADB101,ADB102\n", "2: malformed marker"),
        ("# run: main\na = 1  # missed alarm: ADB101\n", "2: malformed marker"),
        ("# run: main\na = 1  # error: ADB101 unobservable (too hard)\n", "2: `unobservable (too hard)` is not one of"),
        ("# run: main\na = (\n", "1: cannot be tokenized"),
    ],
)
def test_malformed_comments_are_errors_with_their_line(tmp_path: Path, source: str, problem: str) -> None:
    with pytest.raises(MalformedFixture) as caught:
        fixture_of(tmp_path, source)
    assert str(caught.value).startswith(f"{tmp_path / 'behaviour.py'}:{problem}")


def test_the_innermost_coroutine_answers_for_a_chain(tmp_path: Path) -> None:
    lines, _ = observed(
        tmp_path,
        """
        def helper(session):
            return [user.name for user in session.query(User)]
        async def inner(session):
            return helper(session)
        async def main():
            with SessionLocal() as session:
                await inner(session)
        """,
    )
    assert lines == {4}


def test_the_line_is_the_first_of_the_expression(tmp_path: Path) -> None:
    lines, _ = observed(
        tmp_path,
        """
        async def main():
            with SessionLocal() as session:
                (
                    session.query(User)
                    .filter()
                    .all()
                )
                for user in (
                    session.query(User)
                    .filter()
                ):
                    pass
                with (
                    SessionLocal
                    .begin()
                ) as other:
                    other.add(User(name="Eve"))
                print(
                    1,
                    session.get(User, 1),
                )
        """,
    )
    assert lines == {4, 9, 14, 20}


def test_only_what_was_asked_for_counts(tmp_path: Path) -> None:
    lines, observation = observed(
        tmp_path,
        """
        async def main():
            session = SessionLocal()
            session.add(User(name="Eve"))
            session.flush()
            session.close()
            session.get(User, 1)
            session.rollback()
            with session:
                session.add(User(name="Eve"))
            with engine.connect() as connection:
                pass
            with engine.begin():
                pass
        """,
    )
    assert lines == {4, 6, 7, 10, 12}
    assert observation.elsewhere == ()


def test_other_threads_and_asynchronous_dialects_are_silent(tmp_path: Path) -> None:
    lines, _ = observed(
        tmp_path,
        """
        def helper(session):
            return session.get(User, 1).name
        async def main():
            with SessionLocal() as session:
                await asyncio.to_thread(helper, session)
            async with AsyncSessionLocal() as session:
                await session.run_sync(helper)
                await session.execute(text("SELECT 1"))
                await session.commit()
        """,
    )
    assert lines == set()


def test_a_plain_function_that_the_loop_calls_answers_itself(tmp_path: Path) -> None:
    lines, _ = observed(
        tmp_path,
        """
        def callback():
            helper()
        def helper():
            SessionLocal().get(User, 1)
        async def main():
            asyncio.get_running_loop().call_soon(callback)
            await asyncio.sleep(0)
        """,
    )
    assert lines == {2}


def test_drivers(tmp_path: Path) -> None:
    lines, _ = observed(
        tmp_path,
        """
        import sqlite3, psycopg, psycopg2
        async def main():
            with sqlite3.connect(DATABASE_PATH) as connection:
                cursor = connection.cursor()
                cursor.execute("SELECT name FROM users")
                cursor.fetchone()
                for row in cursor:
                    cursor.close()
                    break
            connection.close()
            for driver in (psycopg, psycopg2):
                connection = driver.connect("dbname=test")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT name FROM users WHERE id = %s", (1,))
                    assert cursor.fetchall() == [("Ada",)]
                connection.commit()
                connection.close()
        """,
    )
    assert lines == {3, 5, 6, 7, 12, 14, 16}


def test_what_nobody_calls_is_told(tmp_path: Path) -> None:
    _, observation = observed(
        tmp_path,
        """
        async def forgotten():
            print("forgotten")
        async def abstract():
            raise NotImplementedError
        async def main():
            pass
        """,
    )
    assert observation.never_called == ("forgotten",)


def test_a_wrong_answer_is_an_error(tmp_path: Path) -> None:
    fixture = fixture_of(tmp_path, "# request: GET /nowhere\nfrom fastapi import FastAPI\napp = FastAPI()\n")
    with pytest.raises(UnexpectedAnswer, match="GET /nowhere answered 404"):
        observe(fixture)
