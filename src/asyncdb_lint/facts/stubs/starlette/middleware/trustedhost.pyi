"""Middleware of the library itself: no database, no callable of the project but its application."""
from typing import Any

class TrustedHostMiddleware:
    app: Any
    def __init__(self, app: object, *args: Any, **kwargs: Any) -> None: ...
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...
