"""Tasks that run after the response: coroutine functions on the loop, plain functions in a worker thread."""
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ParamSpec, overload

P = ParamSpec("P")

class BackgroundTask:
    @overload
    @runs("func", on="loop")
    def __init__(self, func: Callable[P, Awaitable[Any]], *args: P.args, **kwargs: P.kwargs) -> None: ...
    @overload
    @runs("func", on="worker")
    def __init__(self, func: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None: ...
    async def __call__(self) -> None: ...
class BackgroundTasks(BackgroundTask):
    tasks: list[BackgroundTask]
    def __init__(self, tasks: Sequence[BackgroundTask] | None = ...) -> None: ...
    @overload
    @runs("func", on="loop")
    def add_task(self, func: Callable[P, Awaitable[Any]], *args: P.args, **kwargs: P.kwargs) -> None: ...
    @overload
    @runs("func", on="worker")
    def add_task(self, func: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None: ...
    async def __call__(self) -> None: ...
