"""Synchronous function that reaches the database called on the event loop.

The called function looks harmless, but it, or something that it calls, talks to the database on the calling
thread. Inside `async def` that thread runs the event loop, so every other request waits. The trace shows each call
from here to the database, through all files.

Bad (blocks):

    def active_users(session: Session):
        return session.scalars(select(User).where(User.active)).all()

    @app.get("/users")
    async def users(session: Session = Depends(get_session)):
        return active_users(session)

Good:

    @app.get("/users")
    async def users(session: Session = Depends(get_session)):
        return await run_in_threadpool(active_users, session)

Fix safety: unsafe. `fix-style = "def"` makes the function a plain one, which FastAPI runs in a worker thread, where it awaits
nothing and nobody awaits it; `fix-style = "threadpool"` moves the call to a worker thread. A session or connection that
synchronous code shares cannot become asynchronous in one place.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, blocking, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB103", symptom="BLOCKS", since="0.1.0", subject=Block)
def blocking_helper(block: Block) -> Iterator[Finding]:
    if block.helper and block.kind != "lazy":
        by_what = f" by {block.operation}" if " " in block.operation else f": it reaches {block.operation}"
        yield blocking(block, block.helper, by_what)
