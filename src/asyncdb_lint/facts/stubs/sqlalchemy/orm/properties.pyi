"""Mapped columns: plain data on an object, a column expression on the class."""

from typing import Any, Generic, TypeVar, overload

from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

T = TypeVar("T")

class ColumnProperty(ColumnElement[T], Generic[T]):
    columns: Any
    expression: Any

class MappedColumn(ColumnElement[T], Generic[T]):
    column: Any
    name: str
    @overload
    def __get__(self, instance: None, owner: object) -> InstrumentedAttribute[T]: ...
    @overload
    def __get__(self, instance: object, owner: object) -> T: ...

class MappedSQLExpression(ColumnProperty[T], Generic[T]):
    @overload
    def __get__(self, instance: None, owner: object) -> InstrumentedAttribute[T]: ...
    @overload
    def __get__(self, instance: object, owner: object) -> T: ...
