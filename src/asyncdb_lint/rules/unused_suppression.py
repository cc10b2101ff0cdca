"""Suppression that suppresses nothing.

A `# noqa` comment names a code of ours, or an `# asyncdb: non-blocking` mark stands behind code, and there is nothing
that it hides: the finding has gone, the code is another one, or the mark has no reason or is misspelt. It would hide the next
finding there, which nobody has looked at.

Comments without codes, codes of other tools, codes that are not selected in this run, and what hides findings in tests or
migrations are not reported. Neither is a mark in a function that nothing is seen to run.

Bad (suppresses nothing):

    @app.get("/users")
    async def users(session: AsyncSession = Depends(get_session)):
        return await session.scalars(select(User))  # noqa: ADB101

Good:

    @app.get("/users")
    async def users(session: AsyncSession = Depends(get_session)):
        return await session.scalars(select(User))

Fix safety: there is no automatic fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB002", symptom="NONE", since="0.1.0", subject=Block)
def unused_suppression(block: Block) -> Iterator[Finding]:
    """Never found by looking at a call: it is known when all findings are."""
    return iter(())
