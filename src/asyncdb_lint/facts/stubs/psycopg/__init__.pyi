"""What `psycopg` exports."""

from typing import Any

from psycopg._copy import Copy as Copy
from psycopg._copy_async import AsyncCopy as AsyncCopy
from psycopg._connection_base import BaseConnection as BaseConnection
from psycopg._pipeline import Pipeline as Pipeline
from psycopg._pipeline_async import AsyncPipeline as AsyncPipeline
from psycopg._server_cursor import ServerCursor as ServerCursor
from psycopg._server_cursor_async import AsyncServerCursor as AsyncServerCursor
from psycopg.connection import Connection as Connection
from psycopg.connection_async import AsyncConnection as AsyncConnection
from psycopg.cursor import Cursor as Cursor
from psycopg.cursor_async import AsyncCursor as AsyncCursor
from psycopg.errors import (
    DatabaseError as DatabaseError,
    DataError as DataError,
    Error as Error,
    IntegrityError as IntegrityError,
    InterfaceError as InterfaceError,
    InternalError as InternalError,
    NotSupportedError as NotSupportedError,
    OperationalError as OperationalError,
    ProgrammingError as ProgrammingError,
    Warning as Warning,
)
from psycopg.transaction import AsyncTransaction as AsyncTransaction
from psycopg.transaction import Rollback as Rollback
from psycopg.transaction import Transaction as Transaction

class ClientCursor(Cursor[Any]): ...
class RawCursor(Cursor[Any]): ...
class AsyncClientCursor(AsyncCursor[Any]): ...
class AsyncRawCursor(AsyncCursor[Any]): ...
class ConnectionInfo: ...
class Notify: ...
class Xid: ...
class IsolationLevel: ...

adapters: Any
capabilities: Any

@io("driver")
def connect(conninfo: str = "", *, autocommit: bool = False, **kwargs: Any) -> Connection[Any]: ...
