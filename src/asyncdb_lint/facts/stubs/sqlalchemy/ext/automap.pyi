"""Automap: `prepare` asks the database for its tables when it is given an engine."""

from typing import Any, overload

from sqlalchemy.engine.base import Connection, Engine
from sqlalchemy.orm.decl_api import DeclarativeBase
from sqlalchemy.sql.schema import MetaData

class AutomapBase(DeclarativeBase):
    classes: Any
    by_module: Any
    metadata: MetaData
    @overload
    @classmethod
    @io("connection", when="reflect")
    def prepare(cls, *, engine: Any, reflect: bool = False, schema: str | None = None, **kw: Any) -> None: ...
    @overload
    @classmethod
    @io("connection", when="autoload_with")
    def prepare(
        cls, autoload_with: Engine | Connection | None = None, *, schema: str | None = None, **kw: Any
    ) -> None: ...

def automap_base(declarative_base: Any = None, **kw: Any) -> type[AutomapBase]: ...
def name_for_collection_relationship(base: Any, local_cls: Any, referred_cls: Any, constraint: Any) -> str: ...
def name_for_scalar_relationship(base: Any, local_cls: Any, referred_cls: Any, constraint: Any) -> str: ...
def classname_for_table(base: Any, tablename: str, table: Any) -> str: ...
def generate_relationship(base: Any, direction: Any, return_fn: Any, attrname: str, local_cls: Any, referred_cls: Any, **kw: Any) -> Any: ...
