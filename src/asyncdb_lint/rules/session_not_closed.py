"""An asynchronous session or connection is opened, used and never closed.

What a session reads or writes opens a transaction, and the transaction keeps a connection of the pool until it is
committed, rolled back or closed. A session that a function forgets keeps its connection until the garbage collector finds
it, and asyncio's drivers cannot be closed there: SQLAlchemy warns and throws the connection away.

Bad (a connection is lost at each call):

    async def names():
        session = AsyncSession(engine)
        return (await session.scalars(select(User.name))).all()

Good:

    async def names():
        async with AsyncSession(engine) as session:
            return (await session.scalars(select(User.name))).all()

Fix safety: unsafe. The session is closed at the end of the block, and what it loaded is detached then.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB405", symptom="LEAKS", since="0.1.0", subject=Misuse)
def session_not_closed(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind != "unclosed":
        return
    if misuse.detail == "yield":
        message = f"{misuse.operation} is given to others with `yield`, and never closed"
    else:
        message = f"{misuse.operation} is never closed, and its last use is {misuse.detail}"
    wish = Wish("enclose", (misuse.operation,))
    yield Finding(message, "Its connection stays out of the pool until the garbage collector finds it.", (wish,))
