"""SQLite's INSERT: plain data."""

from typing import Any

from typing_extensions import Self

from sqlalchemy.sql import dml

class Insert(dml.Insert):
    excluded: Any
    def on_conflict_do_nothing(self, index_elements: object = None, index_where: object = None) -> Self: ...
    def on_conflict_do_update(
        self,
        index_elements: object = None,
        index_where: object = None,
        set_: object = None,
        where: object = None,
    ) -> Self: ...

def insert(table: object) -> Insert: ...
