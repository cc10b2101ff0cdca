"""Connection pools of MySQL Connector/Python: a pool connects when it is made."""

from typing import Any

from mysql.connector.abstracts import MySQLConnectionAbstract
from mysql.connector.cursor import MySQLCursor

# It hands everything to the connection that it holds; `close` gives it back.
class PooledMySQLConnection(MySQLConnectionAbstract[MySQLCursor]):
    pool_name: str
    def __init__(self, pool: object, cnx: object) -> None: ...

class MySQLConnectionPool:
    pool_name: str
    pool_size: int
    @io("driver")
    def __init__(self, pool_size: int = 5, pool_name: str | None = None, pool_reset_session: bool = True, **kwargs: Any) -> None: ...
    @io("driver")
    def add_connection(self, cnx: object = None) -> Any: ...
    @io("driver")
    def get_connection(self) -> PooledMySQLConnection: ...
    def set_config(self, **kwargs: Any) -> None: ...
