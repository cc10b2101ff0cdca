"""Endpoints that are methods of a class: its annotated attributes are dependencies of each."""
from collections.abc import Callable
from typing import Any, TypeVar

C = TypeVar("C")

@decorator("transparent")
def cbv(router: object, *urls: str) -> Callable[[C], C]: ...
