"""The shop of the folder beside it, with no database call on the event loop.

Three ways out stand side by side: an asynchronous session, `def` instead of `async def`, and a worker thread.
"""
