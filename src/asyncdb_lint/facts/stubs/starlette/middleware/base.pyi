"""Middleware written as one coroutine around the next application."""
from collections.abc import Awaitable, Callable
from typing import Any
from starlette.requests import Request
from starlette.responses import Response

RequestResponseEndpoint = Callable[[Request], Awaitable[Response]]
DispatchFunction = Callable[[Request, RequestResponseEndpoint], Awaitable[Response]]

# What a subclass writes as dispatch is an entry point, as is the function given to the constructor.
class BaseHTTPMiddleware:
    app: Any
    @entry("middleware", param="dispatch", on="loop")
    def __init__(self, app: object, dispatch: DispatchFunction | None = ...) -> None: ...
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
    @entry("middleware", on="loop")
    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response: ...
