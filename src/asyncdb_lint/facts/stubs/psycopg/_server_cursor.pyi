"""psycopg's synchronous server-side cursor: each fetch talks to the server."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from psycopg.cursor import Cursor

R = TypeVar("R")

class ServerCursor(Cursor[R], Generic[R]):
    itersize: int
    name: str
    scrollable: bool | None
    withhold: bool
    @io("driver")
    def fetchone(self) -> R | None: ...
    @io("driver")
    def fetchmany(self, size: int = 0) -> list[R]: ...
    @io("driver")
    def fetchall(self) -> list[R]: ...
    @io("driver")
    def scroll(self, value: int, mode: str = "relative") -> None: ...
    @io("driver")
    def __iter__(self) -> Iterator[R]: ...
