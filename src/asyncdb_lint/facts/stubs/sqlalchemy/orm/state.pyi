"""The state of a mapped object: looked at without I/O."""

from typing import Any, Generic, TypeVar

from sqlalchemy.orm.mapper import Mapper
from sqlalchemy.orm.session import Session

T = TypeVar("T")

class InstanceState(Generic[T]):
    transient: bool
    pending: bool
    persistent: bool
    deleted: bool
    detached: bool
    was_deleted: bool
    modified: bool
    expired: bool
    identity: Any
    identity_key: Any
    has_identity: bool
    unloaded: Any
    attrs: Any
    dict: Any
    mapper: Mapper[T]
    session: Session | None
    async_session: Any
    @property
    def object(self) -> T | None: ...
