"""Mapped attributes as they are annotated: what the class and what an object gives."""

from typing import Any, Generic, TypeVar, overload

from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.orm.dynamic import AppenderQuery
from sqlalchemy.orm.mapper import Mapper
from sqlalchemy.orm.relationships import RelationshipProperty
from sqlalchemy.orm.writeonly import WriteOnlyCollection
from sqlalchemy.sql.elements import ColumnElement

T = TypeVar("T")

class InspectionAttr: ...
class ORMDescriptor(Generic[T]): ...
class SQLORMExpression(ColumnElement[T], Generic[T]): ...

class Mapped(SQLORMExpression[T], Generic[T]):
    @overload
    def __get__(self, instance: None, owner: object) -> InstrumentedAttribute[T]: ...
    @overload
    def __get__(self, instance: object, owner: object) -> T: ...

# What an object of an asynchronous session gives is to be used inside `run_sync`.
class DynamicMapped(RelationshipProperty[T], Generic[T]):
    @overload
    def __get__(self, instance: None, owner: object) -> InstrumentedAttribute[T]: ...
    @overload
    @declared
    def __get__(self, instance: object, owner: object) -> AppenderQuery[T]: ...

class WriteOnlyMapped(RelationshipProperty[T], Generic[T]):
    @overload
    def __get__(self, instance: None, owner: object) -> InstrumentedAttribute[T]: ...
    @overload
    def __get__(self, instance: object, owner: object) -> WriteOnlyCollection[T]: ...

MANYTOONE: Any
ONETOMANY: Any
MANYTOMANY: Any
NO_VALUE: Any
PASSIVE_NO_INITIALIZE: Any
PASSIVE_OFF: Any

def class_mapper(class_: type[T], configure: bool = True) -> Mapper[T]: ...
def object_mapper(instance: T) -> Mapper[T]: ...
