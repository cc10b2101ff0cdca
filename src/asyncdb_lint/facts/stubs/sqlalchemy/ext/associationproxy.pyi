"""Association proxies: attributes of the far side of a relationship."""

from typing import Any, Generic, TypeVar

T = TypeVar("T")

class AssociationProxy(Generic[T]):
    target_collection: str
    value_attr: str
    def __init__(self, target_collection: str, attr: str, **kw: Any) -> None: ...
    def __get__(self, instance: object, owner: object) -> Any: ...

def association_proxy(target_collection: str, attr: str, **kw: Any) -> AssociationProxy[Any]: ...
