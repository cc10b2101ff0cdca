"""oracledb: `connect` and its like talk to the server at once; what is made by `connect_async` is awaited."""

from typing import Any

from oracledb.connection import AsyncConnection as AsyncConnection
from oracledb.connection import Connection as Connection
from oracledb.cursor import AsyncCursor as AsyncCursor
from oracledb.cursor import Cursor as Cursor
from oracledb.exceptions import DatabaseError as DatabaseError
from oracledb.exceptions import DataError as DataError
from oracledb.exceptions import Error as Error
from oracledb.exceptions import IntegrityError as IntegrityError
from oracledb.exceptions import InterfaceError as InterfaceError
from oracledb.exceptions import InternalError as InternalError
from oracledb.exceptions import NotSupportedError as NotSupportedError
from oracledb.exceptions import OperationalError as OperationalError
from oracledb.exceptions import ProgrammingError as ProgrammingError
from oracledb.exceptions import Warning as Warning
from oracledb.pool import AsyncConnectionPool as AsyncConnectionPool
from oracledb.pool import ConnectionPool as ConnectionPool

apilevel: str
paramstyle: str
threadsafety: int
defaults: Any

@io("driver")
def connect(*args: Any, **kwargs: Any) -> Connection: ...
def connect_async(*args: Any, **kwargs: Any) -> AsyncConnection: ...
def create_pool(*args: Any, **kwargs: Any) -> ConnectionPool: ...
def create_pool_async(*args: Any, **kwargs: Any) -> AsyncConnectionPool: ...
def makedsn(*args: Any, **kwargs: Any) -> str: ...
def init_oracle_client(*args: Any, **kwargs: Any) -> None: ...
def is_thin_mode() -> bool: ...
