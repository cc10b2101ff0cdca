"""A field that the schema does not show."""
from typing import Annotated, TypeVar

T = TypeVar("T")
Private = Annotated[T, "private"]
