"""The package of SQLModel's statements: holds nothing itself."""
