"""A warning at each call, and a note in the documentation."""
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")

@decorator("transparent")
def versionadded(reason: str = ..., version: str = ..., line_length: int = ...) -> Callable[[F], F]: ...
@decorator("transparent")
def versionchanged(reason: str = ..., version: str = ..., line_length: int = ...) -> Callable[[F], F]: ...
@decorator("transparent")
def deprecated(reason: str = ..., version: str = ..., line_length: int = ..., **kwargs: Any) -> Callable[[F], F]: ...
