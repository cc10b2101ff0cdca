"""clickhouse-driver's DBAPI: connecting waits for the first statement; there are no transactions."""

from typing import Any

from clickhouse_driver.dbapi.connection import Connection

apilevel: str
paramstyle: str
threadsafety: int

def connect(*args: Any, **kwargs: Any) -> Connection: ...
