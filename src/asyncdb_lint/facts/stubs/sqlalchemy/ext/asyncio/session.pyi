"""AsyncSession, its transaction, and async_sessionmaker: coroutines, and what both `await` and `async with` accept."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from typing_extensions import Self

from sqlalchemy.engine.cursor import CursorResult
from sqlalchemy.engine.result import Result, ScalarResult
from sqlalchemy.ext.asyncio.engine import AsyncConnection, AsyncEngine
from sqlalchemy.ext.asyncio.result import AsyncResult, AsyncScalarResult
from sqlalchemy.orm.session import Session
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import TypedReturnsRows

T = TypeVar("T")
R = TypeVar("R")
A = TypeVar("A", bound="AsyncSession")
P = ParamSpec("P")

# `sync_session` and `get_bind()` give synchronous objects that work inside `run_sync` only: what a call on
# them does depends on where it stands, so they stay unknown.
@asynchronous("sqlalchemy.orm.session.Session")
class AsyncSession:
    bind: AsyncEngine | AsyncConnection | None
    autoflush: bool
    info: dict[Any, Any]
    identity_map: Mapping[Any, Any]
    sync_session: object
    sync_session_class: type[Session]

    def __init__(
        self,
        bind: AsyncEngine | AsyncConnection | None = None,
        *,
        binds: object = None,
        sync_session_class: type[Session] | None = None,
        autoflush: bool = True,
        expire_on_commit: bool = True,
        info: object = None,
        **kw: Any,
    ) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, type_: object, value: object, traceback: object) -> None: ...
    def __contains__(self, instance: object) -> bool: ...
    def __iter__(self) -> Iterator[object]: ...

    # Statements
    @overload
    async def execute(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[T]: ...
    @overload
    async def execute(
        self,
        statement: UpdateBase,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> CursorResult[Any]: ...
    @overload
    async def execute(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[Any]: ...
    @overload
    async def scalar(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> T | None: ...
    @overload
    async def scalar(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Any: ...
    @overload
    async def scalars(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> ScalarResult[T]: ...
    @overload
    async def scalars(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> ScalarResult[Any]: ...
    @overload
    async def stream(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> AsyncResult[T]: ...
    @overload
    async def stream(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> AsyncResult[Any]: ...
    @overload
    async def stream_scalars(
        self,
        statement: TypedReturnsRows[T],
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> AsyncScalarResult[T]: ...
    @overload
    async def stream_scalars(
        self,
        statement: Executable | str,
        params: object = None,
        *,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> AsyncScalarResult[Any]: ...

    # Objects
    async def get(
        self,
        entity: type[T],
        ident: object,
        *,
        options: object = None,
        populate_existing: bool | None = None,
        with_for_update: object = None,
        identity_token: object = None,
        execution_options: object = ...,
    ) -> T | None: ...
    async def get_one(
        self,
        entity: type[T],
        ident: object,
        *,
        options: object = None,
        populate_existing: bool | None = None,
        with_for_update: object = None,
        identity_token: object = None,
        execution_options: object = ...,
    ) -> T: ...
    async def merge(self, instance: T, *, load: bool = True, options: object = None) -> T: ...
    async def merge_all(self, instances: Iterable[T], *, load: bool = True, options: object = None) -> Sequence[T]: ...
    async def refresh(self, instance: object, attribute_names: object = None, with_for_update: object = None) -> None: ...
    async def delete(self, instance: object) -> None: ...
    async def delete_all(self, instances: Iterable[object]) -> None: ...
    def add(self, instance: object, *, _warn: bool = True) -> None: ...
    def add_all(self, instances: Iterable[object]) -> None: ...
    def expire(self, instance: object, attribute_names: object = None) -> None: ...
    def expire_all(self) -> None: ...
    def expunge(self, instance: object) -> None: ...
    def expunge_all(self) -> None: ...
    def is_modified(self, instance: object, include_collections: bool = True) -> bool: ...
    @classmethod
    def object_session(cls, instance: object) -> object: ...
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
    @runs("fn", on="greenlet")
    async def run_sync(self, fn: Callable[Concatenate[Session, P], R], *arg: P.args, **kw: P.kwargs) -> R: ...
    async def commit(self) -> None: ...
    async def flush(self, objects: object = None) -> None: ...
    async def rollback(self) -> None: ...
    def begin(self) -> AsyncSessionTransaction: ...
    def begin_nested(self) -> AsyncSessionTransaction: ...
    async def connection(
        self, bind_arguments: object = None, execution_options: object = None, **kw: Any
    ) -> AsyncConnection: ...
    async def close(self) -> None: ...
    async def aclose(self) -> None: ...
    async def reset(self) -> None: ...
    async def invalidate(self) -> None: ...
    @classmethod
    async def close_all(cls) -> None: ...
    def get_transaction(self) -> AsyncSessionTransaction | None: ...
    def get_nested_transaction(self) -> AsyncSessionTransaction | None: ...
    def in_transaction(self) -> bool: ...
    def in_nested_transaction(self) -> bool: ...
    def get_bind(self, mapper: object = None, clause: object = None, bind: object = None, **kw: Any) -> object: ...
    def get_async_bind(
        self, mapper: object = None, clause: object = None, bind: object = None, **kw: Any
    ) -> AsyncEngine | AsyncConnection: ...
    def bind_mapper(self, mapper: object, bind: object) -> None: ...
    def bind_table(self, table: object, bind: object) -> None: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def binds(self) -> Any: ...
    @property
    def execution_options(self) -> Mapping[str, Any]: ...
    @property
    def no_autoflush(self) -> _NoAutoflush: ...
    @property
    def new(self) -> Iterable[object]: ...
    @property
    def dirty(self) -> Iterable[object]: ...
    @property
    def deleted(self) -> Iterable[object]: ...

@asynchronous("sqlalchemy.orm.session.SessionTransaction")
class AsyncSessionTransaction:
    session: AsyncSession
    nested: bool
    sync_transaction: object
    @property
    def is_active(self) -> bool: ...
    @property
    def connections(self) -> frozenset[AsyncConnection]: ...
    def bound_connection(self, bindkey: object = None, *, bind: object = None, **kw: Any) -> AsyncConnection: ...
    async def start(self, is_ctxmanager: bool = False) -> AsyncSessionTransaction: ...
    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...
    def __await__(self) -> Generator[Any, Any, AsyncSessionTransaction]: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, type_: object, value: object, traceback: object) -> None: ...

# A factory made without `class_` makes plain AsyncSessions.
class async_sessionmaker(Generic[A]):
    kw: dict[str, Any]
    class_: type[A]
    @overload
    def __init__(
        self,
        bind: object = None,
        *,
        class_: type[A],
        autoflush: bool = True,
        expire_on_commit: bool = True,
        info: object = None,
        **kw: Any,
    ) -> None: ...
    @overload
    def __init__(
        self: async_sessionmaker[AsyncSession],
        bind: object = None,
        *,
        autoflush: bool = True,
        expire_on_commit: bool = True,
        info: object = None,
        **kw: Any,
    ) -> None: ...
    def __call__(self, **local_kw: Any) -> A: ...
    def begin(self) -> _AsyncSessionContextManager[A]: ...
    def configure(self, **new_kw: Any) -> None: ...

class _AsyncSessionContextManager(Generic[A]):
    async def __aenter__(self) -> A: ...
    async def __aexit__(self, type_: object, value: object, traceback: object) -> None: ...

class _NoAutoflush:
    def __enter__(self) -> object: ...
    def __exit__(self, type_: object, value: object, traceback: object) -> None: ...

# Each attribute read from `awaitable_attrs` is to be awaited.
class AsyncAttrs:
    @property
    def awaitable_attrs(self) -> _AwaitableAttributes: ...

class _AwaitableAttributes:
    def __getattr__(self, name: str) -> _AwaitableAttribute: ...

class _AwaitableAttribute:
    def __await__(self) -> Generator[Any, Any, object]: ...

def async_object_session(instance: object) -> AsyncSession | None: ...
def async_session(session: Session) -> AsyncSession | None: ...
async def close_all_sessions() -> None: ...
