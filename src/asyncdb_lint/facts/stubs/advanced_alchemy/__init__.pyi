"""Repositories and services over SQLAlchemy, each synchronous and asynchronous."""
