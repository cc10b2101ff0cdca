"""The class of `Model.query`."""

from typing import Any, TypeVar

from sqlalchemy.orm import Query as _Query

T = TypeVar("T")

class Query(_Query[T]):
    @io("query")
    def get_or_404(self, ident: object, description: str | None = ...) -> T: ...
    @io("query")
    def first_or_404(self, description: str | None = ...) -> T: ...
    @io("query")
    def one_or_404(self, description: str | None = ...) -> T: ...
    @io("query")
    def paginate(self, *, page: int | None = ..., per_page: int | None = ..., max_per_page: int | None = ..., error_out: bool = ..., count: bool = ...) -> Any: ...
