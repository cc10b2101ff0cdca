"""`depends(T)` gives what the container gives for T."""

from typing import TypeVar

from lagom.container import Container

T = TypeVar("T")

class FastApiIntegration:
    def __init__(self, container: Container, request_singletons: object = ..., request_context_singletons: object = ...) -> None: ...
    def depends(self, dep_type: type[T]) -> T: ...
