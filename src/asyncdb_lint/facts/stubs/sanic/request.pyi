"""Requests: `ctx` takes any attribute."""
from typing import Any
from sanic import Sanic, _Context

class Request:
    app: Sanic
    ctx: _Context
    args: Any
    body: bytes
    cookies: Any
    endpoint: str | None
    files: Any
    form: Any
    headers: Any
    host: str
    id: Any
    ip: str
    json: Any
    match_info: Any
    method: str
    path: str
    query_args: Any
    query_string: str
    raw_url: bytes
    route: Any
    scheme: str
    token: str | None
    url: str
    def get_args(self, *args: Any, **kwargs: Any) -> Any: ...
    def url_for(self, view_name: str, **kwargs: Any) -> str: ...
    async def receive_body(self) -> None: ...
    async def respond(self, response: object = ..., *, status: int = ..., headers: object = ..., content_type: str | None = ...) -> Any: ...
