"""An ASGI application that serves a schema."""
from typing import Any, Generic, TypeVar
from starlette.requests import Request
from starlette.responses import Response

Context = TypeVar("Context")
RootValue = TypeVar("RootValue")

class GraphQL(Generic[Context, RootValue]):
    def __init__(self, schema: object, *args: Any, **options: Any) -> None: ...
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
    @entry("dependency", on="loop", gives="strawberry.types.info.Info.context")
    async def get_context(self, request: Request, response: Response) -> Any: ...
    @entry("dependency", on="loop", gives="strawberry.types.info.Info.root_value")
    async def get_root_value(self, request: Request) -> Any: ...
