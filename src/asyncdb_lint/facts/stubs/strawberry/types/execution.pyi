"""What a query is and gave."""
from typing import Any

class ExecutionContext:
    query: str | None
    schema: Any
    context: object
    variables: dict[str, Any] | None
    result: Any
class ExecutionResult:
    data: dict[str, Any] | None
    errors: list[Any] | None
    extensions: dict[str, Any] | None
