"""Permissions, which are asked on the event loop."""
from typing import Any
from strawberry.types.info import Info

class BasePermission:
    message: str | None
    error_extensions: object
    error_class: Any
    @entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> Any: ...
    @entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
    def on_unauthorized(self) -> None: ...
class PermissionExtension:
    def __init__(self, permissions: list[BasePermission], use_directives: bool = ..., fail_silently: bool = ...) -> None: ...
