"""scoped_session: the registry that hands every call to the session of its scope."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from sqlalchemy.orm.query import Query
from sqlalchemy.orm.session import Session, sessionmaker

S = TypeVar("S", bound=Session)

# `remove` closes the scope's session and forgets it. Everything else is the session's own.
@twin("sqlalchemy.ext.asyncio.async_scoped_session")
@proxy("S")
class scoped_session(Generic[S]):
    session_factory: sessionmaker[S]
    registry: Any
    @overload
    def __init__(self, session_factory: sessionmaker[S], scopefunc: Callable[[], Any] | None = None) -> None: ...
    @overload
    def __init__(self, session_factory: Callable[..., S], scopefunc: Callable[[], Any] | None = None) -> None: ...
    def __call__(self, **kw: Any) -> S: ...
    def configure(self, **kwargs: Any) -> None: ...
    def remove(self) -> None: ...
    def query_property(self, query_cls: object = None) -> Query[Any]: ...

ScopedSession = scoped_session
