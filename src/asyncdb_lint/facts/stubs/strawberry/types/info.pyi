"""What a resolver is told of its request; the context is what the view's context getter gives."""
from typing import Any, Generic, TypeVar

ContextType = TypeVar("ContextType")
RootValueType = TypeVar("RootValueType")

class Info(Generic[ContextType, RootValueType]):
    context: ContextType
    root_value: RootValueType
    field_name: str
    python_name: str
    schema: Any
    selected_fields: list[Any]
    variable_values: dict[str, Any]
    return_type: Any
    operation: Any
    path: Any
    input_extensions: dict[str, Any]
    query: str | None
