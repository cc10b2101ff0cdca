"""Tracing: the function is called where it would be called without."""
from typing import Any

@decorator("transparent")
def observe(func: object = ..., **options: Any) -> Any: ...
