"""States of a talk."""
from typing import Any

class State:
    state: Any
    def __init__(self, state: str | None = ..., group_name: str | None = ...) -> None: ...
class StatesGroup: ...
