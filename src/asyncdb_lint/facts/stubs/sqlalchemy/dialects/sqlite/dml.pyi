"""SQLite's INSERT: plain data."""

from typing import Any

from typing_extensions import Self

from sqlalchemy.sql import dml

class Insert(dml.Insert):
    excluded: Any
    def on_conflict_do_nothing(self, index_elements: Any = None, index_where: Any = None) -> Self: ...
    def on_conflict_do_update(
        self,
        index_elements: Any = None,
        index_where: Any = None,
        set_: Any = None,
        where: Any = None,
    ) -> Self: ...

def insert(table: Any) -> Insert: ...
