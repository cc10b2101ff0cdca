"""Fields of a model. The default is what the field holds where nothing else is given."""
from collections.abc import Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")
F = TypeVar("F")

class FieldInfo:
    annotation: Any
    default: Any
    default_factory: Callable[[], Any] | None
    alias: str | None
    title: str | None
    description: str | None
    examples: list[Any] | None
    metadata: list[Any]
    json_schema_extra: Any
    def is_required(self) -> bool: ...
    def get_default(self, *, call_default_factory: bool = ..., validated_data: object = ...) -> Any: ...
@overload
@runs("default_factory", on="here")
def Field(*, default_factory: Callable[[], T], **options: Any) -> T: ...
@overload
def Field(default: T, **options: Any) -> T: ...
@overload
def Field(**options: Any) -> Any: ...
@overload
@runs("default_factory", on="here")
def PrivateAttr(*, default_factory: Callable[[], T], init: bool = ...) -> T: ...
@overload
def PrivateAttr(default: T, *, init: bool = ...) -> T: ...
@overload
def PrivateAttr(*, init: bool = ...) -> Any: ...
@decorator("transparent")
def computed_field(func: F = ..., /, *, alias: str | None = ..., title: str | None = ..., description: str | None = ..., repr: bool | None = ..., return_type: object = ..., **options: Any) -> F: ...
