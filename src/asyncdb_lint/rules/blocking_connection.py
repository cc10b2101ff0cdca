"""Database call of a synchronous engine or connection on the event loop.

`Engine`, `Connection`, `MetaData` and the inspector of synchronous SQLAlchemy talk to the database on the calling
thread. Inside `async def` that thread runs the event loop, so every other request waits.

Bad (blocks):

    @app.get("/health")
    async def health():
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))

Good:

    @app.get("/health")
    async def health():
        async with async_engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

Fix safety: unsafe. `fix-style = "def"` makes the function a plain one, which FastAPI runs in a worker thread, where it awaits
nothing and nobody awaits it; `fix-style = "threadpool"` moves the call to a worker thread. A session or connection that
synchronous code shares cannot become asynchronous in one place.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, blocking, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB104", symptom="BLOCKS", since="0.1.0", subject=Block)
def blocking_connection(block: Block) -> Iterator[Finding]:
    if block.kind == "connection" and not block.helper:
        yield blocking(block, block.operation)
