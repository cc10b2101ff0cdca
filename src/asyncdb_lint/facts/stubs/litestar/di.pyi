"""Dependencies: a plain provider runs on the event loop unless `sync_to_thread=True`, a generator up to its `yield`."""
from collections.abc import Callable
from typing import Any

class Provide:
    @entry("dependency", param="dependency", on="loop", unless="sync_to_thread")
    def __init__(self, dependency: Callable[..., Any], use_cache: bool = ..., sync_to_thread: bool | None = ...) -> None: ...
class NamedDependency: ...
