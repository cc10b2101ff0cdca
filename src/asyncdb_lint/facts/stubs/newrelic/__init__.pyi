"""Tracing: the function is called where it would be called without."""
