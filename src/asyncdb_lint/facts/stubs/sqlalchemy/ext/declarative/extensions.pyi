"""Declarative extensions: deferred reflection asks the database for its tables when it is prepared."""

from typing import Any

from sqlalchemy.engine.base import Connection, Engine

class ConcreteBase: ...
class AbstractConcreteBase(ConcreteBase): ...

class DeferredReflection:
    @classmethod
    @io("connection")
    def prepare(cls, bind: Engine | Connection, **reflect_kw: Any) -> None: ...
