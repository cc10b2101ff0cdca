"""What `aiosqlite` exports."""

from aiosqlite.core import Connection as Connection
from aiosqlite.core import connect as connect
from aiosqlite.cursor import Cursor as Cursor
from sqlite3.dbapi2 import (
    DatabaseError as DatabaseError,
    Error as Error,
    IntegrityError as IntegrityError,
    NotSupportedError as NotSupportedError,
    OperationalError as OperationalError,
    ProgrammingError as ProgrammingError,
    Row as Row,
    Warning as Warning,
    paramstyle as paramstyle,
    register_adapter as register_adapter,
    register_converter as register_converter,
    sqlite_version as sqlite_version,
    sqlite_version_info as sqlite_version_info,
)
