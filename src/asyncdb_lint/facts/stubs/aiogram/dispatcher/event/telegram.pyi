"""Handlers of one kind of update, and their filters."""
from collections.abc import Callable
from typing import Any
from aiogram.dispatcher.middlewares.manager import MiddlewareManager

class TelegramEventObserver:
    middleware: MiddlewareManager
    outer_middleware: MiddlewareManager
    handlers: Any
    @entry("handler", param="filters", named="aiogram.dispatcher.dispatcher.Dispatcher")
    def filter(self, *filters: Callable[[Any], Any]) -> None: ...
    @entry("handler", param="callback", named="aiogram.dispatcher.dispatcher.Dispatcher")
    def register(self, callback: Callable[[Any], Any], *filters: object, flags: object = ..., **kwargs: object) -> Any: ...
    @decorator("register")
    @entry("handler", named="aiogram.dispatcher.dispatcher.Dispatcher")
    def __call__(self, *filters: object, flags: object = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    async def trigger(self, event: object, **kwargs: object) -> Any: ...
