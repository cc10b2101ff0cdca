"""Requests and responses: plain data."""
from collections.abc import Iterator
from typing import Any, Self

class Request:
    def __init__(self, method: object = ..., url: object = ..., **kwargs: Any) -> None: ...
    def prepare(self) -> PreparedRequest: ...
class PreparedRequest:
    method: Any
    url: Any
    headers: Any
    body: Any
    def copy(self) -> PreparedRequest: ...
    def prepare(self, **kwargs: Any) -> None: ...
class Response:
    status_code: int
    headers: Any
    content: bytes
    text: str
    url: str
    encoding: Any
    reason: str
    cookies: Any
    elapsed: Any
    history: list[Response]
    request: PreparedRequest
    raw: Any
    ok: bool
    is_redirect: bool
    links: Any
    def __enter__(self) -> Self: ...
    def __exit__(self, *args: object) -> None: ...
    def close(self) -> None: ...
    def iter_content(self, chunk_size: int | None = ..., decode_unicode: bool = ...) -> Iterator[Any]: ...
    def iter_lines(self, chunk_size: int | None = ..., decode_unicode: bool = ..., delimiter: object = ...) -> Iterator[Any]: ...
    def json(self, **kwargs: Any) -> Any: ...
    def raise_for_status(self) -> None: ...
