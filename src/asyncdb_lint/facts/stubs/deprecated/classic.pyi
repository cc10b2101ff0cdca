"""A warning at each call."""
from typing import Any

@decorator("transparent")
def deprecated(*args: Any, **kwargs: Any) -> Any: ...
