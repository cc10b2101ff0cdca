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
    def prepare(cls, *, engine: object, reflect: bool = False, schema: str | None = None, **kw: Any) -> None: ...
    @overload
    @classmethod
    @io("connection", when="autoload_with")
    def prepare(
        cls, autoload_with: Engine | Connection | None = None, *, schema: str | None = None, **kw: Any
    ) -> None: ...

def automap_base(declarative_base: object = None, **kw: Any) -> type[AutomapBase]: ...
def name_for_collection_relationship(base: object, local_cls: object, referred_cls: object, constraint: object) -> str: ...
def name_for_scalar_relationship(base: object, local_cls: object, referred_cls: object, constraint: object) -> str: ...
def classname_for_table(base: object, tablename: str, table: object) -> str: ...
def generate_relationship(base: object, direction: object, return_fn: object, attrname: str, local_cls: object, referred_cls: object, **kw: Any) -> Any: ...
