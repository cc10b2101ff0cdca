"""The application."""
from collections.abc import Callable
from typing import Any

class FastStream:
    broker: Any
    def __init__(self, *args: Any, **options: Any) -> None: ...
    @decorator("register")
    @entry("startup")
    def on_startup(self, func: Callable[..., Any]) -> Any: ...
    @decorator("register")
    @entry("startup")
    def after_startup(self, func: Callable[..., Any]) -> Any: ...
    @decorator("register")
    @entry("startup")
    def on_shutdown(self, func: Callable[..., Any]) -> Any: ...
    @decorator("register")
    @entry("startup")
    def after_shutdown(self, func: Callable[..., Any]) -> Any: ...
    async def run(self, *args: Any, **kwargs: Any) -> None: ...
