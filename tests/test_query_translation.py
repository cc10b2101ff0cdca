"""Legacy queries and their translations do the same: the same SQL on SQLite and PostgreSQL, and the same rows.

SQL is compared without the labels that the legacy style gives columns. Where it differs beyond that, `EXPLAINED` says
why. `QUERY_EXAMPLES=5000` in the environment compares that many generated queries.
"""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import pytest
import sqlalchemy
import sqlmodel
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import MultipleResultsFound, NoResultFound, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelAsyncSession

from asyncdb_lint.fixes.query.request import Target
from legacy_queries import schema, sqlmodels
from legacy_queries.comparing import Run, difference, module, namespace, plain, rewritten, run, run_async
from legacy_queries.generator import ARGUMENTS, VALUES, Generator

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])
SYNC = Target(schema.MAPPED.get, is_async=False, version=(VERSION[0], VERSION[1]))
ASYNC = Target(schema.MAPPED.get, is_async=True, version=(VERSION[0], VERSION[1]))
EXAMPLES = int(os.environ.get("QUERY_EXAMPLES") or "420")
CHUNK = 60

EXPLAINED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Query.exists() writes SELECT 1, Select.exists() what was selected; EXISTS looks at no column": (
            r"EXISTS \(SELECT (?:(?!SELECT|EXISTS).)*? FROM",
            "EXISTS (SELECT FROM",
        ),
    }
)
"""All differences of the SQL: the pattern, and what both sides are given in its place."""

ROWS = {row["id"]: row["old"] for row in json.loads((Path(schema.__file__).parent / "rows.json").read_text("utf-8"))}
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "q043": "with_parent() without the relationship",
        "q061": "with the name of a relationship as a text",
        "q122": "passed on to code that is not seen",
        "q133": "get() after .filter() raises",
        "q163": ".order_by() after a set operation",
        "q164": ".order_by() after a set operation",
        "q166": "nothing like Query.from_self()",
        "q198": "after .join() have no statement",
        "q227": "nothing like Query.merge_result()",
    }
)
"""Rows of the table without a translation, with a part of the reason that is given."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = schema.engine()
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def table() -> tuple[dict[str, object], dict[str, object], dict[str, str]]:
    """The functions of the table before and after, and why some have no translation."""
    before = module(list(ROWS.values()))
    after = rewritten(before, SYNC)
    names = list(ROWS)
    reasons = {names[number]: reason for number, reason in after.refused.items()}
    functions = [
        {row: found[f"run{number}"] for number, row in enumerate(names)}
        for found in (namespace(before), namespace(after.text))
    ]
    return functions[0], functions[1], reasons


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_table(row: str, table, engine: Engine) -> None:
    before, after, refused = table
    if row in REFUSED or row in refused:
        assert REFUSED.get(row, "translated") in refused.get(row, "")
        return
    assert difference(run(before[row], engine), run(after[row], engine), EXPLAINED) == ""


def never_worked(done: Run) -> bool:
    """Whether SQLAlchemy refused the legacy query itself, so that there is nothing to compare."""
    error = done.value if isinstance(done.value, type) else None
    if error is None or issubclass(error, (NoResultFound, MultipleResultsFound)):
        return False
    return issubclass(error, SQLAlchemyError)


def bodies(chunk: int) -> list[str]:
    return list(dict.fromkeys(islice(Generator(chunk).bodies(), CHUNK)))


@pytest.mark.parametrize("chunk", range(EXAMPLES // CHUNK))
def test_generated_queries(chunk: int, engine: Engine) -> None:
    examples = bodies(chunk)
    before = module(examples, ARGUMENTS)
    after = rewritten(before, SYNC)
    old, new = namespace(before), namespace(after.text)
    compared = 0
    for number, body in enumerate(examples):
        done = run(old[f"run{number}"], engine, VALUES)
        if number in after.refused or never_worked(done):
            continue
        found = difference(done, run(new[f"run{number}"], engine, VALUES), EXPLAINED)
        assert found == "", f"{body}\n{found}"
        compared += 1
    assert compared >= CHUNK * 0.85, after.refused


def test_the_asynchronous_form_gives_the_same(engine: Engine) -> None:
    examples = [each for each in (*bodies(1000), *bodies(1001)) if ".w[0]" not in each and "db.execute" not in each]
    before = namespace(module(examples, ARGUMENTS))
    after = rewritten(module(examples, ARGUMENTS, is_async=True), ASYNC)
    new = namespace(after.text)
    numbers = [number for number in range(len(examples)) if number not in after.refused]
    done = asyncio.run(run_async([new[f"run{number}"] for number in numbers], VALUES))
    compared = 0
    for number, after_run in zip(numbers, done):
        before_run = run(before[f"run{number}"], engine, VALUES)
        if never_worked(before_run):
            continue
        after_run.postgresql = before_run.postgresql  # compiled for the other tests
        assert difference(before_run, after_run, EXPLAINED) == "", examples[number]
        compared += 1
    assert compared >= 90, after.refused


def sqlmodel_functions(is_async: bool, before: bool) -> dict[str, object]:
    text = module(sqlmodels.QUERIES, is_async=is_async and not before, imports=sqlmodels.IMPORTS)
    if not before:
        target = Target(sqlmodels.MAPPED.get, is_async=is_async, is_sqlmodel=True, version=SYNC.version)
        found = rewritten(text, target)
        assert found.refused == {}
        text = found.text
    return namespace(text)


@pytest.fixture(scope="module")
def legacy_results() -> list[object]:
    """What the legacy queries give on a session of SQLModel."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    functions = sqlmodel_functions(is_async=False, before=True)
    return [one_result(functions[f"run{number}"], engine) for number in range(len(sqlmodels.QUERIES))]


def one_result(function, engine: Engine) -> object:
    with engine.begin() as connection:
        sqlmodels.fill(connection)
    with warnings.catch_warnings(), sqlmodel.Session(engine) as db:
        warnings.simplefilter("ignore")
        return plain(function(db))


def test_sqlmodel_sessions(legacy_results: list[object]) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    functions = sqlmodel_functions(is_async=False, before=False)
    for number, query in enumerate(sqlmodels.QUERIES):
        assert one_result(functions[f"run{number}"], engine) == legacy_results[number], query


def test_asynchronous_sqlmodel_sessions(legacy_results: list[object]) -> None:
    async def results() -> list[object]:
        engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
        functions = sqlmodel_functions(is_async=True, before=False)
        found: list[object] = []
        for number in range(len(sqlmodels.QUERIES)):
            async with engine.begin() as connection:
                await connection.run_sync(sqlmodels.fill)
            async with SQLModelAsyncSession(engine) as db:
                found.append(plain(await functions[f"run{number}"](db)))
        await engine.dispose()
        return found

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = asyncio.run(results())
    for query, legacy, result in zip(sqlmodels.QUERIES, legacy_results, found):
        assert result == legacy, query
