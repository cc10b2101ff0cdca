"""Task groups."""
from collections.abc import Awaitable, Callable
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")

class TaskStatus(Generic[T]):
    def started(self, value: T = ...) -> None: ...
class TaskGroup:
    cancel_scope: Any
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> bool: ...
    @runs("func", on="loop")
    def start_soon(self, func: Callable[..., Awaitable[Any]], *args: Any, name: object = ...) -> None: ...
    @runs("func", on="loop")
    async def start(self, func: Callable[..., Awaitable[Any]], *args: Any, name: object = ...) -> Any: ...
from anyio.from_thread import BlockingPortal as BlockingPortal
from anyio import CapacityLimiter as CapacityLimiter
