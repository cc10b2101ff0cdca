"""The package of SQLModel's asynchronous session: holds nothing itself."""
