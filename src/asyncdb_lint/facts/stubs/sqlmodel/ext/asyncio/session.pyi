"""SQLModel's AsyncSession: SQLAlchemy's, with `exec`."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from sqlalchemy.engine.cursor import CursorResult
from sqlalchemy.engine.result import Result, ScalarResult, TupleResult
from sqlalchemy.engine.row import Row
from sqlalchemy.ext.asyncio.session import AsyncSession as _AsyncSession
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlmodel.orm.session import Session
from sqlmodel.sql.expression import Select, SelectOfScalar

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")

class AsyncSession(_AsyncSession):
    sync_session: object
    sync_session_class: type[Session]
    @runs("fn", on="greenlet")
    async def run_sync(self, fn: Callable[Concatenate[Session, P], R], *arg: P.args, **kw: P.kwargs) -> R: ...
    @overload
    async def exec(
        self,
        statement: SelectOfScalar[T],
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> ScalarResult[T]: ...
    @overload
    async def exec(
        self,
        statement: Select[T],
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> TupleResult[Row[T]]: ...
    @overload
    async def exec(
        self,
        statement: TypedReturnsRows[T],
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[T]: ...
    @overload
    async def exec(
        self,
        statement: UpdateBase,
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> CursorResult[Any]: ...
    @overload
    async def exec(
        self,
        statement: Executable | str,
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[Any]: ...
