"""What starts and ends."""
from collections.abc import Callable
from typing import Any

class EventObserver:
    handlers: Any
    @entry("startup", param="callback", named="aiogram.dispatcher.dispatcher.Dispatcher")
    def register(self, callback: Callable[..., Any]) -> None: ...
    @decorator("register")
    @entry("startup", named="aiogram.dispatcher.dispatcher.Dispatcher")
    def __call__(self) -> Callable[[Callable[..., Any]], Any]: ...
    async def trigger(self, *args: Any, **kwargs: Any) -> None: ...
