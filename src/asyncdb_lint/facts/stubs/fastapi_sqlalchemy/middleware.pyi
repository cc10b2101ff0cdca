"""The session of a request by way of a class-level property (executed with fastapi-sqlalchemy 0.2.1)."""

from typing import Any

from sqlalchemy.orm import Session

class DBSessionMiddleware:
    def __init__(
        self,
        app: object,
        db_url: object = ...,
        custom_engine: object = ...,
        engine_args: object = ...,
        session_args: object = ...,
        commit_on_exit: bool = ...,
    ) -> None: ...

class DBSession:
    session: Session
    def __call__(self, session_args: object = ..., commit_on_exit: bool = ...) -> DBSession: ...
    def __enter__(self) -> DBSession: ...
    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None: ...

db: DBSession
