"""Plain data."""
from typing import Any

RedisStorage = Any
