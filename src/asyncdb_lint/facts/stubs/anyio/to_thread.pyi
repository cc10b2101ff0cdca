"""Leaving the event loop for a worker thread."""
from collections.abc import Callable
from typing import Any, TypeVar
from anyio import CapacityLimiter

T = TypeVar("T")

@runs("func", on="worker")
async def run_sync(func: Callable[..., T], *args: Any, abandon_on_cancel: bool = ..., cancellable: bool | None = ..., limiter: CapacityLimiter | None = ...) -> T: ...
def current_default_thread_limiter() -> CapacityLimiter: ...
