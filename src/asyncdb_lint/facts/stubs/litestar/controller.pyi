"""Controllers: their decorated methods are the handlers."""
from typing import Any

class Controller:
    path: str
    dependencies: Any
    guards: Any
    tags: Any
    owner: Any
