"""`inspect`: of an engine it connects; of a model or an object it only looks."""

from typing import Any, overload

from sqlalchemy.engine.base import Connection, Engine
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.orm.mapper import Mapper
from sqlalchemy.orm.state import InstanceState

# The order matters: what is not known fits the first signature, which does no I/O. `inspect(connection)` uses a
# connection that is open already: only the inspector's methods execute.
@overload
def inspect(subject: type[Any], raiseerr: bool = True) -> Mapper[Any]: ...
@overload
def inspect(subject: Connection, raiseerr: bool = True) -> Inspector: ...
@overload
@io("connection")
def inspect(subject: Engine, raiseerr: bool = True) -> Inspector: ...
@overload
@declared
def inspect(subject: object, raiseerr: bool = True) -> InstanceState[Any]: ...
