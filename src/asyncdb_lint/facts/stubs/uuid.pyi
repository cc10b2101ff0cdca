"""Identifiers: plain data."""
from typing import Any

class SafeUUID: ...
class UUID:
    bytes: Any
    fields: Any
    hex: str
    int: Any
    urn: str
    variant: Any
    version: Any
    node: Any
    time: Any
    def __init__(self, hex: str | None = ..., bytes: object = ..., bytes_le: object = ..., fields: object = ..., int: object = ..., version: object = ..., *, is_safe: object = ...) -> None: ...
def getnode() -> int: ...
def uuid1(node: int | None = ..., clock_seq: int | None = ...) -> UUID: ...
def uuid3(namespace: UUID, name: object) -> UUID: ...
def uuid4() -> UUID: ...
def uuid5(namespace: UUID, name: object) -> UUID: ...
NAMESPACE_DNS: UUID
NAMESPACE_URL: UUID
NAMESPACE_OID: UUID
NAMESPACE_X500: UUID
