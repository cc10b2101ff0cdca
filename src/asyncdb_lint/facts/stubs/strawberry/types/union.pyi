"""Unions."""
from typing import Any

def union(name: str, *, description: str | None = ..., directives: object = ...) -> Any: ...
