"""Background tasks: coroutine functions on the loop, plain functions in a worker thread."""
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, overload
from starlette import background

P = ParamSpec("P")

class BackgroundTasks(background.BackgroundTasks):
    @overload
    @runs("func", on="loop")
    def add_task(self, func: Callable[P, Awaitable[Any]], *args: P.args, **kwargs: P.kwargs) -> None: ...
    @overload
    @runs("func", on="worker")
    def add_task(self, func: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None: ...
