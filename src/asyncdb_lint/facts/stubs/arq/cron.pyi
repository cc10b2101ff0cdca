"""Tasks at certain times."""
from collections.abc import Callable
from typing import Any

@entry("task", param="coroutine", on="loop")
def cron(coroutine: str | Callable[..., Any], *, name: str | None = ..., **options: Any) -> Any: ...
