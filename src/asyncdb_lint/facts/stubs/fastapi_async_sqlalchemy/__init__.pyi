"""`db.session` is an AsyncSession: the look-alike of fastapi_sqlalchemy that blocks nobody (read in version 0.7); SQLModel's where it is installed."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

class SQLAlchemyMiddleware:
    def __init__(self, app: object, db_url: object = ..., custom_engine: object = ..., **options: object) -> None: ...

class _DBSession:
    session: AsyncSession
    def __call__(self, session_args: object = ..., commit_on_exit: bool = ..., multi_sessions: bool = ...) -> _DBSession: ...
    async def __aenter__(self) -> _DBSession: ...
    async def __aexit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None: ...

db: _DBSession

def create_middleware_and_session_proxy() -> tuple[type[SQLAlchemyMiddleware], _DBSession]: ...
