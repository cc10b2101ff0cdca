"""Methods that run in the executor of their object."""
from collections.abc import Callable
from typing import Any
from asyncio import Future as Future

@decorator("offload")
def run_on_executor(*args: Any, **kwargs: Any) -> Callable[..., Any]: ...
