"""Validators: called at once, on the thread that makes the model."""
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F")

@decorator("register")
@entry("validator")
def field_validator(field: str, /, *fields: str, mode: str = ..., check_fields: bool | None = ..., json_schema_input_type: object = ...) -> Callable[[F], F]: ...
@decorator("register")
@entry("validator")
def model_validator(*, mode: str) -> Callable[[F], F]: ...
class AfterValidator:
    func: Callable[..., Any]
    def __init__(self, func: Callable[..., Any]) -> None: ...
class BeforeValidator:
    func: Callable[..., Any]
    def __init__(self, func: Callable[..., Any], json_schema_input_type: object = ...) -> None: ...
class PlainValidator:
    func: Callable[..., Any]
    def __init__(self, func: Callable[..., Any], json_schema_input_type: object = ...) -> None: ...
class WrapValidator:
    func: Callable[..., Any]
    def __init__(self, func: Callable[..., Any], json_schema_input_type: object = ...) -> None: ...
class ModelWrapValidatorHandler: ...
InstanceOf: Any
SkipValidation: Any
