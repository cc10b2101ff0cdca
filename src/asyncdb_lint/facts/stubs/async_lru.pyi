"""A cache of what a coroutine function gives; it takes no other functions."""
from typing import Any

@decorator("cached")
def alru_cache(maxsize: object = ..., typed: bool = ..., *, ttl: object = ..., **options: Any) -> Any: ...
