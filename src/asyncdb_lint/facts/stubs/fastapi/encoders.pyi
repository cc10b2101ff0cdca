"""Objects made into plain data."""
from typing import Any

def jsonable_encoder(obj: object, include: object = ..., exclude: object = ..., by_alias: bool = ..., exclude_unset: bool = ..., exclude_defaults: bool = ..., exclude_none: bool = ..., custom_encoder: object = ..., sqlalchemy_safe: bool = ...) -> Any: ...
