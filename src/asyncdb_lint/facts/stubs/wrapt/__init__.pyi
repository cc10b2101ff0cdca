"""Decorators from functions that are called with what they decorate, its object and its arguments."""
from collections.abc import Callable
from typing import Any

@decorator("packed caller")
def decorator(wrapper: Callable[..., Any] = ..., /, *, enabled: object = ..., adapter: object = ..., **options: Any) -> Any: ...
@decorator("transparent")
def synchronized(wrapped: object) -> Any: ...
