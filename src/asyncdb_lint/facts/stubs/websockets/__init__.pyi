"""Websockets on the event loop."""
from websockets.asyncio.server import serve as serve
from websockets.asyncio.client import connect as connect
