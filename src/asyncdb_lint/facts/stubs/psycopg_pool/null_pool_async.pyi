"""The asynchronous pool that keeps no connection: taking one opens it."""

from typing import Generic, TypeVar

from psycopg_pool.pool_async import AsyncConnectionPool

C = TypeVar("C")

class AsyncNullConnectionPool(AsyncConnectionPool[C], Generic[C]): ...
