"""Trying again: the function is called on the thread of its caller."""
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")

class RetryException(Exception): ...
@decorator("transparent")
def retry(*, retry_on_exceptions: object, max_calls_total: int = ..., retry_window_after_first_call_in_seconds: int = ..., namespace: str | None = ..., **options: Any) -> Callable[[F], F]: ...
@decorator("transparent")
def retry_async(*, retry_on_exceptions: object, max_calls_total: int = ..., retry_window_after_first_call_in_seconds: int = ..., namespace: str | None = ..., **options: Any) -> Callable[[F], F]: ...
