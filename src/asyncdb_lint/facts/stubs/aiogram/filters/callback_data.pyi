"""Data of buttons."""
from typing import Any
from pydantic import BaseModel

class CallbackData(BaseModel):
    def pack(self) -> str: ...
    @classmethod
    def filter(cls, rule: object = ...) -> Any: ...
