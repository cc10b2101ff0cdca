"""Data classes that validate."""
from typing import TypeVar

C = TypeVar("C")

@decorator("transparent")
def dataclass(_cls: C = ..., *, init: bool = ..., repr: bool = ..., eq: bool = ..., order: bool = ..., unsafe_hash: bool = ..., frozen: bool = ..., config: object = ..., validate_on_init: bool | None = ..., kw_only: bool = ..., slots: bool = ...) -> C: ...
