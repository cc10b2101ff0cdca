"""Plain data."""
from typing import Any

FSMContext = Any
