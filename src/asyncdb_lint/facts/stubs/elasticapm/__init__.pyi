"""Tracing: the function is called where it would be called without."""
from elasticapm.traces import capture_span as capture_span
from elasticapm.contrib.asyncio.traces import async_capture_span as async_capture_span
