"""The connection of MySQL Connector/Python."""

from typing import Any, Generic, TypeVar

from mysql.connector.abstracts import MySQLConnectionAbstract, MySQLCursorAbstract

C = TypeVar("C", bound=MySQLCursorAbstract)

class MySQLConnection(MySQLConnectionAbstract[C], Generic[C]):
    @io("driver")
    def __init__(self, **kwargs: Any) -> None: ...
