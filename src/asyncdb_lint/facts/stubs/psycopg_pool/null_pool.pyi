"""The synchronous pool that keeps no connection: taking one opens it."""

from typing import Generic, TypeVar

from psycopg_pool.pool import ConnectionPool

C = TypeVar("C")

class NullConnectionPool(ConnectionPool[C], Generic[C]): ...
