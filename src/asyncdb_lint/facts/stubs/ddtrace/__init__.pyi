"""Tracing: the function is called where it would be called without."""
from ddtrace.trace import tracer as tracer
