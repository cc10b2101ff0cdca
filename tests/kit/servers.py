"""Real drivers that tell when they talk to their database: over a socket to a played server, or in this process.

MySQL's and ClickHouse's drivers speak to servers of this machine, on the ports that MYSQL_PORT and CLICKHOUSE_PORT of
the environment name. Of clickhouse_driver only the wire is played. DuckDB works in process: executing and fetching, for
rows are computed while they are fetched, and what a relation is asked for; making a relation only binds it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

from kit.clickhouse_server import clickhouse_server
from kit.dbapi import Observe
from kit.mysql_server import mysql_server
from kit.sockets import traced_sockets

_MYSQL = frozenset({"aiomysql", "asyncmy", "mysql.connector", "pymysql"})
# Modules in C that cannot be loaded again after a fixture has taken them out of sys.modules.
_LOADED_ONCE = ("duckdb", "pandas", "polars")


@contextmanager
def traced_servers(observe: Observe, needs: tuple[str, ...], path: str) -> Iterator[None]:
    """While it lasts, the drivers that a fixture needs call `observe`."""
    with ExitStack() as stack:
        ports = {}
        if not _MYSQL.isdisjoint(needs):
            ports["MYSQL_PORT"] = stack.enter_context(mysql_server(path))
        if "clickhouse_connect" in needs:
            ports["CLICKHOUSE_PORT"] = stack.enter_context(clickhouse_server())
        if ports:
            stack.enter_context(mock.patch.dict(os.environ, {name: str(port) for name, port in ports.items()}))
            stack.enter_context(traced_sockets(observe, frozenset(ports.values())))
        if "clickhouse_driver" in needs:
            for patch in _clickhouse_driver(observe):
                stack.enter_context(patch)
        if "duckdb" in needs:
            for patch in _duckdb(observe):
                stack.enter_context(patch)
        yield


def load_once(needs: tuple[str, ...]) -> None:
    """Imports what cannot be imported afresh for every fixture."""
    for name in _LOADED_ONCE:
        if name in needs:
            importlib.import_module(name)


def _clickhouse_driver(observe: Observe) -> Iterator[Any]:
    client = importlib.import_module("clickhouse_driver.client").Client
    columns = [("name", "String")]
    rows = [("Ada",), ("Bob",)]

    def establish_connection(self: Any, settings: Any) -> None:
        observe("clickhouse_driver connect")
        self.connection = mock.Mock(connected=True)
        self.last_query = mock.Mock()

    def process_ordinary_query(
        self: Any, query: str, params: Any = None, with_column_types: bool = False, **_: Any
    ) -> Any:
        observe("clickhouse_driver query")
        return (rows, columns) if with_column_types else rows

    def iter_process_ordinary_query(self: Any, query: str, params: Any = None, **_: Any) -> Iterator[Any]:
        for row in rows:
            observe("clickhouse_driver row")
            yield row

    def process_insert_query(self: Any, query: str, data: Any, **_: Any) -> int:
        observe("clickhouse_driver insert")
        return len(data)

    played = (establish_connection, process_ordinary_query, iter_process_ordinary_query, process_insert_query)
    for function in played:
        yield mock.patch.object(client, function.__name__, function)


def _duckdb(observe: Observe) -> Iterator[Any]:
    duckdb = importlib.import_module("duckdb")
    fetching = ("fetchone", "fetchmany", "fetchall", "fetchdf", "df", "fetchnumpy")
    for name in ("execute", "executemany", "commit", "rollback", *fetching):
        yield mock.patch.object(duckdb.DuckDBPyConnection, name, _observed(duckdb.DuckDBPyConnection, name, observe))
    for name in ("fetchall", "fetchdf", "df", "fetchnumpy", "create", "insert_into", "to_csv", "show"):
        yield mock.patch.object(duckdb.DuckDBPyRelation, name, _observed(duckdb.DuckDBPyRelation, name, observe))
    for name in ("connect", "execute", "executemany", "commit", "fetchone", "fetchall"):
        yield mock.patch.object(duckdb, name, _observed(duckdb, name, observe))


def _observed(owner: type | ModuleType, name: str, observe: Observe) -> Callable[..., Any]:
    original = getattr(owner, name)

    def function(*args: Any, **kwargs: Any) -> Any:
        observe(f"{owner.__name__}.{name}")
        return original(*args, **kwargs)

    return function
