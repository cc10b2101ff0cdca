"""Files that are sent along."""
from typing import Any

Upload = Any
