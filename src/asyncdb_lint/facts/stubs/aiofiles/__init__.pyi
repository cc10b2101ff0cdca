"""Files on the event loop."""
from contextlib import AbstractAsyncContextManager
from typing import Any

def open(file: object, mode: str = ..., **options: Any) -> AbstractAsyncContextManager[Any]: ...
