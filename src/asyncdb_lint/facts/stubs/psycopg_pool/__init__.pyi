"""What `psycopg_pool` exports."""

from psycopg_pool.null_pool import NullConnectionPool as NullConnectionPool
from psycopg_pool.null_pool_async import AsyncNullConnectionPool as AsyncNullConnectionPool
from psycopg_pool.pool import ConnectionPool as ConnectionPool
from psycopg_pool.pool_async import AsyncConnectionPool as AsyncConnectionPool

class PoolClosed(Exception): ...
class PoolTimeout(Exception): ...
class TooManyRequests(Exception): ...
