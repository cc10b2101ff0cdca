"""Declarative base classes, and the decorators that belong to them."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm.mapper import Mapper
from sqlalchemy.sql.schema import MetaData, Table

C = TypeVar("C")
F = TypeVar("F")

class registry:
    metadata: MetaData
    type_annotation_map: Any
    mappers: Any
    def __init__(self, *, metadata: MetaData | None = None, type_annotation_map: object = None, **kw: Any) -> None: ...
    def configure(self, cascade: bool = False) -> None: ...
    def dispose(self, cascade: bool = False) -> None: ...
    def update_type_annotation_map(self, type_annotation_map: object) -> None: ...
    def generate_base(self, mapper: object = None, cls: object = ..., name: str = "Base", metaclass: object = ...) -> type[DeclarativeBase]: ...
    @decorator("transparent")
    def mapped(self, cls: C) -> C: ...
    @decorator("transparent")
    def mapped_as_dataclass(self, cls: object = None, **kw: Any) -> Any: ...
    @decorator("transparent")
    def as_declarative_base(self, **kw: Any) -> Callable[[C], C]: ...
    def map_declaratively(self, cls: type[C]) -> Mapper[C]: ...
    def map_imperatively(self, class_: type[C], local_table: object = None, **kw: Any) -> Mapper[C]: ...

class DeclarativeMeta(type): ...

class DeclarativeBase:
    registry: Any
    metadata: MetaData
    __table__: Table
    __tablename__: Any
    __mapper__: Mapper[Any]
    def __init__(self, **kw: Any) -> None: ...

class DeclarativeBaseNoMeta:
    registry: Any
    metadata: MetaData
    __table__: Table
    __tablename__: Any
    __mapper__: Mapper[Any]
    def __init__(self, **kw: Any) -> None: ...

class MappedAsDataclass: ...

# Read on an object, a declared attribute runs the function.
@decorator("property")
def declared_attr(fn: F, cascading: bool = False, quiet: bool = False) -> F: ...
def declarative_base(
    *,
    bind: object = None,
    metadata: MetaData | None = None,
    mapper: object = None,
    cls: object = ...,
    name: str = "Base",
    class_registry: object = None,
    type_annotation_map: object = None,
    constructor: object = ...,
    metaclass: object = ...,
) -> type[DeclarativeBase]: ...
def add_mapped_attribute(target: object, key: str, attr: object) -> None: ...
def has_inherited_table(cls: object) -> bool: ...
@decorator("transparent")
def as_declarative(**kw: Any) -> Callable[[C], C]: ...
@decorator("transparent")
def declarative_mixin(cls: C) -> C: ...
@decorator("transparent")
def mapped_as_dataclass(registry: object, **kw: Any) -> Callable[[C], C]: ...
@decorator("transparent")
def synonym_for(name: str, map_column: bool = False) -> Callable[[F], F]: ...
