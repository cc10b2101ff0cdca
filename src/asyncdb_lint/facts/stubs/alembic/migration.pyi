"""The older place of the migration context."""

from alembic.runtime.migration import MigrationContext as MigrationContext
