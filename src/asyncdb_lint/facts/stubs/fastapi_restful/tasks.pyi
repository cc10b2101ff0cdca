"""Repeated tasks: a coroutine function runs on the event loop, a plain one in a worker thread."""
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")

@decorator("offload")
def repeat_every(*, seconds: float, wait_first: object = ..., logger: object = ..., raise_exceptions: bool = ..., max_repetitions: int | None = ..., **options: Any) -> Callable[[F], F]: ...
