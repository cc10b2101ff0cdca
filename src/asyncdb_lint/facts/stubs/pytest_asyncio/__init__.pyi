"""Fixtures on the event loop."""
from typing import Any, TypeVar

F = TypeVar("F")

@decorator("register")
def fixture(fixture_function: F = ..., *, scope: object = ..., params: object = ..., autouse: bool = ..., ids: object = ..., name: str | None = ..., loop_scope: object = ..., **options: Any) -> F: ...
