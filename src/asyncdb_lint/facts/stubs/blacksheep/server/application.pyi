"""The application: handlers and the functions of its events run on the event loop."""
from collections.abc import Callable
from typing import Any
from blacksheep.server.routing import Router

class Application:
    router: Router
    services: Any
    middlewares: list[Any]
    on_start: Any
    on_stop: Any
    after_start: Any
    def __init__(self, *, router: Router | None = ..., **options: Any) -> None: ...
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
