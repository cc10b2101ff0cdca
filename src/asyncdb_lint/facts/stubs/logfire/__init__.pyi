"""Tracing: the function is called where it would be called without."""
from typing import Any

@decorator("transparent")
def instrument(*args: Any, **kwargs: Any) -> Any: ...
@decorator("transparent")
def no_auto_trace(x: object) -> Any: ...
