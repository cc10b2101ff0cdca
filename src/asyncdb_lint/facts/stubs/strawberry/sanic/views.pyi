"""A view of Sanic that serves a schema."""
from typing import Any, Generic, TypeVar

Context = TypeVar("Context")
RootValue = TypeVar("RootValue")

class GraphQLView(Generic[Context, RootValue]):
    def __init__(self, schema: object, *args: Any, **options: Any) -> None: ...
    @entry("dependency", on="loop", gives="strawberry.types.info.Info.context")
    async def get_context(self, request: Any, response: Any) -> Any: ...
    @entry("dependency", on="loop", gives="strawberry.types.info.Info.root_value")
    async def get_root_value(self, request: Any) -> Any: ...
