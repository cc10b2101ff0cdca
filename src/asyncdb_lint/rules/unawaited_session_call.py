"""Coroutine of an asynchronous session that is not awaited.

Calling a coroutine method of an `AsyncSession`, `AsyncConnection`, `AsyncEngine` or of a streamed result only makes a
coroutine object. Without `await` nothing runs: an insert is lost while the request answers 200, and what is used as the
result is a coroutine, which has no rows and is always true. `begin()` and `connect()` that are neither awaited nor
entered do nothing, and Python does not even warn.

Bad (lost, or AttributeError):

    async def rename(session: AsyncSession, user: User, name: str):
        user.name = name
        session.commit()

    async def names(session: AsyncSession):
        return await session.scalars(select(User.name)).all()

Good:

    async def rename(session: AsyncSession, user: User, name: str):
        user.name = name
        await session.commit()

    async def names(session: AsyncSession):
        return (await session.scalars(select(User.name))).all()

Fix safety: safe where the coroutine is used as only its result can be, since that raises today. Unsafe where the code
runs today: awaiting then does what was silently lost before, so the change is to be reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, rule, unawaited
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB201", symptom="LOST", since="0.1.0", subject=Misuse)
def unawaited_session_call(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "unawaited" and not misuse.helper and not misuse.is_plain:
        yield unawaited(misuse.operation, misuse.operation, misuse.detail)
