"""mysqlclient: a connection is made at once, in C."""

from typing import Any, TypeVar, overload

from MySQLdb.connections import Connection as _Connection
from MySQLdb.cursors import BaseCursor, Cursor
from MySQLdb._exceptions import DatabaseError as DatabaseError
from MySQLdb._exceptions import DataError as DataError
from MySQLdb._exceptions import Error as Error
from MySQLdb._exceptions import IntegrityError as IntegrityError
from MySQLdb._exceptions import InterfaceError as InterfaceError
from MySQLdb._exceptions import InternalError as InternalError
from MySQLdb._exceptions import NotSupportedError as NotSupportedError
from MySQLdb._exceptions import OperationalError as OperationalError
from MySQLdb._exceptions import ProgrammingError as ProgrammingError
from MySQLdb._exceptions import Warning as Warning

C = TypeVar("C", bound=BaseCursor)

apilevel: str
paramstyle: str
threadsafety: int

@overload
@io("driver")
def connect(*args: Any, cursorclass: type[C], **kwargs: Any) -> _Connection[C]: ...
@overload
@io("driver")
def connect(*args: Any, **kwargs: Any) -> _Connection[Cursor]: ...
@overload
@io("driver")
def Connect(*args: Any, cursorclass: type[C], **kwargs: Any) -> _Connection[C]: ...
@overload
@io("driver")
def Connect(*args: Any, **kwargs: Any) -> _Connection[Cursor]: ...
@overload
@io("driver")
def Connection(*args: Any, cursorclass: type[C], **kwargs: Any) -> _Connection[C]: ...
@overload
@io("driver")
def Connection(*args: Any, **kwargs: Any) -> _Connection[Cursor]: ...
