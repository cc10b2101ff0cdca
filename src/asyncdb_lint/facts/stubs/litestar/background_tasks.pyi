"""Tasks that run after the response: plain functions in a worker thread."""
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec

P = ParamSpec("P")

class BackgroundTask:
    @runs("fn", on="worker")
    def __init__(self, fn: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None: ...
class BackgroundTasks:
    def __init__(self, tasks: Iterable[BackgroundTask], run_in_task_group: bool = ...) -> None: ...
