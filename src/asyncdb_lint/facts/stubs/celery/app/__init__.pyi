"""The application of Celery."""
from typing import Any

@decorator("task")
@entry("task")
def shared_task(*args: Any, **kwargs: Any) -> Any: ...
