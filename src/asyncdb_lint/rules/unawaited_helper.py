"""Coroutine function that does database work called without await.

A coroutine function of the project, or a plain function that gives such a coroutine, is called, and the coroutine is
dropped or used as if it were the result. None of its database work happens. The trace shows the way from here to the
database.

Bad (lost):

    async def touch(session: AsyncSession, user: User):
        user.seen = datetime.now()
        await session.commit()

    @app.get("/me")
    async def me(user: CurrentUser, session: SessionDep):
        touch(session, user)

Good:

    @app.get("/me")
    async def me(user: CurrentUser, session: SessionDep):
        await touch(session, user)

Fix safety: safe where the coroutine is used as only its result can be, since that raises today. Unsafe where the code
runs today: awaiting then does what was silently lost before, so the change is to be reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, rule, unawaited
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB202", symptom="LOST", since="0.1.0", subject=Misuse)
def unawaited_helper(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "unawaited" and misuse.helper and not misuse.is_plain:
        yield unawaited(misuse.helper, misuse.operation, misuse.detail)
