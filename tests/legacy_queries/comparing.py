"""Runs a function with a legacy query and its translation, and tells how they differ."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import libcst as cst
import sqlalchemy
import sqlalchemy.orm
from sqlalchemy import Engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import InstanceState, Session
from sqlalchemy.pool import StaticPool

from asyncdb_lint.fixes.edits import Replacement, changed
from asyncdb_lint.fixes.query.group import is_query
from asyncdb_lint.fixes.query.request import Target
from asyncdb_lint.fixes.query.translate import Queries
from asyncdb_lint.fixes.syntax import Refused, Syntax
from asyncdb_lint.source import Source
from legacy_queries import schema

KNOWN = "or_ and_ not_ func text literal bindparam exists case select literal_column desc union union_all tuple_"
IMPORTS = f"from sqlalchemy import {', '.join(KNOWN.split())}\n" + (
    "from sqlalchemy.orm import aliased, Bundle, contains_eager, defer, joinedload, lazyload, load_only, selectinload, "
    "subqueryload, raiseload, with_parent, Session\nfrom legacy_queries.schema import A, CK, Pet, U, V, W\n"
)
"""What the file of a query imports; names that a translation needs beside them it must ask for."""


@dataclass
class Run:
    """What a function did: its value or exception, the SQL that was sent, and that for PostgreSQL."""

    value: object = None
    sql: list[str] = field(default_factory=list)
    postgresql: list[str] = field(default_factory=list)
    tables: object = None


def module(bodies: Sequence[str], arguments: str = "db", is_async: bool = False, imports: str = IMPORTS) -> str:
    """The source of a file with a function of each body; what a last expression gives is returned."""
    keyword = "async def" if is_async else "def"
    functions = [f"{imports}\n\ndef identity(value):\n    return value\n"]
    for number, body in enumerate(bodies):
        body = textwrap.dedent(body).strip()
        last = ast.parse(body).body[-1]
        if isinstance(last, ast.Expr):
            lines = body.splitlines()
            lines[last.lineno - 1] = f"return {lines[last.lineno - 1]}"
            body = "\n".join(lines)
        functions.append(f"{keyword} run{number}({arguments}):\n{textwrap.indent(body, '    ')}\n")
    return "\n\n".join(functions)


@dataclass
class Rewritten:
    """A file with its queries translated; `refused` are the reasons by number of the function."""

    text: str
    refused: dict[int, str]


def rewritten(text: str, target: Target) -> Rewritten:
    """Every query of a file translated, with the imports that the translations need."""
    syntax = Syntax(Source("queries.py", text.encode()))
    queries = Queries(syntax, target)
    changes: list[Replacement] = []
    imports: set[tuple[str, str, str]] = set()
    refused: dict[int, str] = {}
    done: set[int] = set()
    for node in syntax.walk(syntax.module):
        if not isinstance(node, cst.Call) or not is_query(node) or syntax.range(node)[0] in done:
            continue
        try:
            translation = queries.translated(node)
        except Refused as reason:
            around = [each.name.value for each, _ in syntax.ancestors(node) if isinstance(each, cst.FunctionDef)]
            refused.setdefault(int(around[-1].removeprefix("run")), str(reason))
            continue
        done |= translation.queries
        changes += translation.changes
        imports |= translation.imports
    lines = [f"from {module} import {name} as {alias}\n" for module, name, alias in sorted(imports)]
    return Rewritten("".join(lines) + changed(text, sorted(changes)), refused)


@dataclass(frozen=True, eq=False)
class PlainRow:
    """A row; those of statements have names for columns that have none in rows of a `Query`, such as functions."""

    values: tuple[object, ...]
    names: frozenset[tuple[str, object]]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PlainRow) or self.values != other.values:
            return False
        return self.names <= other.names or other.names <= self.names

    def __hash__(self) -> int:
        return hash(self.values)


def plain(value: object) -> object:
    """A value that can be compared: objects by class and key, rows by names and values."""
    state = sqlalchemy.inspect(value, raiseerr=False)
    if isinstance(state, InstanceState):
        return type(value).__name__, state.identity
    if isinstance(value, Row):
        names = {name: plain(value._mapping[name]) for name in value._fields if name.isidentifier()}
        return PlainRow(tuple(plain(each) for each in value), frozenset(names.items()))
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value).__name__, tuple(plain(each) for each in value)
    if isinstance(value, (set, frozenset)):
        return frozenset(plain(each) for each in value)
    if isinstance(value, sqlalchemy.sql.ClauseElement):
        return normalised(str(value))
    return value


def namespace(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(compile(text, "<query>", "exec"), found)
    return found


def run(function: Callable[..., object], engine: Engine, arguments: Sequence[object] = ()) -> Run:
    """What a function does with a session of its own, whose changes are rolled back."""
    done = Run()
    with warnings.catch_warnings(), Session(engine, autoflush=False) as db, captured(engine, db, done):
        warnings.simplefilter("ignore")
        try:
            done.value = plain(function(db, *arguments))
        except Exception as error:
            done.value = type(error)
        changes = any(not each.startswith("SELECT") for each in done.sql)
        done.tables = schema.contents(db) if changes else None
        db.rollback()
    if changes:
        with engine.begin() as connection:
            schema.fill(connection)
    return done


@contextmanager
def captured(engine: Engine, db: Session, done: Run) -> Iterator[None]:
    """Note what is sent, and how the same statements read for PostgreSQL."""

    def sent(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        done.sql.append(f"{normalised(statement)} {parameters!r}")

    def executed(state: Any) -> None:
        try:
            compiled = state.statement.compile(dialect=postgresql.dialect())
            values = {**compiled.params, **(state.parameters or {})}
            given = [values.get(name or other) for name, other in re.findall(PLACEHOLDER, str(compiled))]
            done.postgresql.append(f"{normalised(re.sub(PLACEHOLDER, '?', str(compiled)))} {given!r}")
        except sqlalchemy.exc.CompileError as error:
            done.postgresql.append(type(error).__name__)

    event.listen(engine, "before_cursor_execute", sent)
    event.listen(db, "do_orm_execute", executed)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", sent)


PLACEHOLDER = r"%\((\w+)\)s|__\[POSTCOMPILE_(\w+)\]"
NAMES = "|".join(sorted(table.name for table in schema.Base.metadata.sorted_tables))


def normalised(sql: str) -> str:
    """SQL without the labels that the legacy style gives columns; nothing but the labels differs."""
    sql = " ".join(sql.split())
    sql = re.sub(r"\b(\w+)\.(\w+) AS \1_\2(_+\d+)?\b", r"\1.\2", sql)
    sql = re.sub(r"\b(\w+)\.(\w+) AS \2(_+\d+)?\b", r"\1.\2", sql)
    sql = re.sub(r"\b(anon_\d+\.[a-z_]+?)_\d+\b", r"\1", sql)
    count = 1
    while count:
        sql, count = re.subn(rf"\b(anon_\d+)\.({NAMES})_(\w+)", r"\1.\3", sql)
    sql = re.sub(r"\b(anon_\d+)\.(\w+) AS \1_\w+", r"\1.\2", sql)
    return sql


Difference = Callable[[Run, Run], str]


def difference(before: Run, after: Run, allowed: Mapping[str, tuple[str, str]]) -> str:
    """In which way two runs differ; empty if they do not.

    `allowed` are pairs of a pattern and what takes its place in the SQL from before, by their explanation.
    """
    if before.value != after.value:
        return f"value {before.value!r} != {after.value!r}"
    if before.tables != after.tables:
        return "contents of the tables"
    for name, old, new in (("SQLite", before.sql, after.sql), ("PostgreSQL", before.postgresql, after.postgresql)):
        if len(old) != len(new):
            return f"{name}: {len(old)} statements, then {len(new)}: {old} != {new}"
        for first, second in zip(old, new):
            if _eased(first, allowed) != _eased(second, allowed):
                return f"{name}:\n  {first}\n  {second}"
    return ""


def _eased(sql: str, allowed: Mapping[str, tuple[str, str]]) -> str:
    for pattern, replacement in allowed.values():
        sql = re.sub(pattern, replacement, sql)
    return sql


async def run_async(functions: Sequence[Callable[..., Any]], arguments: Sequence[object]) -> list[Run]:
    """What coroutine functions do, each with an `AsyncSession` of its own on the same rows."""
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(schema.fill)
    found: list[Run] = []
    for function in functions:
        done = Run()
        async with AsyncSession(engine, autoflush=False) as db:
            with warnings.catch_warnings(), captured(engine.sync_engine, db.sync_session, done):
                warnings.simplefilter("ignore")
                try:
                    done.value = plain(await function(db, *arguments))
                except Exception as error:
                    done.value = type(error)
                changes = any(not each.startswith("SELECT") for each in done.sql)
                done.tables = await db.run_sync(schema.contents) if changes else None
                await db.rollback()
        if changes:
            async with engine.begin() as connection:
                await connection.run_sync(schema.fill)
        found.append(done)
    await engine.dispose()
    return found
