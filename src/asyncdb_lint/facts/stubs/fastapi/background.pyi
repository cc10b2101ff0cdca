"""Tasks that run after the response: plain functions in a worker thread; a coroutine function is awaited on the loop instead."""
from collections.abc import Callable
from typing import Any, ParamSpec
from starlette import background

P = ParamSpec("P")

class BackgroundTasks(background.BackgroundTasks):
    @runs("func", on="worker")
    def add_task(self, func: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None: ...
