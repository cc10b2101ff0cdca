"""Connections: plain data, and the state of the application and of the connection."""
from typing import Any, Generic, TypeVar
from litestar import Litestar
from litestar.datastructures import State

U = TypeVar("U")
A = TypeVar("A")
S = TypeVar("S")

class ASGIConnection:
    app: Litestar
    scope: Any
    url: Any
    headers: Any
    cookies: Any
    path_params: Any
    query_params: Any
    client: Any
    user: Any
    auth: Any
    session: Any
    state: State
class Request(ASGIConnection, Generic[U, A, S]):
    method: str
    async def json(self) -> Any: ...
    async def body(self) -> bytes: ...
    async def form(self) -> Any: ...
class WebSocket(ASGIConnection, Generic[U, A, S]):
    async def accept(self, subprotocols: str | None = ..., headers: object = ...) -> None: ...
    async def close(self, code: int = ..., reason: str | None = ...) -> None: ...
    async def receive_text(self) -> str: ...
    async def receive_json(self, mode: str = ...) -> Any: ...
    async def receive_bytes(self) -> bytes: ...
    async def send_text(self, data: str, encoding: str = ...) -> None: ...
    async def send_json(self, data: Any, mode: str = ..., encoding: str = ..., serializer: object = ...) -> None: ...
