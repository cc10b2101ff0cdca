"""What runs when the interpreter ends: no event loop is running then."""
from collections.abc import Callable
from typing import ParamSpec, TypeVar

F = TypeVar("F")
P = ParamSpec("P")

@decorator("register")
@runs("func", on="worker")
def register(func: F, /, *args: object, **kwargs: object) -> F: ...
def unregister(func: object, /) -> None: ...
