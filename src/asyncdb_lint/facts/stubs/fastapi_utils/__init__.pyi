"""Conveniences for applications of FastAPI."""
