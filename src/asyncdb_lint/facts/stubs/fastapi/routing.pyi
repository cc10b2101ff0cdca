"""Routers: a plain function endpoint runs in a worker thread, a coroutine function on the loop."""
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from starlette import routing
from starlette.routing import BaseRoute as BaseRoute, Match as Match, Mount as Mount, Router

F = TypeVar("F")

class APIRoute(routing.Route):
    dependencies: list[Any]
    response_model: Any
    status_code: int | None
    tags: list[Any]
    operation_id: str | None
    unique_id: str
    body_field: Any
    dependant: Any
    @entry("route", param="endpoint")
    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None: ...
    def get_route_handler(self) -> Callable[[Any], Any]: ...
class APIWebSocketRoute(routing.WebSocketRoute):
    @entry("websocket", param="endpoint")
    def __init__(self, path: str, endpoint: Callable[..., Any], *, name: str | None = ..., dependencies: Sequence[Any] | None = ..., dependency_overrides_provider: object = ...) -> None: ...

class APIRouter(Router):
    prefix: str
    tags: list[Any]
    dependencies: list[Any]
    responses: dict[Any, Any]
    route_class: type[APIRoute]
    @entry("startup", param="on_startup", on="loop")
    @entry("startup", param="on_shutdown", on="loop")
    @entry("startup", param="lifespan", on="loop")
    def __init__(self, *, prefix: str = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., default_response_class: object = ..., responses: object = ..., callbacks: object = ..., routes: object = ..., redirect_slashes: bool = ..., default: object = ..., dependency_overrides_provider: object = ..., route_class: object = ..., on_startup: Sequence[Callable[[], Any]] | None = ..., on_shutdown: Sequence[Callable[[], Any]] | None = ..., lifespan: Callable[[Any], Any] | None = ..., deprecated: bool | None = ..., include_in_schema: bool = ..., generate_unique_id_function: object = ...) -> None: ...
    @decorator("register")
    @entry("route")
    def get(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def put(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def post(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def delete(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def options(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def head(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def patch(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def trace(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("route")
    def api_route(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ..., methods: Sequence[str] | None = ...) -> Callable[[F], F]: ...
    @entry("route", param="endpoint")
    def add_api_route(self, path: str, endpoint: Callable[..., Any], *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., callbacks: object = ..., openapi_extra: object = ..., generate_unique_id_function: object = ..., methods: Sequence[str] | None = ...) -> None: ...
    @decorator("register")
    @entry("websocket")
    def websocket(self, path: str, name: str | None = ..., *, dependencies: Sequence[Any] | None = ...) -> Callable[[F], F]: ...
    @decorator("register")
    @entry("websocket")
    def websocket_route(self, path: str, name: str | None = ...) -> Callable[[F], F]: ...
    @entry("websocket", param="endpoint")
    def add_api_websocket_route(self, path: str, endpoint: Callable[..., Any], name: str | None = ..., *, dependencies: Sequence[Any] | None = ...) -> None: ...
    @decorator("register")
    @entry("startup", on="loop")
    def on_event(self, event_type: str) -> Callable[[F], F]: ...
    def include_router(self, router: APIRouter, *, prefix: str = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., responses: object = ..., deprecated: bool | None = ..., include_in_schema: bool = ..., default_response_class: object = ..., callbacks: object = ..., generate_unique_id_function: object = ...) -> None: ...
    @decorator("register")
    @entry("route")
    def route(self, path: str, methods: Sequence[str] | None = ..., name: str | None = ..., include_in_schema: bool = ...) -> Callable[[F], F]: ...
