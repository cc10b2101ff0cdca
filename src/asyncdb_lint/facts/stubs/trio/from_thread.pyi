"""Coming back from a worker thread to the event loop of trio."""
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

R = TypeVar("R")

@runs("afn", on="loop")
def run(afn: Callable[..., Awaitable[R]], *args: Any, trio_token: object = ...) -> R: ...
@runs("fn", on="loop")
def run_sync(fn: Callable[..., R], *args: Any, trio_token: object = ...) -> R: ...
