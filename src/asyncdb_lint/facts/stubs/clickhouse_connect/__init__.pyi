"""clickhouse-connect: making a client asks the server for its version and settings."""

from clickhouse_connect.driver import create_async_client as create_async_client
from clickhouse_connect.driver import create_client as create_client

from clickhouse_connect.driver.asyncclient import AsyncClient
from clickhouse_connect.driver.client import Client

from typing import Any

@io("driver")
def get_client(**kwargs: Any) -> Client: ...
async def get_async_client(**kwargs: Any) -> AsyncClient: ...
