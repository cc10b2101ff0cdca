"""One asynchronous session used by several tasks at once.

An `AsyncSession` is one transaction on one connection, and one task at a time may use it. `asyncio.gather()` and its
like run coroutines at once: SQLAlchemy raises when it notices ("This session is provisioning a new connection"), and
mixes the statements when it does not. It depends on timing which of the two happens.

Bad (InvalidRequestError, or worse):

    async def dashboard(session: AsyncSession):
        return await asyncio.gather(session.scalar(USERS), session.scalar(ORDERS))

Good:

    async def counted(statement):
        async with SessionLocal() as session:
            return await session.scalar(statement)

    async def dashboard():
        return await asyncio.gather(counted(USERS), counted(ORDERS))

Fix safety: there is no automatic fix. Awaiting one after the other is safe; a session for each task is a transaction for
each task.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse

OWN = "each task needs a session of its own, and so a transaction of its own: that has to be decided"


@rule("ADB206", symptom="RAISES", since="0.1.0", subject=Misuse)
def session_shared_by_tasks(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "shared":
        who = "every task" if misuse.detail == "many" else "several tasks"
        message = f"{misuse.operation} is used by {who} at once"
        yield Finding(
            message, "SQLAlchemy raises InvalidRequestError, or mixes the statements unnoticed.", (Wish(refusal=OWN),)
        )
