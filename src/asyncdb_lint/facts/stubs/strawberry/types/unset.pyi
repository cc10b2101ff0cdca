"""The value of an argument that is not given."""
from typing import Any

UNSET: Any
UnsetType = Any
