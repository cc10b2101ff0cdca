"""Tables and their parts: plain data, except what creates, drops or reflects."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from typing_extensions import Self

from sqlalchemy.engine.base import Connection, Engine
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import TableClause

T = TypeVar("T")

class SchemaItem:
    info: dict[Any, Any]

class MetaData:
    tables: Mapping[str, Table]
    schema: str | None
    naming_convention: Any
    info: dict[Any, Any]
    def __init__(
        self,
        bind: object = None,
        *,
        schema: object = None,
        quote_schema: bool | None = None,
        naming_convention: object = None,
        info: object = None,
        **kw: Any,
    ) -> None: ...
    @property
    def sorted_tables(self) -> list[Table]: ...
    @io("connection")
    def create_all(self, bind: object = None, tables: object = None, checkfirst: object = True, **kw: Any) -> None: ...
    @io("connection")
    def drop_all(self, bind: object = None, tables: object = None, checkfirst: object = True, **kw: Any) -> None: ...
    @io("connection")
    def reflect(
        self,
        bind: object = None,
        schema: str | None = None,
        views: bool = False,
        only: object = None,
        extend_existing: bool = False,
        autoload_replace: bool = True,
        resolve_fks: bool = True,
        **dialect_kwargs: Any,
    ) -> None: ...
    def clear(self) -> None: ...
    def remove(self, table: object) -> None: ...
    def __contains__(self, table_or_key: object) -> bool: ...

# A table that is declared with columns is plain data; `autoload_with` asks the database for them.
class Table(TableClause):
    metadata: MetaData
    key: str
    fullname: str
    indexes: Any
    constraints: Any
    foreign_key_constraints: Any
    info: dict[Any, Any]
    @io("connection", when="autoload_with")
    def __init__(
        self,
        name: str,
        metadata: MetaData,
        *args: Any,
        autoload_with: Engine | Connection | None = None,
        **kw: Any,
    ) -> None: ...
    @io("connection")
    def create(self, bind: object = None, checkfirst: object = True) -> None: ...
    @io("connection")
    def drop(self, bind: object = None, checkfirst: object = True) -> None: ...
    @io("connection")
    def exists(self, bind: object = None) -> bool: ...
    def insert(self, *args: Any, **kw: Any) -> Insert: ...
    def update(self, *args: Any, **kw: Any) -> Update: ...
    def delete(self, *args: Any, **kw: Any) -> Delete: ...
    def to_metadata(self, metadata: MetaData, schema: object = ..., *, name: str | None = None, **kw: Any) -> Table: ...
    def append_column(self, column: object, *, replace_existing: bool = False) -> None: ...
    def append_constraint(self, constraint: object) -> None: ...

# On a model, a column is read as plain data: the mapper puts an instrumented attribute in its place.
class Column(ColumnElement[T], SchemaItem, Generic[T]):
    name: str
    key: str
    type: Any
    table: Table
    primary_key: bool
    nullable: bool
    unique: Any
    index: Any
    default: Any
    onupdate: Any
    server_default: Any
    server_onupdate: Any
    foreign_keys: Any
    comment: str | None
    autoincrement: Any
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def __get__(self, instance: object, owner: object) -> Any: ...
    def copy(self, **kw: Any) -> Self: ...
    def references(self, column: object) -> bool: ...
    def append_foreign_key(self, fk: object) -> None: ...

class ForeignKey(SchemaItem):
    column: Any
    parent: Any
    ondelete: str | None
    onupdate: str | None
    target_fullname: str
    def __init__(self, column: object, **kw: Any) -> None: ...

class Constraint(SchemaItem):
    name: Any
    def __init__(self, *args: Any, **kw: Any) -> None: ...

class CheckConstraint(Constraint): ...
class ForeignKeyConstraint(Constraint): ...
class PrimaryKeyConstraint(Constraint): ...
class UniqueConstraint(Constraint): ...

class Index(SchemaItem):
    name: Any
    def __init__(self, name: str | None, *expressions: Any, **kw: Any) -> None: ...
    @io("connection")
    def create(self, bind: object, checkfirst: object = False) -> None: ...
    @io("connection")
    def drop(self, bind: object, checkfirst: object = False) -> None: ...

class FetchedValue(SchemaItem):
    def __init__(self, for_update: bool = False) -> None: ...

class DefaultClause(FetchedValue):
    def __init__(self, arg: object, for_update: bool = False, _reflected: bool = False) -> None: ...

class Computed(FetchedValue):
    def __init__(self, sqltext: object, persisted: bool | None = None) -> None: ...

class Identity(FetchedValue):
    def __init__(self, always: bool = False, on_null: bool | None = None, **kw: Any) -> None: ...

class ColumnDefault(SchemaItem): ...
class ScalarElementColumnDefault(ColumnDefault): ...
class CallableColumnDefault(ColumnDefault): ...

class Sequence(SchemaItem):
    name: str
    def __init__(self, name: str, start: int | None = None, increment: int | None = None, **kw: Any) -> None: ...
    def next_value(self) -> Any: ...
    @io("connection")
    def create(self, bind: object, checkfirst: object = True) -> None: ...
    @io("connection")
    def drop(self, bind: object, checkfirst: object = True) -> None: ...

BLANK_SCHEMA: Any

def insert_sentinel(name: str | None = None, type_: object = None, **kw: Any) -> Column[Any]: ...
