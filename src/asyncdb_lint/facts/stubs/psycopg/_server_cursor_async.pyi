"""psycopg's asynchronous server-side cursor: each fetch talks to the server."""

from collections.abc import AsyncIterator
from typing import Generic, TypeVar

from psycopg.cursor_async import AsyncCursor

R = TypeVar("R")

class AsyncServerCursor(AsyncCursor[R], Generic[R]):
    itersize: int
    name: str
    scrollable: bool | None
    withhold: bool
    async def fetchone(self) -> R | None: ...
    async def fetchmany(self, size: int = 0) -> list[R]: ...
    async def fetchall(self) -> list[R]: ...
    async def scroll(self, value: int, mode: str = "relative") -> None: ...
    def __aiter__(self) -> AsyncIterator[R]: ...
