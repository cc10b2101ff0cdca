"""Statements that Cassandra's driver sends together: these functions wait for all of them."""

from typing import Any

@io("driver")
def execute_concurrent(session: object, statements_and_parameters: object, *args: Any, **kwargs: Any) -> Any: ...
@io("driver")
def execute_concurrent_with_args(session: object, statement: object, parameters: object, *args: Any, **kwargs: Any) -> Any: ...
