"""A broker that runs tasks in its own process: plain functions in a pool of threads."""
from typing import Any

from taskiq.abc.broker import AsyncBroker

class InMemoryBroker(AsyncBroker):
    def __init__(self, sync_tasks_pool_size: int = ..., **options: Any) -> None: ...
