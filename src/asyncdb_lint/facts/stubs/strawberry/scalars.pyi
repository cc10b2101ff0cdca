"""Scalars: plain data."""
from typing import Any

JSON = Any
ID = str
Base16 = bytes
Base32 = bytes
Base64 = bytes
