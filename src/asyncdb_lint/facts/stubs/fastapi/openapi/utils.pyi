"""The description of the interface as plain data."""
from typing import Any

def get_openapi(*, title: str, version: str, openapi_version: str = ..., summary: str | None = ..., description: str | None = ..., routes: object, tags: object = ..., servers: object = ..., **extra: Any) -> dict[str, Any]: ...
