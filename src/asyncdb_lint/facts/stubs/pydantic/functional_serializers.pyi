"""Serializers: called at once, on the thread that dumps the model."""
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")

@decorator("register")
def field_serializer(*fields: str, mode: str = ..., return_type: object = ..., when_used: str = ..., check_fields: bool | None = ...) -> Callable[[F], F]: ...
@decorator("register")
def model_serializer(f: F = ..., /, *, mode: str = ..., when_used: str = ..., return_type: object = ...) -> Callable[[F], F]: ...
class PlainSerializer:
    func: Callable[..., Any]
    def __init__(self, func: Callable[..., Any], return_type: object = ..., when_used: str = ...) -> None: ...
class WrapSerializer:
    func: Callable[..., Any]
    def __init__(self, func: Callable[..., Any], return_type: object = ..., when_used: str = ...) -> None: ...
SerializeAsAny: Any
