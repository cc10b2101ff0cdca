"""async_scoped_session: the registry that hands every call to the AsyncSession of its scope."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from sqlalchemy.ext.asyncio.session import AsyncSession, async_sessionmaker

A = TypeVar("A", bound=AsyncSession)

@proxy("A")
@asynchronous("sqlalchemy.orm.scoping.scoped_session")
class async_scoped_session(Generic[A]):
    session_factory: async_sessionmaker[A]
    registry: Any
    @overload
    def __init__(self, session_factory: async_sessionmaker[A], scopefunc: Callable[[], Any]) -> None: ...
    @overload
    def __init__(self, session_factory: Callable[..., A], scopefunc: Callable[[], Any]) -> None: ...
    def __call__(self, **kw: Any) -> A: ...
    def configure(self, **kwargs: Any) -> None: ...
    async def remove(self) -> None: ...
