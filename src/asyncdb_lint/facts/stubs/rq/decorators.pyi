"""Jobs: calling one plainly runs it here, `delay` sends it to a worker process."""
from typing import Any, TypeVar

F = TypeVar("F")

class job:
    def __init__(self, queue: object, connection: object = ..., *args: Any, **options: Any) -> None: ...
    @decorator("task")
    @entry("task")
    def __call__(self, f: F) -> F: ...
