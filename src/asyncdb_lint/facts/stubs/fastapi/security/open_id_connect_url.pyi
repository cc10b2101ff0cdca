"""OpenID Connect."""
from starlette.requests import Request
from fastapi.security.base import SecurityBase

class OpenIdConnect(SecurityBase):
    def __init__(self, *, openIdConnectUrl: str, scheme_name: str | None = ..., description: str | None = ..., auto_error: bool = ...) -> None: ...
    async def __call__(self, request: Request) -> str | None: ...
