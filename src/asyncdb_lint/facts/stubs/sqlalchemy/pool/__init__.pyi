"""What `sqlalchemy.pool` exports."""

from sqlalchemy.pool.base import Pool as Pool
from sqlalchemy.pool.base import PoolProxiedConnection as PoolProxiedConnection
from sqlalchemy.pool.base import PoolResetState as PoolResetState
from sqlalchemy.pool.impl import AssertionPool as AssertionPool
from sqlalchemy.pool.impl import AsyncAdaptedQueuePool as AsyncAdaptedQueuePool
from sqlalchemy.pool.impl import FallbackAsyncAdaptedQueuePool as FallbackAsyncAdaptedQueuePool
from sqlalchemy.pool.impl import NullPool as NullPool
from sqlalchemy.pool.impl import QueuePool as QueuePool
from sqlalchemy.pool.impl import SingletonThreadPool as SingletonThreadPool
from sqlalchemy.pool.impl import StaticPool as StaticPool
