"""Redis on the event loop."""
from typing import Any
from redis.asyncio.client import Redis as Redis

StrictRedis = Redis
class ConnectionPool:
    def __init__(self, **options: Any) -> None: ...
    @classmethod
    def from_url(cls, url: str, **kwargs: Any) -> ConnectionPool: ...
def from_url(url: str, **kwargs: Any) -> Redis: ...
