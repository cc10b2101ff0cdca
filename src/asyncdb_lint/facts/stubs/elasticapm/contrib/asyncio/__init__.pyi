"""Tracing beside the core."""
