"""`inject` passes what the container gives and lets everything else through."""

from collections.abc import Callable
from typing import Any

from dishka import FromDishka as FromDishka

@decorator("transparent")
def inject(func: Callable[..., Any]) -> Callable[..., Any]: ...
