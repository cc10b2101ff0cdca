"""Drivers that need a server which nobody can play over a socket: MySQLdb, pyodbc, pymssql, oracledb and cx_Oracle.

Which of their calls go to the server is what their documentation says:

- MySQLdb's cursor stores the whole result (mysqlclient.readthedocs.io, `CursorStoreResultMixIn`), that of `SSCursor`
  stays on the server; leaving `with connection` only closes.
- pyodbc reads rows while they are fetched; leaving `with connection` and `with cursor` commits and closes nothing
  (github.com/mkleehammer/pyodbc/wiki: Connection, Cursor).
- pymssql "does not buffer" rows (pymssql.readthedocs.io, Cursor class); leaving `with` closes.
- oracledb and cx_Oracle fetch `arraysize` rows in a round-trip (python-oracledb.readthedocs.io, Tuning); leaving `with`
  closes. The calls of the asynchronous API are awaited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from types import ModuleType
from typing import Any

from kit.dbapi import FetchingCursor, Observe, PlayedConnection, PlayedCursor, module


def played_drivers(observe: Observe, path: str) -> dict[str, ModuleType]:
    """The modules by name."""
    parts = (_mysqldb(observe, path), _pyodbc(observe, path), _pymssql(observe, path), _oracle(observe, path))
    return {each.__name__: each for modules in parts for each in modules}


def _mysqldb(observe: Observe, path: str) -> list[ModuleType]:
    class Connection(PlayedConnection):
        commits_on_exit = False

        def cursor(self, cursorclass: Any = PlayedCursor) -> Any:
            return cursorclass(observe, self)

        def ping(self) -> None:
            observe("ping")

    def connect(*_: Any, **__: Any) -> Connection:
        observe("MySQLdb connect")
        return Connection(observe, path)

    root, cursors, connections = module("MySQLdb"), module("MySQLdb.cursors"), module("MySQLdb.connections")
    cursors.__dict__.update(Cursor=PlayedCursor, DictCursor=PlayedCursor, SSCursor=FetchingCursor)
    connections.__dict__.update(Connection=Connection)
    root.__dict__.update(connect=connect, Connect=connect, cursors=cursors, connections=connections)
    return [root, cursors, connections]


def _pyodbc(observe: Observe, path: str) -> list[ModuleType]:
    class Cursor(FetchingCursor):
        def execute(self, query: str, *params: Any) -> Any:
            return super().execute(query, params)

        def fetchval(self) -> Any:
            row = self.fetchone()
            return row[0] if row else None

        def __exit__(self, *_: object) -> None:
            self.connection.commit()

    class Connection(PlayedConnection):
        closes_on_exit = False
        cursor_class = Cursor

        def execute(self, query: str, *params: Any) -> Any:
            return self.cursor().execute(query, *params)

    def connect(*_: Any, **__: Any) -> Connection:
        observe("pyodbc connect")
        return Connection(observe, path)

    root = module("pyodbc")
    root.__dict__.update(connect=connect, Connection=Connection, Cursor=Cursor, Error=Exception)
    return [root]


def _pymssql(observe: Observe, path: str) -> list[ModuleType]:
    class Connection(PlayedConnection):
        commits_on_exit = False
        cursor_class = FetchingCursor

    def connect(*_: Any, **__: Any) -> Connection:
        observe("pymssql connect")
        return Connection(observe, path)

    root = module("pymssql")
    root.__dict__.update(connect=connect, Connection=Connection, Cursor=FetchingCursor)
    return [root]


def _oracle(observe: Observe, path: str) -> list[ModuleType]:
    class Connection(PlayedConnection):
        commits_on_exit = False
        cursor_class = FetchingCursor

        def ping(self) -> None:
            observe("ping")

    class Pool:
        def acquire(self, **_: Any) -> Connection:
            return connect()

        def release(self, connection: Connection) -> None:
            connection.close()

        def close(self, force: bool = False) -> None:
            pass

    def connect(*_: Any, **__: Any) -> Connection:
        observe("oracledb connect")
        return Connection(observe, path)

    root, old = module("oracledb"), module("cx_Oracle")
    for each in (root, old):
        each.__dict__.update(connect=connect, Connection=Connection, Cursor=FetchingCursor)
    root.__dict__.update(create_pool=lambda *_, **__: Pool(), ConnectionPool=Pool)
    root.__dict__.update(connect_async=lambda *_, **__: _AsyncConnection(path), AsyncConnection=_AsyncConnection)
    old.__dict__.update(SessionPool=lambda *_, **__: (observe("cx_Oracle SessionPool"), Pool())[1])
    return [root, old]


class _AsyncConnection:
    """oracledb's asynchronous connection: to be awaited or entered, its calls are coroutines."""

    def __init__(self, path: str) -> None:
        self._connection = PlayedConnection(lambda _: None, path)

    def __await__(self) -> Generator[Any, None, _AsyncConnection]:
        return self._opened().__await__()

    async def _opened(self) -> _AsyncConnection:
        return self

    async def __aenter__(self) -> _AsyncConnection:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._connection.close()

    def cursor(self) -> _AsyncCursor:
        return _AsyncCursor(self._connection.cursor())

    async def execute(self, query: str, params: Any = ()) -> None:
        await asyncio.to_thread(self._connection.cursor().execute, query, params)

    async def commit(self) -> None:
        await asyncio.to_thread(self._connection.commit)

    async def fetchall(self, query: str, params: Any = ()) -> list[Any]:
        cursor = self.cursor()
        await cursor.execute(query, params)
        return await cursor.fetchall()


class _AsyncCursor:
    def __init__(self, cursor: PlayedCursor) -> None:
        self._cursor = cursor

    def __enter__(self) -> _AsyncCursor:
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()

    async def execute(self, query: str, params: Any = ()) -> None:
        await asyncio.to_thread(self._cursor.execute, query, params)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()
