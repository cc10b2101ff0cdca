"""SQLModel's Session: SQLAlchemy's, with `exec`."""

from typing import Any, TypeVar, overload

from sqlalchemy.engine.cursor import CursorResult
from sqlalchemy.engine.result import Result, ScalarResult, TupleResult
from sqlalchemy.engine.row import Row
from sqlalchemy.orm.session import Session as _Session
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlmodel.sql.expression import Select, SelectOfScalar

T = TypeVar("T")

@twin("sqlmodel.ext.asyncio.session.AsyncSession")
class Session(_Session):
    @overload
    @io("session")
    def exec(
        self,
        statement: SelectOfScalar[T],
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> ScalarResult[T]: ...
    @overload
    @io("session")
    def exec(
        self,
        statement: Select[T],
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> TupleResult[Row[T]]: ...
    @overload
    @io("session")
    def exec(
        self,
        statement: TypedReturnsRows[T],
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[T]: ...
    @overload
    @io("session")
    def exec(
        self,
        statement: UpdateBase,
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> CursorResult[Any]: ...
    @overload
    @io("session")
    def exec(
        self,
        statement: Executable | str,
        *,
        params: object = None,
        execution_options: object = ...,
        bind_arguments: object = None,
        **kw: Any,
    ) -> Result[Any]: ...
