"""ASGI helpers."""
