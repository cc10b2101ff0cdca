"""Arguments."""
from typing import Any

def argument(description: str | None = ..., name: str | None = ..., deprecation_reason: str | None = ..., directives: object = ..., metadata: object = ..., graphql_type: object = ...) -> Any: ...
