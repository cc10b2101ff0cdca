"""SQLModel's column types: plain data."""

from typing import Any

from sqlalchemy.sql.type_api import TypeDecorator

class AutoString(TypeDecorator[Any]): ...
class UTCDateTime(TypeDecorator[Any]): ...
