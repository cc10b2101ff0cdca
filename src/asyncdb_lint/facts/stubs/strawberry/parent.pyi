"""The object that a resolver belongs to."""
from typing import Annotated, TypeVar

T = TypeVar("T")
Parent = Annotated[T, "parent"]
