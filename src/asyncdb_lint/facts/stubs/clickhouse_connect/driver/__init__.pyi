"""What makes the clients of clickhouse-connect."""

from typing import Any

from clickhouse_connect.driver.asyncclient import AsyncClient as AsyncClient
from clickhouse_connect.driver.client import Client as Client

@io("driver")
def create_client(**kwargs: Any) -> Client: ...
async def create_async_client(**kwargs: Any) -> AsyncClient: ...
