"""DBAPI drivers that tell when they talk to the database: sqlite3 itself, and psycopg and psycopg2 played by it.

Counted: connecting, executing, fetching from sqlite3 (which steps through the statement; the cursors of psycopg hold
the whole result already), commit and rollback, a `with` that commits on exit. Not counted: making a cursor, closing.
What SQLAlchemy and aiosqlite do with a driver is theirs: SQLAlchemy's own events speak for it.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

from kit.dbapi import Observe, PlayedConnection, PlayedCursor, module
from kit.played_drivers import played_drivers

_LIBRARIES = ("sqlalchemy", "aiosqlite", "sqlmodel")


def _called_by_library() -> bool:
    caller = sys._getframe(2).f_globals.get("__name__", "")
    return str(caller).partition(".")[0] in _LIBRARIES


def _traced(base: type, names: tuple[str, ...], observe: Observe) -> dict[str, Any]:
    def traced(name: str) -> Callable[..., Any]:
        original = getattr(base, name)

        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            if not _called_by_library():
                observe(f"sqlite3 {base.__name__}.{name}")
            return original(self, *args, **kwargs)

        return method

    return {name: traced(name) for name in names}


def _sqlite3_connect(observe: Observe) -> Callable[..., Any]:
    fetching = ("execute", "executemany", "executescript", "fetchone", "fetchmany", "fetchall", "__next__")
    cursor_class = type("Cursor", (sqlite3.Cursor,), _traced(sqlite3.Cursor, fetching, observe))
    acting = ("execute", "executemany", "executescript", "commit", "rollback", "__exit__")
    body = _traced(sqlite3.Connection, acting, observe)
    body["cursor"] = lambda self, factory=cursor_class: sqlite3.Connection.cursor(self, factory)
    connection_class = type("Connection", (sqlite3.Connection,), body)
    original = sqlite3.dbapi2.connect

    def connect(*args: Any, **kwargs: Any) -> Any:
        if _called_by_library():
            return original(*args, **kwargs)
        observe("sqlite3 connect")
        return original(*args, **{"factory": connection_class, **kwargs})

    return connect


def _psycopg(observe: Observe, path: str) -> dict[str, ModuleType]:
    class Connection(PlayedConnection):
        @classmethod
        def connect(cls, conninfo: str = "", **_: Any) -> Connection:
            observe("psycopg connect")
            return cls(observe, path)

        def execute(self, query: str, params: Any = (), **_: Any) -> PlayedCursor:
            return self.cursor().execute(query, params)

        @contextmanager
        def transaction(self) -> Iterator[None]:
            observe("begin")
            yield
            self.commit()

    psycopg, rows = module("psycopg"), module("psycopg.rows")
    psycopg.__dict__.update(Connection=Connection, Cursor=PlayedCursor, connect=Connection.connect, rows=rows)
    for name in ("tuple_row", "dict_row", "namedtuple_row", "class_row"):
        setattr(rows, name, object())
    return {"psycopg": psycopg, "psycopg.rows": rows}


def _psycopg2(observe: Observe, path: str) -> dict[str, ModuleType]:
    class Connection(PlayedConnection):
        closes_on_exit = False

    class SimpleConnectionPool:
        def __init__(self, minconn: int, maxconn: int, *_: Any, **__: Any) -> None:
            if minconn:
                observe("psycopg2 connect")

        def getconn(self, key: Any = None) -> Connection:
            return connect()

        def putconn(self, conn: Connection, key: Any = None, close: bool = False) -> None:
            conn.close()

        def closeall(self) -> None:
            pass

    def connect(dsn: str = "", **_: Any) -> Connection:
        observe("psycopg2 connect")
        return Connection(observe, path)

    def execute_values(cur: PlayedCursor, sql: str, argslist: Any, template: Any = None, page_size: int = 100) -> None:
        marks = ", ".join("(" + ", ".join("?" for _ in row) + ")" for row in argslist)
        cur.execute(sql.replace("%s", marks, 1), [cell for row in argslist for cell in row])

    root = module("psycopg2")
    extensions, extras, pool = (module(f"psycopg2.{name}") for name in ("extensions", "extras", "pool"))
    extensions.__dict__.update(connection=Connection, cursor=PlayedCursor)
    extras.__dict__.update(RealDictCursor=PlayedCursor, DictCursor=PlayedCursor, execute_values=execute_values)
    pool.__dict__.update(SimpleConnectionPool=SimpleConnectionPool, ThreadedConnectionPool=SimpleConnectionPool)
    root.__dict__.update(connect=connect, extensions=extensions, extras=extras, pool=pool)
    return {each.__name__: each for each in (root, extensions, extras, pool)}


@contextmanager
def traced_drivers(observe: Observe, path: str) -> Iterator[None]:
    """While it lasts, new imports and `sqlite3.connect` get the drivers that call `observe`."""
    fakes = {**_psycopg(observe, path), **_psycopg2(observe, path), **played_drivers(observe, path)}
    connect = _sqlite3_connect(observe)
    names = [mock.patch.object(module, "connect", connect) for module in (sqlite3, sqlite3.dbapi2)]
    with _imported(fakes), names[0], names[1]:
        yield


@contextmanager
def _imported(modules: Mapping[str, ModuleType]) -> Iterator[None]:
    """While it lasts, these are what is imported; whatever else is imported meanwhile stays."""
    known = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in known.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
