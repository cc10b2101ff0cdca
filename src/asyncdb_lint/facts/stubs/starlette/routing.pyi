"""Routes: a plain function endpoint runs in a worker thread, a coroutine function on the loop."""
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from starlette.datastructures import URLPath

F = TypeVar("F")

class NoMatchFound(Exception): ...
class Match(Enum):
    NONE = 0
    PARTIAL = 1
    FULL = 2

class BaseRoute:
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
    async def handle(self, scope: object, receive: object, send: object) -> None: ...
    def matches(self, scope: object) -> tuple[Match, Any]: ...
    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath: ...
class Route(BaseRoute):
    path: str
    endpoint: Callable[..., Any]
    name: str
    methods: set[str] | None
    include_in_schema: bool
    @entry("route", param="endpoint")
    def __init__(self, path: str, endpoint: Callable[[Request], Any], *, methods: Sequence[str] | None = ..., name: str | None = ..., include_in_schema: bool = ..., middleware: object = ..., max_body_size: object = ...) -> None: ...
class WebSocketRoute(BaseRoute):
    path: str
    endpoint: Callable[..., Any]
    name: str
    @entry("websocket", param="endpoint")
    def __init__(self, path: str, endpoint: Callable[[WebSocket], Any], *, name: str | None = ..., middleware: object = ...) -> None: ...
class Mount(BaseRoute):
    path: str
    app: Any
    name: str
    routes: list[BaseRoute]
    def __init__(self, path: str, app: object = ..., routes: Sequence[BaseRoute] | None = ..., name: str | None = ..., *, middleware: object = ..., max_body_size: object = ...) -> None: ...
class Host(BaseRoute):
    host: str
    app: Any
    name: str
    routes: list[BaseRoute]
    def __init__(self, host: str, app: object, name: str | None = ...) -> None: ...

class Router:
    routes: list[BaseRoute]
    redirect_slashes: bool
    lifespan_context: Any
    on_startup: list[Any]
    on_shutdown: list[Any]
    @entry("startup", param="on_startup", on="loop")
    @entry("startup", param="on_shutdown", on="loop")
    @entry("startup", param="lifespan", on="loop")
    def __init__(self, routes: Sequence[BaseRoute] | None = ..., redirect_slashes: bool = ..., default: object = ..., on_startup: Sequence[Callable[[], Any]] | None = ..., on_shutdown: Sequence[Callable[[], Any]] | None = ..., lifespan: Callable[[Any], Any] | None = ..., *, middleware: object = ..., max_body_size: object = ...) -> None: ...
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
    async def not_found(self, scope: object, receive: object, send: object) -> None: ...
    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath: ...
    async def startup(self) -> None: ...
    async def shutdown(self) -> None: ...
    def mount(self, path: str, app: object, name: str | None = ...) -> None: ...
    def host(self, host: str, app: object, name: str | None = ...) -> None: ...
    @entry("route", param="endpoint")
    def add_route(self, path: str, endpoint: Callable[[Request], Any], methods: Sequence[str] | None = ..., name: str | None = ..., include_in_schema: bool = ...) -> None: ...
    @entry("websocket", param="endpoint")
    def add_websocket_route(self, path: str, endpoint: Callable[[WebSocket], Any], name: str | None = ...) -> None: ...
    @entry("startup", param="func", on="loop")
    def add_event_handler(self, event_type: str, func: Callable[[], Any]) -> None: ...
    @decorator("register")
    @entry("route")
    def route(self, path: str, methods: Sequence[str] | None = ..., name: str | None = ..., include_in_schema: bool = ...) -> Callable[[Callable[[Request], Any]], Any]: ...
    @decorator("register")
    @entry("websocket")
    def websocket_route(self, path: str, name: str | None = ...) -> Callable[[Callable[[WebSocket], Any]], Any]: ...
    @decorator("register")
    @entry("startup", on="loop")
    def on_event(self, event_type: str) -> Callable[[F], F]: ...

def request_response(func: Callable[..., Any]) -> Any: ...
def websocket_session(func: Callable[..., Any]) -> Any: ...
