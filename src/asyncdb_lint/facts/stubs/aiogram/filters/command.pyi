"""Plain data."""
from typing import Any

Command = Any
CommandObject = Any
CommandStart = Any
