"""Relationships between models."""

from typing import Any, Generic, TypeVar, overload

from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

T = TypeVar("T")

class RelationshipProperty(ColumnElement[T], Generic[T]):
    mapper: Any
    entity: Any
    uselist: bool | None
    direction: Any
    secondary: Any
    back_populates: Any
    argument: Any
    lazy: Any
    viewonly: Any
    key: Any
    @overload
    def __get__(self, instance: None, owner: object) -> InstrumentedAttribute[T]: ...
    @overload
    def __get__(self, instance: object, owner: object) -> T: ...

class Relationship(RelationshipProperty[T], Generic[T]): ...

def foreign(expr: object) -> Any: ...
def remote(expr: object) -> Any: ...
