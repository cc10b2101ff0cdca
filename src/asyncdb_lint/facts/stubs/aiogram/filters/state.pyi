"""Plain data."""
from typing import Any

StateFilter = Any
