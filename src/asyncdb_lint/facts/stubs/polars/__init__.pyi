"""polars, as far as it talks to a database: reading executes and fetches itself, on the calling thread."""

from typing import Any

class DataFrame:
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @declared
    @io("driver")
    def write_database(self, table_name: str, connection: object, *args: Any, **kwargs: Any) -> int: ...
    def __getattr__(self, name: str) -> Any: ...

@declared
@io("driver")
def read_database(query: object, connection: object, *args: Any, **kwargs: Any) -> DataFrame: ...
@declared
@io("driver")
def read_database_uri(query: object, uri: str, *args: Any, **kwargs: Any) -> DataFrame: ...
