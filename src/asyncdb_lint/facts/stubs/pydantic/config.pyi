"""Settings of a model."""
from typing import Any

class ConfigDict(dict[str, Any]):
    def __init__(self, **options: Any) -> None: ...
