"""CursorResult: the buffered result of a Core statement, with what an INSERT, UPDATE or DELETE reports."""

from typing import Any, Generic, TypeVar

from sqlalchemy.engine.result import Result

T = TypeVar("T")

class CursorResult(Result[T], Generic[T]):
    rowcount: int
    lastrowid: Any
    returns_rows: bool
    is_insert: bool
    inserted_primary_key: Any
    inserted_primary_key_rows: Any
    returned_defaults: Any
    returned_defaults_rows: Any
    context: Any
    def last_inserted_params(self) -> Any: ...
    def last_updated_params(self) -> Any: ...
    def lastrow_has_defaults(self) -> bool: ...
    def postfetch_cols(self) -> Any: ...
    def prefetch_cols(self) -> Any: ...
    def supports_sane_rowcount(self) -> bool: ...
    def supports_sane_multi_rowcount(self) -> bool: ...

ResultProxy = CursorResult
