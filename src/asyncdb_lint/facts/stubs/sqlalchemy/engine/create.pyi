"""Making engines: no connection is opened before the first use."""

from typing import Any

from sqlalchemy.engine.base import Engine
from sqlalchemy.pool.base import Pool

def create_engine(url: object, *args: Any, **kwargs: Any) -> Engine: ...
def engine_from_config(configuration: object, prefix: str = "sqlalchemy.", **kwargs: Any) -> Engine: ...
def create_pool_from_url(url: object, **kwargs: Any) -> Pool: ...
