"""DBAPI drivers that tell when they talk to the database: sqlite3 itself, and psycopg and psycopg2 played by it.

Counted: connecting, executing, fetching from sqlite3 (which steps through the statement; the cursors of psycopg hold
the whole result already), commit and rollback, a `with` that commits on exit. Not counted: making a cursor, closing.
What SQLAlchemy and aiosqlite do with a driver is theirs: SQLAlchemy's own events speak for it.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

Observe = Callable[[str], None]

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


class _Cursor:
    """A client-side cursor: the whole result arrives with execute()."""

    def __init__(self, observe: Observe, connection: _Connection) -> None:
        self._observe = observe
        self.connection = connection
        self._rows: list[Any] = []
        self.rowcount = -1
        self.description: Any = None

    def execute(self, query: str, params: Any = (), **_: Any) -> _Cursor:
        self._observe("execute")
        self._send(query, params)
        return self

    def executemany(self, query: str, params_seq: Any, **_: Any) -> None:
        self._observe("executemany")
        for params in params_seq:
            self._send(query, params)

    def copy_expert(self, sql: str, file: Any, size: int = 8192) -> None:
        self._observe("copy_expert")

    def _send(self, query: str, params: Any) -> None:
        query = re.sub(r"%\((\w+)\)s", r":\1", str(query)).replace("%s", "?")
        cursor = self.connection.database.execute(query, params or ())
        self.description, self.rowcount = cursor.description, cursor.rowcount
        self._rows = cursor.fetchall()

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())

    def close(self) -> None:
        self._rows = []

    def __enter__(self) -> _Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Connection:
    """What psycopg and psycopg2 have in common, over the fixture's SQLite file."""

    closes_on_exit = True

    def __init__(self, observe: Observe, path: str) -> None:
        self._observe = observe
        self.database = sqlite3.dbapi2.Connection(path, check_same_thread=False)
        self.autocommit = False
        self.closed = False

    def cursor(self, *_: Any, **__: Any) -> _Cursor:
        return _Cursor(self._observe, self)

    def commit(self) -> None:
        self._observe("commit")
        self.database.commit()

    def rollback(self) -> None:
        self._observe("rollback")
        self.database.rollback()

    def close(self) -> None:
        self.closed = True
        self.database.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.commit()
        else:
            self.rollback()
        if self.closes_on_exit:
            self.close()


def _psycopg(observe: Observe, path: str) -> dict[str, ModuleType]:
    class Connection(_Connection):
        @classmethod
        def connect(cls, conninfo: str = "", **_: Any) -> Connection:
            observe("psycopg connect")
            return cls(observe, path)

        def execute(self, query: str, params: Any = (), **_: Any) -> _Cursor:
            return self.cursor().execute(query, params)

        @contextmanager
        def transaction(self) -> Iterator[None]:
            observe("begin")
            yield
            self.commit()

    psycopg, rows = _module("psycopg"), _module("psycopg.rows")
    psycopg.__dict__.update(Connection=Connection, Cursor=_Cursor, connect=Connection.connect, rows=rows)
    for name in ("tuple_row", "dict_row", "namedtuple_row", "class_row"):
        setattr(rows, name, object())
    return {"psycopg": psycopg, "psycopg.rows": rows}


def _psycopg2(observe: Observe, path: str) -> dict[str, ModuleType]:
    class Connection(_Connection):
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

    def execute_values(cur: _Cursor, sql: str, argslist: Any, template: Any = None, page_size: int = 100) -> None:
        marks = ", ".join("(" + ", ".join("?" for _ in row) + ")" for row in argslist)
        cur.execute(sql.replace("%s", marks, 1), [cell for row in argslist for cell in row])

    root = _module("psycopg2")
    extensions, extras, pool = (_module(f"psycopg2.{name}") for name in ("extensions", "extras", "pool"))
    extensions.__dict__.update(connection=Connection, cursor=_Cursor)
    extras.__dict__.update(RealDictCursor=_Cursor, DictCursor=_Cursor, execute_values=execute_values)
    pool.__dict__.update(SimpleConnectionPool=SimpleConnectionPool, ThreadedConnectionPool=SimpleConnectionPool)
    root.__dict__.update(connect=connect, extensions=extensions, extras=extras, pool=pool)
    return {module.__name__: module for module in (root, extensions, extras, pool)}


def _module(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = []
    return module


@contextmanager
def traced_drivers(observe: Observe, path: str) -> Iterator[None]:
    """While it lasts, new imports and `sqlite3.connect` get the drivers that call `observe`."""
    fakes = {**_psycopg(observe, path), **_psycopg2(observe, path)}
    connect = _sqlite3_connect(observe)
    modules = mock.patch.dict(sys.modules, fakes)
    names = [mock.patch.object(module, "connect", connect) for module in (sqlite3, sqlite3.dbapi2)]
    with modules, names[0], names[1]:
        yield
