"""Plain handlers and providers run on the event loop unless `sync_to_thread=True`; hooks and guards go to a thread."""
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from litestar.connection import Request as Request, WebSocket as WebSocket
from litestar.controller import Controller as Controller
from litestar.datastructures import State
from litestar.handlers import delete as delete, get as get, head as head, patch as patch, post as post, put as put
from litestar.handlers import route as route, websocket as websocket, websocket_listener as websocket_listener, asgi as asgi
from litestar.response import Response as Response
from litestar.router import Router as Router
from litestar.connection import ASGIConnection

class Litestar(Router):
    state: State
    debug: bool
    @entry("middleware", param="after_request")
    @entry("middleware", param="after_response")
    @entry("middleware", param="before_request")
    @entry("middleware", param="guards")
    @entry("exception_handler", param="exception_handlers", on="loop")
    @entry("startup", param="on_startup", on="loop")
    @entry("startup", param="on_shutdown", on="loop")
    @entry("startup", param="lifespan", on="loop")
    @entry("exception_handler", param="after_exception")
    def __init__(self, route_handlers: object = ..., *, after_exception: Sequence[Callable[..., Any]] | None = ..., after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., before_request: Callable[[Request], Any] | None = ..., before_send: object = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., lifespan: Sequence[Callable[[Litestar], Any]] | None = ..., listeners: object = ..., middleware: object = ..., on_shutdown: Sequence[Callable[[Litestar], Any]] | None = ..., on_startup: Sequence[Callable[[Litestar], Any]] | None = ..., openapi_config: object = ..., path: object = ..., plugins: object = ..., state: object = ..., debug: bool | None = ..., **options: Any) -> None: ...
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
