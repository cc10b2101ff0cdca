"""Extensions of single fields."""
from typing import Any
from strawberry.types.info import Info

SyncExtensionResolver = Any
AsyncExtensionResolver = Any
class FieldExtension:
    def apply(self, field: object) -> None: ...
    @entry("handler", on="loop", within="strawberry.fastapi, strawberry.asgi, strawberry.aiohttp, strawberry.litestar, strawberry.quart, strawberry.sanic, strawberry.channels")
    def resolve(self, next_: object, source: Any, info: Info, **kwargs: Any) -> Any: ...
    @entry("handler", on="loop")
    async def resolve_async(self, next_: object, source: Any, info: Info, **kwargs: Any) -> Any: ...
