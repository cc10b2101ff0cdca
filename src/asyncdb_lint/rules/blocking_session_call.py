"""Database call of a synchronous session on the event loop.

A synchronous `Session` (also a `scoped_session` or SQLModel's `Session`) talks to the database on the calling
thread. Inside `async def` that thread runs the event loop, so every other request waits until the database answers.
Only methods that do I/O are reported: `add()`, `expunge()` or building a statement are silent, and so is a `with`
that only closes the session.

Bad (blocks):

    @app.get("/users")
    async def users(session: Session = Depends(get_session)):
        return session.scalars(select(User)).all()

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


@rule("ADB101", symptom="BLOCKS", since="0.1.0", subject=Block)
def blocking_session_call(block: Block) -> Iterator[Finding]:
    if block.kind == "session" and not block.helper:
        yield blocking(block, block.operation)
