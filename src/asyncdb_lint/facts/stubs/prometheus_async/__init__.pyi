"""Metrics of coroutine functions."""
from prometheus_async import aio as aio
