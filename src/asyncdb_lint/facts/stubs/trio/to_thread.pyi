"""Leaving the event loop of trio for a worker thread."""
from collections.abc import Callable
from typing import Any, TypeVar

R = TypeVar("R")

@runs("sync_fn", on="worker")
async def run_sync(sync_fn: Callable[..., R], *args: Any, thread_name: str | None = ..., abandon_on_cancel: bool = ..., limiter: object = ...) -> R: ...
