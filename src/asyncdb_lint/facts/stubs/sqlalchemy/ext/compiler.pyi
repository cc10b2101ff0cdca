"""Custom SQL constructs: the compiling functions only build strings."""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")

@decorator("register")
def compiles(class_: Any, *specs: str) -> Callable[[F], F]: ...
def deregister(class_: Any) -> None: ...
