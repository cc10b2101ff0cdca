"""Custom SQL constructs: the compiling functions only build strings."""

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F")

@decorator("register")
def compiles(class_: object, *specs: str) -> Callable[[F], F]: ...
def deregister(class_: object) -> None: ...
