"""Fields that change something, and those that go on giving."""
from collections.abc import Callable
from typing import Any

@entry("handler", param="resolver", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
@decorator("register")
@entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
def mutation(resolver: Callable[..., Any] | None = ..., *, name: str | None = ..., description: str | None = ..., permission_classes: object = ..., deprecation_reason: str | None = ..., default: object = ..., default_factory: object = ..., metadata: object = ..., directives: object = ..., extensions: object = ..., graphql_type: object = ..., init: object = ...) -> Any: ...
@entry("handler", param="resolver", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
@decorator("register")
@entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
def subscription(resolver: Callable[..., Any] | None = ..., *, name: str | None = ..., description: str | None = ..., permission_classes: object = ..., deprecation_reason: str | None = ..., default: object = ..., default_factory: object = ..., metadata: object = ..., directives: object = ..., extensions: object = ..., graphql_type: object = ..., init: object = ...) -> Any: ...
