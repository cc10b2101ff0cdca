"""The scripts of migrations: files, and `run_env`, which runs the environment."""

from alembic.script.base import ScriptDirectory as ScriptDirectory
