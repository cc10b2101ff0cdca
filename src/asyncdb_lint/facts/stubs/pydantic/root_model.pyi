"""Models of one value."""
from typing import Any, Generic, TypeVar
from pydantic.main import BaseModel

T = TypeVar("T")

class RootModel(BaseModel, Generic[T]):
    root: T
    def __init__(self, root: T = ..., /, **data: Any) -> None: ...
