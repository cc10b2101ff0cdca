"""Statements and contexts of ORM queries: plain data."""

from typing import Generic, TypeVar

from sqlalchemy.sql.selectable import TypedReturnsRows

T = TypeVar("T")

class QueryContext: ...
class FromStatement(TypedReturnsRows[T], Generic[T]): ...
