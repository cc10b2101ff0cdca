"""injector for FastAPI: `Injected(T)` gives what the injector gives for T (executed with fastapi-injector 0.9)."""

from typing import Any, TypeVar

from injector import Injector

T = TypeVar("T")

def Injected(interface: type[T]) -> T: ...
def SyncInjected(interface: type[T]) -> T: ...
def attach_injector(app: object, injector: Injector, options: object = ...) -> None: ...
def get_injector_instance(app: object) -> Injector: ...

class InjectorMiddleware:
    def __init__(self, app: object, injector: Injector) -> None: ...

request_scope: Any
