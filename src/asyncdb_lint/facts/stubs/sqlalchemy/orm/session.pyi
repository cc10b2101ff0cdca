"""The synchronous Session, its transaction, and sessionmaker: what talks to the database, and what they give."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from typing_extensions import Self

from sqlalchemy.engine.base import Connection, Engine
from sqlalchemy.engine.cursor import CursorResult
from sqlalchemy.engine.result import Result, ScalarResult
from sqlalchemy.engine.row import Row
from sqlalchemy.orm.query import Query
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import TypedReturnsRows

T = TypeVar("T")
S = TypeVar("S", bound="Session")
C = TypeVar("C")

# `add`, `delete(obj)`, `expunge` and `expire` only note the wish; `close`, `reset`, `invalidate` and the exit of
# `with Session()` only give the connection back. `begin` does nothing until its block ends, which commits.
@twin("sqlalchemy.ext.asyncio.AsyncSession")
class Session:
    bind: Engine | Connection | None
    autoflush: bool
    autocommit: bool
    expire_on_commit: bool
    twophase: bool
    future: bool
    info: dict[Any, Any]
    hash_key: int
    binds: Mapping[Any, Engine | Connection]
    identity_map: Mapping[Any, Any]
    connection_callable: object

    def __init__(
        self,
        bind: Engine | Connection | None = None,
        *,
        autoflush: bool = True,
        future: bool = True,
        expire_on_commit: bool = True,
        autobegin: bool = True,
        twophase: bool = False,
        binds: object = None,
        enable_baked_queries: bool = True,
        info: object = None,
        query_cls: object = None,
        autocommit: bool = False,
        join_transaction_mode: str = ...,
        close_resets_only: bool = ...,
        default_loader_options: object = None,
        execution_options: object = None,
    ) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, type_: object, value: object, traceback: object) -> None: ...
    def __contains__(self, instance: object) -> bool: ...
    def __iter__(self) -> Iterator[object]: ...

    # Statements
    @overload
    @io("session")
    def execute(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[T]: ...
    @overload
    @io("session")
    def execute(
        self,
        statement: UpdateBase,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> CursorResult[Any]: ...
    @overload
    @io("session")
    def execute(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[Any]: ...
    @overload
    @io("session")
    def scalar(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> T | None: ...
    @overload
    @io("session")
    def scalar(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Any: ...
    @overload
    @io("session")
    def scalars(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> ScalarResult[T]: ...
    @overload
    @io("session")
    def scalars(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> ScalarResult[Any]: ...
    @overload
    def query(self, entity: type[T]) -> Query[T]: ...
    @overload
    def query(self, entity: type[T], *entities: object) -> Query[Row[T]]: ...
    @overload
    def query(self, entity: ColumnElement[T], *entities: object) -> Query[Row[T]]: ...
    @overload
    def query(self, *entities: object, **kwargs: Any) -> Query[object]: ...

    # Objects
    @io("session")
    def get(
        self,
        entity: type[T],
        ident: object,
        *,
        options: object = None,
        populate_existing: bool | None = None,
        with_for_update: object = None,
        identity_token: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
    ) -> T | None: ...
    @io("session")
    def get_one(
        self,
        entity: type[T],
        ident: object,
        *,
        options: object = None,
        populate_existing: bool | None = None,
        with_for_update: object = None,
        identity_token: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
    ) -> T: ...
    @io("session")
    def merge(self, instance: T, *, load: bool = True, options: object = None) -> T: ...
    @io("session")
    def merge_all(self, instances: Iterable[T], *, load: bool = True, options: object = None) -> Sequence[T]: ...
    @io("session")
    def refresh(self, instance: object, attribute_names: object = None, with_for_update: object = None) -> None: ...
    def add(self, instance: object, *, _warn: bool = True) -> None: ...
    def add_all(self, instances: Iterable[object]) -> None: ...
    def delete(self, instance: object) -> None: ...
    def delete_all(self, instances: Iterable[object]) -> None: ...
    def expire(self, instance: object, attribute_names: object = None) -> None: ...
    def expire_all(self) -> None: ...
    def expunge(self, instance: object) -> None: ...
    def expunge_all(self) -> None: ...
    def enable_relationship_loading(self, obj: object) -> None: ...
    def is_modified(self, instance: object, include_collections: bool = True) -> bool: ...
    @io("session")
    def bulk_save_objects(
        self,
        objects: Iterable[object],
        return_defaults: bool = False,
        update_changed_only: bool = True,
        preserve_order: bool = True,
    ) -> None: ...
    @io("session")
    def bulk_insert_mappings(
        self, mapper: object, mappings: object, return_defaults: bool = False, render_nulls: bool = False
    ) -> None: ...
    @io("session")
    def bulk_update_mappings(self, mapper: object, mappings: object) -> None: ...
    @declared
    @classmethod
    def object_session(cls, instance: object) -> Session | None: ...
    @classmethod
    def identity_key(
        cls,
        class_: object = None,
        ident: object = None,
        *,
        instance: object = None,
        row: object = None,
        identity_token: object = None,
    ) -> Any: ...

    # Transactions and connections
    @io("session")
    def commit(self) -> None: ...
    @io("session")
    def flush(self, objects: object = None) -> None: ...
    @io("session")
    def rollback(self) -> None: ...
    @io("session")
    def prepare(self) -> None: ...
    def begin(self, nested: bool = False) -> SessionTransaction: ...
    @io("session")
    def begin_nested(self) -> SessionTransaction: ...
    @io("session")
    def connection(
        self, bind_arguments: object = None, execution_options: object = None, **kw: Any
    ) -> Connection: ...
    def close(self) -> None: ...
    def reset(self) -> None: ...
    def invalidate(self) -> None: ...
    @classmethod
    def close_all(cls) -> None: ...
    def get_transaction(self) -> SessionTransaction | None: ...
    def get_nested_transaction(self) -> SessionTransaction | None: ...
    def in_transaction(self) -> bool: ...
    def in_nested_transaction(self) -> bool: ...
    def get_bind(
        self, mapper: object = None, *, clause: object = None, bind: Engine | Connection | None = None, **kw: Any
    ) -> Engine | Connection: ...
    def bind_mapper(self, mapper: object, bind: Engine | Connection) -> None: ...
    def bind_table(self, table: object, bind: Engine | Connection) -> None: ...
    @property
    def transaction(self) -> SessionTransaction | None: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def execution_options(self) -> Mapping[str, Any]: ...
    @property
    def no_autoflush(self) -> _SessionBlock[Session]: ...
    @property
    def new(self) -> Iterable[object]: ...
    @property
    def dirty(self) -> Iterable[object]: ...
    @property
    def deleted(self) -> Iterable[object]: ...

class SessionTransaction:
    session: Session
    nested: bool
    @property
    def parent(self) -> SessionTransaction | None: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def connections(self) -> frozenset[Connection]: ...
    @io("session")
    def connection(self, bindkey: object, execution_options: object = None, **kwargs: Any) -> Connection: ...
    @io("session")
    def bound_connection(self, bindkey: object = None, **kwargs: Any) -> Connection: ...
    @io("session")
    def prepare(self) -> None: ...
    @io("session")
    def commit(self, _to_root: bool = False) -> None: ...
    @io("session")
    def rollback(self, _capture_exception: bool = False, _to_root: bool = False) -> None: ...
    def close(self, invalidate: bool = False) -> None: ...
    def __enter__(self) -> Self: ...
    @io("session")
    def __exit__(self, type_: object, value: object, traceback: object) -> None: ...

# A factory made without `class_` makes plain Sessions. Any class will do for it, AsyncSession is what it was given most
# often before `async_sessionmaker` came. SQLAlchemy 1.4 takes `class_` as the second positional argument as well.
@twin("sqlalchemy.ext.asyncio.async_sessionmaker")
class sessionmaker(Generic[S]):
    kw: dict[str, Any]
    class_: type[S]
    @overload
    def __init__(
        self: sessionmaker[C],
        bind: object = None,
        *,
        class_: type[C],
        autoflush: bool = True,
        autocommit: bool = False,
        expire_on_commit: bool = True,
        info: object = None,
        **kw: Any,
    ) -> None: ...
    @overload
    def __init__(
        self: sessionmaker[C],
        bind: object,
        class_: type[C],
        autoflush: bool = True,
        autocommit: bool = False,
        expire_on_commit: bool = True,
        info: object = None,
        **kw: Any,
    ) -> None: ...
    @overload
    def __init__(
        self: sessionmaker[Session],
        bind: object = None,
        *,
        autoflush: bool = True,
        autocommit: bool = False,
        expire_on_commit: bool = True,
        info: object = None,
        **kw: Any,
    ) -> None: ...
    def __call__(self, **local_kw: Any) -> S: ...
    def begin(self) -> _CommittingSessionBlock[S]: ...
    def configure(self, **new_kw: Any) -> None: ...
    @classmethod
    def close_all(cls) -> None: ...
    @declared
    @classmethod
    def object_session(cls, instance: object) -> Session | None: ...
    @classmethod
    def identity_key(
        cls,
        class_: object = None,
        ident: object = None,
        *,
        instance: object = None,
        row: object = None,
        identity_token: object = None,
    ) -> Any: ...

class _SessionBlock(Generic[S]):
    def __enter__(self) -> S: ...
    def __exit__(self, type_: object, value: object, traceback: object) -> None: ...

class _CommittingSessionBlock(Generic[S]):
    def __enter__(self) -> S: ...
    @io("session")
    def __exit__(self, type_: object, value: object, traceback: object) -> None: ...

class ORMExecuteState:
    session: Session
    statement: Any
    parameters: Any
    execution_options: Mapping[str, Any]
    is_select: bool
    is_insert: bool
    is_update: bool
    is_delete: bool
    is_column_load: bool
    is_relationship_load: bool
    is_orm_statement: bool
    @io("session")
    def invoke_statement(
        self, statement: object = None, params: object = None, execution_options: object = None, bind_arguments: object = None
    ) -> Result[Any]: ...

@declared
def object_session(instance: object) -> Session | None: ...
def close_all_sessions() -> None: ...
def make_transient(instance: object) -> None: ...
def make_transient_to_detached(instance: object) -> None: ...
