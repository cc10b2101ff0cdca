"""Backports of typing: every name is the one of typing."""
from typing import *
from typing import (
    Annotated as Annotated, Any as Any, AnyStr as AnyStr, ClassVar as ClassVar, Concatenate as Concatenate, Final as Final, Generic as Generic, Literal as Literal,
    LiteralString as LiteralString, NamedTuple as NamedTuple, Never as Never, NewType as NewType, NoReturn as NoReturn, NotRequired as NotRequired,
    Optional as Optional, ParamSpec as ParamSpec, Protocol as Protocol, ReadOnly as ReadOnly, Required as Required, Self as Self, TYPE_CHECKING as TYPE_CHECKING,
    TypeAlias as TypeAlias, TypeAliasType as TypeAliasType, TypedDict as TypedDict, TypeGuard as TypeGuard, TypeIs as TypeIs, TypeVar as TypeVar,
    TypeVarTuple as TypeVarTuple, Union as Union, Unpack as Unpack, assert_never as assert_never, assert_type as assert_type, cast as cast,
    dataclass_transform as dataclass_transform, final as final, get_args as get_args, get_origin as get_origin, get_overloads as get_overloads,
    get_type_hints as get_type_hints, is_typeddict as is_typeddict, overload as overload, override as override, reveal_type as reveal_type,
    runtime_checkable as runtime_checkable,
)
from warnings import deprecated as deprecated

class Doc:
    documentation: str
    def __init__(self, documentation: str, /) -> None: ...
