"""Where asyncio's futures are defined."""
from asyncio import Future as Future
from asyncio import wrap_future as wrap_future
from asyncio import isfuture as isfuture
