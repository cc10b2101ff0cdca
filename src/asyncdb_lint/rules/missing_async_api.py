"""Method of a synchronous session that an asynchronous one does not have.

`AsyncSession` has no `query()` and none of the `bulk_*` methods, `AsyncEngine` no `execute()`. Statements of the
2.0 style, `await session.execute(select(...))`, take their place; what has no asynchronous form runs inside
`await session.run_sync(...)`.

Bad (AttributeError):

    async def users(session: AsyncSession):
        return session.query(User).all()

Good:

    async def users(session: AsyncSession):
        return (await session.scalars(select(User))).all()

Fix safety: safe for `query()`, which raises today, where the statement surely does the same; unsafe where a person should
look at something, which the fix names. Queries whose uses are not all seen, and the other methods, have no fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse

OTHER = "what takes its place depends on what it is for"


@rule("ADB204", symptom="RAISES", since="0.1.0", subject=Misuse)
def missing_async_api(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "missing":
        owner = misuse.operation.rpartition(".")[0]
        wish = Wish("select", (misuse.library,)) if misuse.detail == "query" else Wish(refusal=OTHER)
        yield Finding(f"{owner} has no {misuse.detail}", "Python raises AttributeError.", (wish,))
