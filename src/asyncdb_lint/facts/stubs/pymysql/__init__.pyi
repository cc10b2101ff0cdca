"""PyMySQL: a connection is made at once."""

from typing import Any, TypeVar, overload

from pymysql.connections import Connection as Connection
from pymysql.cursors import Cursor
from pymysql.err import DatabaseError as DatabaseError
from pymysql.err import DataError as DataError
from pymysql.err import Error as Error
from pymysql.err import IntegrityError as IntegrityError
from pymysql.err import InterfaceError as InterfaceError
from pymysql.err import InternalError as InternalError
from pymysql.err import NotSupportedError as NotSupportedError
from pymysql.err import OperationalError as OperationalError
from pymysql.err import ProgrammingError as ProgrammingError
from pymysql.err import Warning as Warning

C = TypeVar("C", bound=Cursor)

apilevel: str
paramstyle: str
threadsafety: int

@overload
@io("driver")
def connect(*args: Any, cursorclass: type[C], **kwargs: Any) -> Connection[C]: ...
@overload
@io("driver")
def connect(*args: Any, **kwargs: Any) -> Connection[Cursor]: ...
@overload
@io("driver")
def Connect(*args: Any, cursorclass: type[C], **kwargs: Any) -> Connection[C]: ...
@overload
@io("driver")
def Connect(*args: Any, **kwargs: Any) -> Connection[Cursor]: ...
def install_as_MySQLdb() -> None: ...
