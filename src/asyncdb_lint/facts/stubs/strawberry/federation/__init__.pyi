"""Types and fields of a federated schema."""
from collections.abc import Callable
from typing import Any
from strawberry.schema import Schema as Schema

@decorator("transparent")
def type(cls: object = ..., *, name: str | None = ..., description: str | None = ..., **options: Any) -> Any: ...
@decorator("transparent")
def input(cls: object = ..., *, name: str | None = ..., description: str | None = ..., **options: Any) -> Any: ...
@decorator("transparent")
def interface(cls: object = ..., *, name: str | None = ..., description: str | None = ..., **options: Any) -> Any: ...
@decorator("transparent")
def enum(cls: object = ..., *, name: str | None = ..., description: str | None = ..., **options: Any) -> Any: ...
@entry("handler", param="resolver", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
@decorator("register")
@entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
def field(resolver: Callable[..., Any] | None = ..., *, name: str | None = ..., description: str | None = ..., permission_classes: object = ..., deprecation_reason: str | None = ..., default: object = ..., default_factory: object = ..., metadata: object = ..., directives: object = ..., extensions: object = ..., **options: Any) -> Any: ...
@entry("handler", param="resolver", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
@decorator("register")
@entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
def mutation(resolver: Callable[..., Any] | None = ..., *, name: str | None = ..., description: str | None = ..., permission_classes: object = ..., deprecation_reason: str | None = ..., default: object = ..., default_factory: object = ..., metadata: object = ..., directives: object = ..., extensions: object = ..., **options: Any) -> Any: ...
