"""Plain data."""
from typing import Any

MemoryStorage = Any
