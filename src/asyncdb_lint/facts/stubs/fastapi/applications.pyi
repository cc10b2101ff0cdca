"""The FastAPI application: which functions handed to it become entry points."""
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from fastapi.routing import APIRouter

F = TypeVar("F")

# Start-up functions run on the loop even when they are plain; so do middleware and lifespan.
class FastAPI(Starlette):
    title: str
    version: str
    openapi_url: str | None
    openapi_schema: dict[str, Any] | None
    docs_url: str | None
    redoc_url: str | None
    root_path: str
    router: APIRouter
    webhooks: APIRouter
    dependency_overrides: dict[Any, Callable[..., Any]]
    @entry("exception_handler", param="exception_handlers")
    @entry("startup", param="on_startup", on="loop")
    @entry("startup", param="on_shutdown", on="loop")
    @entry("startup", param="lifespan", on="loop")
    def __init__(self, *, debug: bool = ..., routes: object = ..., title: str = ..., summary: str | None = ..., description: str = ..., version: str = ..., openapi_url: str | None = ..., openapi_tags: object = ..., servers: object = ..., dependencies: Sequence[Any] | None = ..., default_response_class: object = ..., redirect_slashes: bool = ..., docs_url: str | None = ..., redoc_url: str | None = ..., middleware: Sequence[Any] | None = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., on_startup: Sequence[Callable[[], Any]] | None = ..., on_shutdown: Sequence[Callable[[], Any]] | None = ..., lifespan: Callable[[FastAPI], Any] | None = ..., root_path: str = ..., responses: object = ..., callbacks: object = ..., webhooks: object = ..., deprecated: bool | None = ..., include_in_schema: bool = ..., swagger_ui_parameters: object = ..., generate_unique_id_function: object = ..., **extra: Any) -> None: ...
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
    def openapi(self) -> dict[str, Any]: ...
    def setup(self) -> None: ...
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
    def api_route(self, path: str, *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., openapi_extra: object = ..., generate_unique_id_function: object = ..., methods: Sequence[str] | None = ...) -> Callable[[F], F]: ...
    @entry("route", param="endpoint")
    def add_api_route(self, path: str, endpoint: Callable[..., Any], *, response_model: object = ..., status_code: int | None = ..., tags: object = ..., dependencies: Sequence[Any] | None = ..., summary: str | None = ..., description: str | None = ..., response_description: str = ..., responses: object = ..., deprecated: bool | None = ..., operation_id: str | None = ..., response_model_include: object = ..., response_model_exclude: object = ..., response_model_by_alias: bool = ..., response_model_exclude_unset: bool = ..., response_model_exclude_defaults: bool = ..., response_model_exclude_none: bool = ..., include_in_schema: bool = ..., response_class: object = ..., name: str | None = ..., openapi_extra: object = ..., generate_unique_id_function: object = ..., methods: Sequence[str] | None = ...) -> None: ...
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
    @entry("middleware", on="loop")
    def middleware(self, middleware_type: str) -> Callable[[Callable[[Request, Callable[[Request], Awaitable[Response]]], Any]], Any]: ...
    @decorator("register")
    @entry("exception_handler")
    def exception_handler(self, exc_class_or_status_code: object) -> Callable[[Callable[[Request, Any], Any]], Any]: ...
