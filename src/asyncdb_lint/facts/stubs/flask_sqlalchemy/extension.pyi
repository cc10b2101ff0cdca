"""The extension; other names are those of `sqlalchemy` and `sqlalchemy.orm`."""

from typing import Any, Self, TypeVar

from flask_sqlalchemy.query import Query as _Query
from flask_sqlalchemy.session import Session
from sqlalchemy.engine import Engine
from sqlalchemy.orm import scoped_session

T = TypeVar("T")

class _Model:
    query: _Query[Self]
    metadata: Any
    __table__: Any

class SQLAlchemy:
    session: scoped_session[Session]
    engine: Engine
    engines: dict[str, Engine]
    metadata: Any
    Model: type[_Model]
    Query: type[_Query[Any]]
    def __init__(self, app: object = ..., *, metadata: object = ..., session_options: object = ..., query_class: object = ..., model_class: object = ..., engine_options: object = ..., add_models_to_shell: bool = ..., disable_autonaming: bool = ..., **options: object) -> None: ...
    def init_app(self, app: object) -> None: ...
    @io("session")
    def get_or_404(self, entity: type[T], ident: object, *, description: str | None = ..., **kwargs: Any) -> T: ...
    @io("session")
    def first_or_404(self, statement: object, *, description: str | None = ...) -> Any: ...
    @io("session")
    def one_or_404(self, statement: object, *, description: str | None = ...) -> Any: ...
    @io("session")
    def paginate(self, select: object, *, page: int | None = ..., per_page: int | None = ..., max_per_page: int | None = ..., error_out: bool = ..., count: bool = ...) -> Any: ...
    @io("connection")
    def create_all(self, bind_key: object = ...) -> None: ...
    @io("connection")
    def drop_all(self, bind_key: object = ...) -> None: ...
    @io("connection")
    def reflect(self, bind_key: object = ...) -> None: ...
    def get_engine(self, bind_key: str | None = ..., **kwargs: Any) -> Engine: ...
    def __getattr__(self, name: str) -> Any: ...
