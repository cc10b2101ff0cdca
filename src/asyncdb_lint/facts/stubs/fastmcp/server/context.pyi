"""What tools are told of their request."""
from typing import Any

class Context:
    request_context: _RequestContext
    def __getattr__(self, name: str) -> Any: ...
class _RequestContext:
    lifespan_context: object
    request: Any
