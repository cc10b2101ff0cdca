"""Plain data."""
from typing import Any

hbold = Any
hlink = Any
hcode = Any
