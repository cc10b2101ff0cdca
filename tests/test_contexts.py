"""How often one function is interpreted: enough for every function of a large project, and not without end."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

from asyncdb_lint.config import Config
from asyncdb_lint.engine import check
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import interpreter
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.statements import execute

HEAD = """\
from functools import wraps

from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


def with_session(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        if kwargs.get("session") is not None:
            return function(*args, **kwargs)
        with SessionLocal() as session:
            kwargs["session"] = session
            return function(*args, **kwargs)

    return wrapper


"""
FUNCTION = """\
@with_session
def load_{0}(key, session=None):
    return {1}


async def positional_{0}():
    return load_{0}(1)


async def by_name_{0}():
    return load_{0}(key=1)


"""
FUNCTIONS = 300


def test_a_decorator_of_many_functions(tmp_path: Path) -> None:
    """Every second function only formats its key: what is known of the others must not spill over."""
    bodies = ('session.execute(text("SELECT 1"))', "str(key)")
    text = HEAD + "".join(FUNCTION.format(number, bodies[number % 2]) for number in range(FUNCTIONS))
    (tmp_path / "app.py").write_text(text)
    found = {each.function for each in check([tmp_path], Config()).diagnostics}
    assert found == {f"app.{call}_{number}" for number in range(0, FUNCTIONS, 2) for call in ("positional", "by_name")}


def test_reading_a_function_leaves_its_code_as_it_is(tmp_path: Path) -> None:
    source = """\
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def run(session: AsyncSession, more):
    statement = text("select 1")
    await session.execute(statement)


async def main(session: AsyncSession):
    await run(session, main)
    await run(session, run)
"""
    (tmp_path / "app.py").write_text(source)
    targets: list[int] = []

    def execute_and_look(frame: Frame, body: list[ir.Stmt]) -> None:
        execute(frame, body)
        targets.extend(len(each.targets) for each in body if isinstance(each, ir.Assign))

    with mock.patch.object(interpreter, "execute", execute_and_look):
        check([tmp_path], Config())
    assert len(targets) > 1
    assert set(targets) == {1}
