"""Leaving the event loop for a worker thread."""
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

@runs("func", on="worker")
async def run_in_threadpool(func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...
@runs("iterator", on="worker")
def iterate_in_threadpool(iterator: Iterable[T]) -> AsyncIterator[T]: ...
async def run_until_first_complete(*args: tuple[Callable[..., Any], dict[str, Any]]) -> None: ...
