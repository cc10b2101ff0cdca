"""A function under a decorator that is not known stays silent, is counted where it is called, and `why` says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.engine import Result, check, why

SOURCE = """
import asyncio

from elsewhere import Gauge, measured
from fastapi import APIRouter
from sqlalchemy.orm import Session

router = APIRouter()
gauge = Gauge("time")


@measured(unit="ms")
def load(session: Session) -> list:
    return session.query(dict).all()


@measured
def name(session: Session) -> str:
    return "no database"


class Users:
    @gauge.time()
    def get(self, session: Session) -> list:
        return session.query(dict).all()


def helper(session: Session) -> list:
    return load(session)


@router.get("/users")
@measured
async def handler(session: Session) -> None:
    load(session)
    name(session)
    helper(session)
    Users().get(session)
    await asyncio.to_thread(load, session)
    session.commit()
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    path = tmp_path / "app.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def line_of(text: str) -> int:
    return SOURCE.splitlines().index(text) + 1


@pytest.fixture
def result(module: Path) -> Result:
    return check([module], Config())


def test_only_what_is_sure_is_reported_and_the_endpoint_keeps_its_route(result: Result) -> None:
    (found,) = result.diagnostics
    assert found.span.line == line_of("    session.commit()")
    assert found.route is not None and found.route.path == "/users"


def test_calls_that_may_lead_to_the_database_are_counted_by_decorator(result: Result) -> None:
    assert result.coverage.unknown == {
        "decorated by elsewhere.measured": 2,
        "decorated by gauge.time of elsewhere": 1,
    }
    unknown = {(site.line, site.name) for site in result.coverage.sites if site.verdict.startswith("unknown")}
    assert unknown == {
        (line_of("    load(session)"), "load()"),
        (line_of("    helper(session)"), "helper()"),
        (line_of("    Users().get(session)"), "Users.get()"),
    }


@pytest.mark.parametrize("call", ["load(session)", "helper(session)"])
def test_why_names_the_decorator(module: Path, call: str) -> None:
    text = "\n".join(why(module, line_of(f"    {call}"), Config()))
    assert "would reach the database, but is not followed: decorated by elsewhere.measured" in text


def test_why_names_the_decorator_of_a_harmless_function_too(module: Path) -> None:
    text = "\n".join(why(module, line_of("    name(session)"), Config()))
    assert "decorated by elsewhere.measured" in text and "would reach" not in text
