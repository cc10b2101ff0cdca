"""The router."""
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from fastapi import APIRouter

Context = TypeVar("Context")
RootValue = TypeVar("RootValue")

class GraphQLRouter(APIRouter, Generic[Context, RootValue]):
    @entry("dependency", param="context_getter", gives="strawberry.types.info.Info.context")
    @entry("dependency", param="root_value_getter", gives="strawberry.types.info.Info.root_value")
    def __init__(self, schema: object, path: str = ..., graphql_ide: object = ..., allow_queries_via_get: bool = ..., keep_alive: bool = ..., keep_alive_interval: float = ..., root_value_getter: Callable[..., Any] | None = ..., context_getter: Callable[..., Any] | None = ..., subscription_protocols: object = ..., connection_init_wait_timeout: object = ..., prefix: str = ..., tags: object = ..., dependencies: object = ..., **options: Any) -> None: ...
