"""Alembic: commands run an environment, which talks to the database on the calling thread."""

from alembic import op as op
