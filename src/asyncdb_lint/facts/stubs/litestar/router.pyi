"""Routers: hooks and guards that are plain functions run in a worker thread."""
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from litestar.connection import ASGIConnection, Request

class Router:
    path: str
    @entry("middleware", param="after_request")
    @entry("middleware", param="after_response")
    @entry("middleware", param="before_request")
    @entry("middleware", param="guards")
    @entry("exception_handler", param="exception_handlers", on="loop")
    def __init__(self, path: str, *, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., middleware: object = ..., route_handlers: object = ..., **options: Any) -> None: ...
    def register(self, value: object) -> Any: ...
