"""Models of plain data; fields may hold whatever they are annotated with."""
from collections.abc import Callable
from uuid import UUID
from typing import Any, Generic, Self, TypeVar
from pydantic.fields import Field as Field, PrivateAttr as PrivateAttr, computed_field as computed_field, FieldInfo as _FieldInfo
from pydantic.main import BaseModel as BaseModel, create_model as create_model
from pydantic.root_model import RootModel as RootModel
from pydantic.config import ConfigDict as ConfigDict
from pydantic.functional_validators import AfterValidator as AfterValidator, BeforeValidator as BeforeValidator, InstanceOf as InstanceOf, ModelWrapValidatorHandler as ModelWrapValidatorHandler, PlainValidator as PlainValidator, SkipValidation as SkipValidation, WrapValidator as WrapValidator, field_validator as field_validator, model_validator as model_validator
from pydantic.functional_serializers import PlainSerializer as PlainSerializer, SerializeAsAny as SerializeAsAny, WrapSerializer as WrapSerializer, field_serializer as field_serializer, model_serializer as model_serializer
from pydantic.errors import PydanticUserError as PydanticUserError
from pydantic_core import ValidationError as ValidationError
from pydantic import dataclasses as dataclasses

F = TypeVar("F")
T = TypeVar("T")

@decorator("transparent")
def validate_call(func: F = ..., /, *, config: object = ..., validate_return: bool = ...) -> F: ...
@decorator("register")
@entry("validator")
def validator(field: str, /, *fields: str, pre: bool = ..., each_item: bool = ..., always: bool = ..., check_fields: bool | None = ..., allow_reuse: bool = ...) -> Callable[[F], F]: ...
@decorator("register")
@entry("validator")
def root_validator(*args: object, pre: bool = ..., skip_on_failure: bool = ..., allow_reuse: bool = ...) -> Callable[[F], F]: ...
def parse_obj_as(type_: type[T], obj: object, type_name: object = ...) -> T: ...

class ValidationInfo:
    context: Any
    config: Any
    mode: str
    data: dict[str, Any]
    field_name: str | None
class TypeAdapter(Generic[T]):
    def __init__(self, type: type[T], *, config: object = ...) -> None: ...
    def validate_python(self, object: object, /, *, strict: bool | None = ..., from_attributes: bool | None = ..., context: object = ..., **options: Any) -> T: ...
    def validate_json(self, data: object, /, *, strict: bool | None = ..., context: object = ..., **options: Any) -> T: ...
    def dump_python(self, instance: T, /, **options: Any) -> Any: ...
    def dump_json(self, instance: T, /, **options: Any) -> bytes: ...
    def json_schema(self, **options: Any) -> dict[str, Any]: ...
class PydanticDeprecatedSince20(DeprecationWarning): ...
class StringConstraints:
    def __init__(self, **options: Any) -> None: ...
class Discriminator:
    def __init__(self, discriminator: object, **options: Any) -> None: ...
class Tag:
    def __init__(self, tag: str) -> None: ...
class AliasChoices:
    def __init__(self, first_choice: object, *choices: object) -> None: ...
class AliasPath:
    def __init__(self, first_arg: str, *args: object) -> None: ...
class WithJsonSchema:
    def __init__(self, json_schema: object, mode: object = ...) -> None: ...
class SecretStr:
    def __init__(self, secret_value: str) -> None: ...
    def get_secret_value(self) -> str: ...
class SecretBytes:
    def __init__(self, secret_value: bytes) -> None: ...
    def get_secret_value(self) -> bytes: ...

def conint(**options: Any) -> Any: ...
def constr(**options: Any) -> Any: ...
def conlist(item_type: object, **options: Any) -> Any: ...
def confloat(**options: Any) -> Any: ...
def condecimal(**options: Any) -> Any: ...

EmailStr = Any
HttpUrl = Any
AnyUrl = Any
AnyHttpUrl = Any
PostgresDsn = Any
RedisDsn = Any
MySQLDsn = Any
MongoDsn = Any
AmqpDsn = Any
UUID1 = UUID
UUID3 = UUID
UUID4 = UUID
UUID5 = UUID
StrictStr = Any
StrictInt = Any
StrictBool = Any
StrictFloat = Any
StrictBytes = Any
PositiveInt = Any
NegativeInt = Any
NonNegativeInt = Any
NonPositiveInt = Any
PositiveFloat = Any
NegativeFloat = Any
NonNegativeFloat = Any
NonPositiveFloat = Any
FilePath = Any
DirectoryPath = Any
NewPath = Any
Json = Any
JsonValue = Any
IPvAnyAddress = Any
NaiveDatetime = Any
AwareDatetime = Any
PastDate = Any
FutureDate = Any
PastDatetime = Any
FutureDatetime = Any
ByteSize = Any
Base64Str = Any
Base64Bytes = Any
ImportString = Any
NameEmail = Any
