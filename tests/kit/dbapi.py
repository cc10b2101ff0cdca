"""A DBAPI driver that is played by the fixture's SQLite file: the parts from which the modules of drivers are made.

Cursors hold the whole result after `execute`; `FetchingCursor` is one of a driver that reads rows from its server
while they are fetched. Making a cursor and closing do not count.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

Observe = Callable[[str], None]


def module(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = []
    return module


class PlayedCursor:
    """A client-side cursor: the whole result arrives with execute()."""

    def __init__(self, observe: Observe, connection: PlayedConnection) -> None:
        self._observe = observe
        self.connection = connection
        self._rows: list[Any] = []
        self.rowcount = -1
        self.description: Any = None

    def execute(self, query: str, params: Any = (), **_: Any) -> PlayedCursor:
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
        query = re.sub(r"%\((\w+)\)s", r":\1", str(query)).replace("%s", "?").replace("%d", "?")
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

    def __enter__(self) -> PlayedCursor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PlayedConnection:
    """What synchronous drivers have in common, over the fixture's SQLite file."""

    closes_on_exit = True
    commits_on_exit = True
    cursor_class: type[PlayedCursor] = PlayedCursor

    def __init__(self, observe: Observe, path: str) -> None:
        self._observe = observe
        self.database = sqlite3.dbapi2.Connection(path, check_same_thread=False)
        self.autocommit = False
        self.closed = False

    def cursor(self, *_: Any, **__: Any) -> PlayedCursor:
        return self.cursor_class(self._observe, self)

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
        if self.commits_on_exit and kind is None:
            self.commit()
        elif self.commits_on_exit:
            self.rollback()
        if self.closes_on_exit:
            self.close()


class FetchingCursor(PlayedCursor):
    """A cursor that goes to the server for its rows."""

    def fetchone(self) -> Any:
        self._observe("fetchone")
        return super().fetchone()

    def fetchmany(self, size: int = 1) -> list[Any]:
        self._observe("fetchmany")
        return super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        self._observe("fetchall")
        return super().fetchall()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row
