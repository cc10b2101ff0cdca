"""The package of SQLModel's extensions: holds nothing itself."""
