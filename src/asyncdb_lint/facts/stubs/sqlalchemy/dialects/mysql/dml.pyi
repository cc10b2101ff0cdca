"""MySQL's INSERT: plain data."""

from typing import Any

from typing_extensions import Self

from sqlalchemy.sql import dml

class Insert(dml.Insert):
    inserted: Any
    def on_duplicate_key_update(self, *args: Any, **kw: Any) -> Self: ...

def insert(table: object) -> Insert: ...
