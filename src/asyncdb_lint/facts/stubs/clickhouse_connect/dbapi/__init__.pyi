"""clickhouse-connect's DBAPI: connecting makes a client; there are no transactions."""

from typing import Any

from clickhouse_connect.dbapi.connection import Connection

@io("driver")
def connect(*args: Any, **kwargs: Any) -> Connection: ...
