"""A cached endpoint becomes a coroutine function; a plain one is called in a worker thread inside it."""
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")

@decorator("offload")
def cache(expire: int | None = ..., coder: object = ..., key_builder: object = ..., namespace: str = ..., **options: Any) -> Callable[[F], F]: ...
