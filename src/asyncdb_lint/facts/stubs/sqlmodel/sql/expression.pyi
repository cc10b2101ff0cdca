"""SQLModel's `select`, and the expression functions that it types anew."""

from typing import Any, Generic, TypeVar, overload

from sqlalchemy.sql import selectable
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import (
    all_ as all_,
    and_ as and_,
    any_ as any_,
    asc as asc,
    between as between,
    bitwise_not as bitwise_not,
    case as case,
    cast as cast,
    collate as collate,
    desc as desc,
    distinct as distinct,
    extract as extract,
    funcfilter as funcfilter,
    label as label,
    not_ as not_,
    nulls_first as nulls_first,
    nulls_last as nulls_last,
    or_ as or_,
    over as over,
    try_cast as try_cast,
    tuple_ as tuple_,
    type_coerce as type_coerce,
    within_group as within_group,
)

T = TypeVar("T")

# `Session.exec` gives rows for a Select, and the elements themselves for a SelectOfScalar.
class Select(selectable.Select[T], Generic[T]): ...
class SelectOfScalar(selectable.Select[T], Generic[T]): ...

@overload
def select(entity: type[T]) -> SelectOfScalar[T]: ...
@overload
def select(entity: ColumnElement[T]) -> SelectOfScalar[T]: ...
@overload
def select(entity: object) -> SelectOfScalar[Any]: ...
@overload
def select(entity: type[T], *entities: object) -> Select[T]: ...
@overload
def select(*entities: object) -> Select[Any]: ...
def col(column_expression: object) -> ColumnElement[Any]: ...
