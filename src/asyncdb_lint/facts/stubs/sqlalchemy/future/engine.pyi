"""What `sqlalchemy.future.engine` exports."""

from sqlalchemy.engine.base import Connection as Connection
from sqlalchemy.engine.base import Engine as Engine
from sqlalchemy.engine.create import create_engine as create_engine
