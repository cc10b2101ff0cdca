"""Responses: plain data."""
from typing import Any, Generic, TypeVar

T = TypeVar("T")

class Response(Generic[T]):
    content: Any
    headers: Any
    status_code: int | None
    background: Any
    def __init__(self, content: object, *, background: object = ..., cookies: object = ..., encoding: str = ..., headers: object = ..., media_type: object = ..., status_code: int | None = ..., type_encoders: object = ...) -> None: ...
class Redirect(Response[T]): ...
class Template(Response[T]): ...
