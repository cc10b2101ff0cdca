"""pandas' SQL: each call executes, fetches and commits itself, with an engine, a connection or a driver's connection.

With `chunksize` the statement runs at once, and further rows are fetched while the chunks are iterated.
"""

from collections.abc import Iterator
from typing import Any, overload

from pandas.core.frame import DataFrame

class _Chunks:
    @io("driver")
    def __iter__(self) -> Iterator[DataFrame]: ...
    @io("driver")
    def __next__(self) -> DataFrame: ...

@overload
@declared
@io("driver")
def read_sql(sql: object, con: object, index_col: object = None, coerce_float: bool = True, params: object = None, parse_dates: object = None, columns: object = None, *, chunksize: int, **kwargs: Any) -> _Chunks: ...
@overload
@declared
@io("driver")
def read_sql(sql: object, con: object, *args: Any, **kwargs: Any) -> DataFrame: ...
@overload
@declared
@io("driver")
def read_sql_query(sql: object, con: object, index_col: object = None, coerce_float: bool = True, params: object = None, parse_dates: object = None, *, chunksize: int, **kwargs: Any) -> _Chunks: ...
@overload
@declared
@io("driver")
def read_sql_query(sql: object, con: object, *args: Any, **kwargs: Any) -> DataFrame: ...
@overload
@declared
@io("driver")
def read_sql_table(table_name: str, con: object, schema: str | None = None, index_col: object = None, coerce_float: bool = True, parse_dates: object = None, columns: object = None, *, chunksize: int, **kwargs: Any) -> _Chunks: ...
@overload
@declared
@io("driver")
def read_sql_table(table_name: str, con: object, *args: Any, **kwargs: Any) -> DataFrame: ...
@declared
@io("driver")
def to_sql(frame: object, name: str, con: object, *args: Any, **kwargs: Any) -> int | None: ...
@declared
@io("driver")
def has_table(table_name: str, con: object, schema: str | None = None) -> bool: ...
