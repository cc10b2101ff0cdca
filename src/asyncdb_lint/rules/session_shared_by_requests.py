"""Requests share one asynchronous session.

A session is one conversation with the database: it holds one connection, one transaction and the objects that were loaded
in it. Requests run as tasks, at the same time. If they share a session, one commits or rolls back what another has begun,
or SQLAlchemy raises InvalidRequestError or IllegalStateChangeError. `scoped_session` keeps one session for each thread,
and all tasks of an event loop run in one thread; `async_scoped_session` needs a `scopefunc` that tells tasks apart.

Bad (transactions are mixed):

    session = AsyncSession(engine)

    @app.get("/names")
    async def names():
        return (await session.scalars(select(User.name))).all()

Good:

    @app.get("/names")
    async def names():
        async with AsyncSession(engine) as session:
            return (await session.scalars(select(User.name))).all()

Fix safety: there is no automatic fix. Who opens and closes the session has to be decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse

OPEN = "who opens and closes the session has to be decided"


@rule("ADB406", symptom="RAISES", since="0.1.0", subject=Misuse)
def session_shared_by_requests(misuse: Misuse) -> Iterator[Finding]:
    wish = Wish(refusal=OPEN)
    if misuse.kind == "lasting":
        consequence = "Requests that run at the same time mix their transactions, or SQLAlchemy raises."
        yield Finding(f"{misuse.operation} is made once, and all requests use it", consequence, (wish,))
    elif misuse.kind == "scope" and misuse.detail == "missing":
        yield Finding(
            f"{misuse.operation} is given no scopefunc", "It raises TypeError; give it asyncio.current_task.", (wish,)
        )
    elif misuse.kind == "scope":
        keeper = (
            "scoped_session() keeps an AsyncSession" if misuse.detail == "sync" else f"{misuse.operation} keeps one"
        )
        consequence = "All tasks of the event loop share it: use async_scoped_session with asyncio.current_task."
        yield Finding(f"{keeper} for each thread", consequence, (wish,))
