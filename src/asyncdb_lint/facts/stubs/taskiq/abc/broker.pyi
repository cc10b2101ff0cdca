"""Tasks: calling one plainly runs it here, `kiq` sends it to a worker, which runs coroutine functions on its loop."""
from typing import Any

class AsyncBroker:
    is_worker_process: bool
    @decorator("task")
    @entry("task")
    def task(self, task_name: object = ..., **labels: Any) -> Any: ...
    async def startup(self) -> None: ...
    async def shutdown(self) -> None: ...
