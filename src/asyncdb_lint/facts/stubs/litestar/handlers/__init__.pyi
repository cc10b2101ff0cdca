"""Handlers: a plain function runs on the event loop unless `sync_to_thread=True`."""
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from litestar.connection import ASGIConnection, Request, WebSocket

F = TypeVar("F")

@entry("middleware", param="after_request")
@entry("middleware", param="after_response")
@entry("middleware", param="before_request")
@entry("middleware", param="guards")
@entry("exception_handler", param="exception_handlers", on="loop")
@decorator("register")
@entry("route", on="loop", unless="sync_to_thread")
def get(path: object = ..., *, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., background: object = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., media_type: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., response_class: object = ..., response_headers: object = ..., return_dto: object = ..., dto: object = ..., signature_namespace: object = ..., status_code: int | None = ..., sync_to_thread: bool | None = ..., description: str | None = ..., include_in_schema: object = ..., operation_id: object = ..., responses: object = ..., security: object = ..., summary: str | None = ..., tags: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@entry("middleware", param="after_request")
@entry("middleware", param="after_response")
@entry("middleware", param="before_request")
@entry("middleware", param="guards")
@entry("exception_handler", param="exception_handlers", on="loop")
@decorator("register")
@entry("route", on="loop", unless="sync_to_thread")
def post(path: object = ..., *, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., background: object = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., media_type: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., response_class: object = ..., response_headers: object = ..., return_dto: object = ..., dto: object = ..., signature_namespace: object = ..., status_code: int | None = ..., sync_to_thread: bool | None = ..., description: str | None = ..., include_in_schema: object = ..., operation_id: object = ..., responses: object = ..., security: object = ..., summary: str | None = ..., tags: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@entry("middleware", param="after_request")
@entry("middleware", param="after_response")
@entry("middleware", param="before_request")
@entry("middleware", param="guards")
@entry("exception_handler", param="exception_handlers", on="loop")
@decorator("register")
@entry("route", on="loop", unless="sync_to_thread")
def put(path: object = ..., *, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., background: object = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., media_type: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., response_class: object = ..., response_headers: object = ..., return_dto: object = ..., dto: object = ..., signature_namespace: object = ..., status_code: int | None = ..., sync_to_thread: bool | None = ..., description: str | None = ..., include_in_schema: object = ..., operation_id: object = ..., responses: object = ..., security: object = ..., summary: str | None = ..., tags: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@entry("middleware", param="after_request")
@entry("middleware", param="after_response")
@entry("middleware", param="before_request")
@entry("middleware", param="guards")
@entry("exception_handler", param="exception_handlers", on="loop")
@decorator("register")
@entry("route", on="loop", unless="sync_to_thread")
def patch(path: object = ..., *, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., background: object = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., media_type: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., response_class: object = ..., response_headers: object = ..., return_dto: object = ..., dto: object = ..., signature_namespace: object = ..., status_code: int | None = ..., sync_to_thread: bool | None = ..., description: str | None = ..., include_in_schema: object = ..., operation_id: object = ..., responses: object = ..., security: object = ..., summary: str | None = ..., tags: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@entry("middleware", param="after_request")
@entry("middleware", param="after_response")
@entry("middleware", param="before_request")
@entry("middleware", param="guards")
@entry("exception_handler", param="exception_handlers", on="loop")
@decorator("register")
@entry("route", on="loop", unless="sync_to_thread")
def delete(path: object = ..., *, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., background: object = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., media_type: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., response_class: object = ..., response_headers: object = ..., return_dto: object = ..., dto: object = ..., signature_namespace: object = ..., status_code: int | None = ..., sync_to_thread: bool | None = ..., description: str | None = ..., include_in_schema: object = ..., operation_id: object = ..., responses: object = ..., security: object = ..., summary: str | None = ..., tags: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@entry("middleware", param="after_request")
@entry("middleware", param="after_response")
@entry("middleware", param="before_request")
@entry("middleware", param="guards")
@entry("exception_handler", param="exception_handlers", on="loop")
@decorator("register")
@entry("route", on="loop", unless="sync_to_thread")
def head(path: object = ..., *, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., background: object = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., media_type: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., response_class: object = ..., response_headers: object = ..., return_dto: object = ..., dto: object = ..., signature_namespace: object = ..., status_code: int | None = ..., sync_to_thread: bool | None = ..., description: str | None = ..., include_in_schema: object = ..., operation_id: object = ..., responses: object = ..., security: object = ..., summary: str | None = ..., tags: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@entry("middleware", param="after_request")
@entry("middleware", param="after_response")
@entry("middleware", param="before_request")
@entry("middleware", param="guards")
@entry("exception_handler", param="exception_handlers", on="loop")
@decorator("register")
@entry("route", on="loop", unless="sync_to_thread")
def route(path: object = ..., *, http_method: object, after_request: Callable[[Any], Any] | None = ..., after_response: Callable[[Request], Any] | None = ..., background: object = ..., before_request: Callable[[Request], Any] | None = ..., dependencies: object = ..., exception_handlers: Mapping[Any, Callable[[Request, Any], Any]] | None = ..., guards: Sequence[Callable[[ASGIConnection, Any], Any]] | None = ..., media_type: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., response_class: object = ..., response_headers: object = ..., return_dto: object = ..., dto: object = ..., signature_namespace: object = ..., status_code: int | None = ..., sync_to_thread: bool | None = ..., description: str | None = ..., include_in_schema: object = ..., operation_id: object = ..., responses: object = ..., security: object = ..., summary: str | None = ..., tags: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@decorator("register")
@entry("websocket")
def websocket(path: object = ..., *, dependencies: object = ..., exception_handlers: object = ..., guards: object = ..., middleware: object = ..., name: str | None = ..., opt: object = ..., signature_namespace: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@decorator("register")
@entry("websocket")
def websocket_listener(path: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
@decorator("register")
@entry("route")
def asgi(path: object = ..., **kwargs: Any) -> Callable[[F], F]: ...
