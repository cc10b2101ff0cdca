"""What aiosqlite's `execute` gives: to be awaited, or entered with `async with`."""

from collections.abc import Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")

class Result(Generic[T]):
    def __await__(self) -> Generator[Any, Any, T]: ...
    async def __aenter__(self) -> T: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...
