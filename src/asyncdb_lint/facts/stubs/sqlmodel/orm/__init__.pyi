"""The package of SQLModel's session: holds nothing itself."""
