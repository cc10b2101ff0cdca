"""Leaving the event loop for a worker process."""
from collections.abc import Callable
from typing import Any, TypeVar
from anyio import CapacityLimiter

T = TypeVar("T")

@runs("func", on="worker")
async def run_sync(func: Callable[..., T], *args: Any, cancellable: bool = ..., limiter: CapacityLimiter | None = ...) -> T: ...
def current_default_process_limiter() -> CapacityLimiter: ...
