"""psycopg's transactions: BEGIN or SAVEPOINT on entering, COMMIT or ROLLBACK on leaving."""

from typing import Any

from typing_extensions import Self

class Rollback(Exception):
    def __init__(self, transaction: object = None) -> None: ...

class Transaction:
    connection: Any
    savepoint_name: str | None
    @io("driver")
    def __enter__(self) -> Self: ...
    @io("driver")
    def __exit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None: ...

class AsyncTransaction:
    connection: Any
    savepoint_name: str | None
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None: ...
