"""What Alembic runs migrations with."""
