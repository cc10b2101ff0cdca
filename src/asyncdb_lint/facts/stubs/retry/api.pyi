"""Trying again: the function is called on the thread of its caller, and waiting blocks it."""
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")
R = TypeVar("R")

@decorator("transparent")
def retry(exceptions: object = ..., tries: int = ..., delay: object = ..., max_delay: object = ..., backoff: object = ..., jitter: object = ..., logger: object = ...) -> Callable[[F], F]: ...
@runs("f", on="here")
def retry_call(f: Callable[..., R], fargs: object = ..., fkwargs: object = ..., exceptions: object = ..., tries: int = ..., delay: object = ..., max_delay: object = ..., backoff: object = ..., jitter: object = ..., logger: object = ...) -> R: ...
