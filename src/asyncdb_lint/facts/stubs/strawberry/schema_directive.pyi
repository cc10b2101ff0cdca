"""Directives of the schema."""
from typing import Any

@decorator("transparent")
def schema_directive(*, locations: object, description: str | None = ..., name: str | None = ..., repeatable: bool = ..., print_definition: bool = ...) -> Any: ...
