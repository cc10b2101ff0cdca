"""Plain data."""
from typing import Any

DefaultBotProperties = Any
