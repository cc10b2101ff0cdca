"""What `sqlalchemy.future` exports: 1.4's name of the 2.0 interface."""

from sqlalchemy.engine.base import Connection as Connection
from sqlalchemy.engine.base import Engine as Engine
from sqlalchemy.engine.create import create_engine as create_engine
from sqlalchemy.sql.expression import select as select
