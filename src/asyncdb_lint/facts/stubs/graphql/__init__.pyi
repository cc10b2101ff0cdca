"""Execution of GraphQL, on which the libraries for schemas rest."""
from typing import Any

class GraphQLError(Exception):
    message: str
    extensions: Any
    def __init__(self, message: str, *args: Any, **kwargs: Any) -> None: ...
class GraphQLResolveInfo:
    context: object
    field_name: str
    field_nodes: Any
    return_type: Any
    parent_type: Any
    path: Any
    schema: Any
    fragments: Any
    root_value: Any
    operation: Any
    variable_values: dict[str, Any]
class GraphQLSchema: ...
