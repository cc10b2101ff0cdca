"""Leaving the event loop for a worker thread, also for a whole context manager."""
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TypeVar
from starlette.concurrency import iterate_in_threadpool as iterate_in_threadpool, run_in_threadpool as run_in_threadpool, run_until_first_complete as run_until_first_complete

T = TypeVar("T")

# Entering and leaving the given manager happens in a worker thread.
@runs("cm", on="worker")
def contextmanager_in_threadpool(cm: AbstractContextManager[T]) -> AbstractAsyncContextManager[T]: ...
