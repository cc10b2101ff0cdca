"""What `sqlalchemy` exports."""

from sqlalchemy.engine.create import create_engine as create_engine
