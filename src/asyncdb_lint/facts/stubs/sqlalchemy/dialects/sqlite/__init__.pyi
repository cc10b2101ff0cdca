"""The SQLite dialect's types and functions: plain data."""

from typing import Any

from sqlalchemy.dialects.sqlite.dml import Insert as Insert
from sqlalchemy.dialects.sqlite.dml import insert as insert
from sqlalchemy.sql.sqltypes import BLOB as BLOB
from sqlalchemy.sql.sqltypes import BOOLEAN as BOOLEAN
from sqlalchemy.sql.sqltypes import CHAR as CHAR
from sqlalchemy.sql.sqltypes import DECIMAL as DECIMAL
from sqlalchemy.sql.sqltypes import FLOAT as FLOAT
from sqlalchemy.sql.sqltypes import INTEGER as INTEGER
from sqlalchemy.sql.sqltypes import NUMERIC as NUMERIC
from sqlalchemy.sql.sqltypes import REAL as REAL
from sqlalchemy.sql.sqltypes import SMALLINT as SMALLINT
from sqlalchemy.sql.sqltypes import TEXT as TEXT
from sqlalchemy.sql.sqltypes import TIMESTAMP as TIMESTAMP
from sqlalchemy.sql.sqltypes import VARCHAR as VARCHAR
from sqlalchemy.sql.type_api import TypeEngine

dialect: Any

class DATE(TypeEngine[Any]): ...
class DATETIME(TypeEngine[Any]): ...
class JSON(TypeEngine[Any]): ...
class JSONB(TypeEngine[Any]): ...
class TIME(TypeEngine[Any]): ...

