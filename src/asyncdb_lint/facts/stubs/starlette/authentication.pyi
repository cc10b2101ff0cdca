"""Authentication: the backend's coroutine runs on the loop for every request."""
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from starlette.requests import HTTPConnection

F = TypeVar("F")

def has_required_scope(conn: HTTPConnection, scopes: Sequence[str]) -> bool: ...
@decorator("transparent")
def requires(scopes: object, status_code: int = ..., redirect: str | None = ...) -> Callable[[F], F]: ...
class AuthenticationError(Exception): ...
class AuthenticationBackend:
    @entry("middleware", on="loop")
    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None: ...
class AuthCredentials:
    scopes: list[str]
    def __init__(self, scopes: Sequence[str] | None = ...) -> None: ...
class BaseUser:
    is_authenticated: bool
    display_name: str
    identity: str
class SimpleUser(BaseUser):
    username: str
    def __init__(self, username: str) -> None: ...
class UnauthenticatedUser(BaseUser): ...
