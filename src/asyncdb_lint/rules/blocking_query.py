"""Legacy query executed on the event loop.

`session.query(...)` only builds a query; `all()`, `first()`, `count()`, iterating it and the like execute it on the
calling thread. Inside `async def` that thread runs the event loop, so every other request waits.

Bad (blocks):

    @app.get("/users")
    async def users(session: Session = Depends(get_session)):
        return session.query(User).all()

Good:

    @app.get("/users")
    async def users(session: AsyncSession = Depends(get_async_session)):
        return (await session.scalars(select(User))).all()

Fix safety: unsafe. `fix-style = "def"` makes the function a plain one, which FastAPI runs in a worker thread, where it awaits
nothing and nobody awaits it; `fix-style = "threadpool"` moves the call to a worker thread. A session or connection that
synchronous code shares cannot become asynchronous in one place.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, blocking, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB102", symptom="BLOCKS", since="0.1.0", subject=Block)
def blocking_query(block: Block) -> Iterator[Finding]:
    if block.kind == "query" and not block.helper:
        yield blocking(block, block.operation)
