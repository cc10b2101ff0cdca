"""Leaving the event loop for a worker thread."""
from collections.abc import Callable
from typing import Any

@decorator("offload")
def run_sync(func: Callable[..., Any]) -> Callable[..., Any]: ...
