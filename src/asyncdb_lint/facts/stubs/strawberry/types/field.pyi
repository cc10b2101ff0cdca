"""Fields: a plain resolver runs on the event loop."""
from collections.abc import Callable
from typing import Any

class StrawberryField:
    name: str
    python_name: str
@entry("handler", param="resolver", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
@decorator("register")
@entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
def field(resolver: Callable[..., Any] | None = ..., *, name: str | None = ..., is_subscription: bool = ..., description: str | None = ..., permission_classes: object = ..., deprecation_reason: str | None = ..., default: object = ..., default_factory: object = ..., metadata: object = ..., directives: object = ..., extensions: object = ..., graphql_type: object = ..., init: object = ...) -> Any: ...
