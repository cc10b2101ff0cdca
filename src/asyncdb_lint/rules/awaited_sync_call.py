"""Await of something that is not awaitable.

Not every method of an `AsyncSession` is a coroutine: `add()`, `add_all()`, `expunge()` and their like only change the
session in memory. The result of `await session.execute(...)` is in memory as well: `scalars()`, `all()`, `first()` of
it are plain calls. Only what `stream()` gives is awaited further.

Bad (TypeError):

    async def create(session: AsyncSession, user: User):
        await session.add(user)
        await session.commit()

Good:

    async def create(session: AsyncSession, user: User):
        session.add(user)
        await session.commit()

Fix safety: safe, the `await` raises today.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB203", symptom="RAISES", since="0.1.0", subject=Misuse)
def awaited_sync_call(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "awaited":
        message = f"{misuse.operation} is awaited, but it gives nothing awaitable"
        yield Finding(message, "Python raises TypeError.", (Wish("drop await", (misuse.operation,)),))
