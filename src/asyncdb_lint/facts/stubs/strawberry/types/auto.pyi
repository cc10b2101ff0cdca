"""A field whose type is taken from elsewhere."""
from typing import Any

auto = Any
