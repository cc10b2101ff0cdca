"""MySQL Connector/Python: a connection is made at once."""

from typing import Any, Literal, overload

from mysql.connector.abstracts import MySQLConnectionAbstract
from mysql.connector.connection import MySQLConnection as MySQLConnection
from mysql.connector.cursor import MySQLCursor, MySQLCursorBuffered
from mysql.connector.pooling import PooledMySQLConnection
from mysql.connector.errors import DatabaseError as DatabaseError
from mysql.connector.errors import DataError as DataError
from mysql.connector.errors import Error as Error
from mysql.connector.errors import IntegrityError as IntegrityError
from mysql.connector.errors import InterfaceError as InterfaceError
from mysql.connector.errors import InternalError as InternalError
from mysql.connector.errors import NotSupportedError as NotSupportedError
from mysql.connector.errors import OperationalError as OperationalError
from mysql.connector.errors import ProgrammingError as ProgrammingError
from mysql.connector.errors import Warning as Warning

apilevel: str
paramstyle: str
threadsafety: int

@overload
@io("driver")
def connect(*args: Any, pool_name: str, **kwargs: Any) -> PooledMySQLConnection: ...
@overload
@io("driver")
def connect(*args: Any, pool_size: int, **kwargs: Any) -> PooledMySQLConnection: ...
@overload
@io("driver")
def connect(*args: Any, buffered: Literal[True], **kwargs: Any) -> MySQLConnection[MySQLCursorBuffered]: ...
@overload
@io("driver")
def connect(*args: Any, buffered: object, **kwargs: Any) -> MySQLConnection: ...
@overload
@io("driver")
def connect(*args: Any, **kwargs: Any) -> MySQLConnection[MySQLCursor]: ...
