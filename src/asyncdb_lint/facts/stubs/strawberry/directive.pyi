"""Directives: their resolvers run on the event loop."""
from typing import Any

@decorator("register")
@entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
def directive(*, locations: object, description: str | None = ..., name: str | None = ...) -> Any: ...
def directive_field(name: str, default: object = ...) -> Any: ...
