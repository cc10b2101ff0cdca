"""Fields that give nodes and connections: their resolvers run on the event loop."""
from collections.abc import Callable
from typing import Any

@entry("handler", param="resolver", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
@decorator("register")
@entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
def connection(graphql_type: object = ..., *, resolver: Callable[..., Any] | None = ..., name: str | None = ..., description: str | None = ..., permission_classes: object = ..., deprecation_reason: str | None = ..., extensions: object = ..., max_results: int | None = ..., **options: Any) -> Any: ...
def node(**options: Any) -> Any: ...
