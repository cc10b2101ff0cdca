"""A relationship that was not loaded is read.

Reading it emits SQL, and an object of an `AsyncSession` cannot do that outside of `await`: SQLAlchemy raises
MissingGreenlet. The query has to load the relationship (`selectinload`, `joinedload`), or the code awaits
`session.refresh(user, ["posts"])` first.

Bad (MissingGreenlet):

    async def titles(session: AsyncSession, id: int):
        user = await session.get_one(User, id)
        return [post.title for post in user.posts]

Good:

    async def titles(session: AsyncSession, id: int):
        user = await session.get_one(User, id, options=[selectinload(User.posts)])
        return [post.title for post in user.posts]

Fix safety: safe, the code raises today; unsafe where the query is in another function, whose other callers load more then,
and for options of `get()`, which do nothing where the session has the object already.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, loading, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB301", symptom="RAISES", since="0.1.0", subject=Misuse)
def implicit_lazy_load(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "lazy" and misuse.reads is not None:
        consequence = (
            f"Reading it raises MissingGreenlet: load it with {misuse.reads.remedies[0]}, or await a refresh first."
        )
        yield Finding(f"{misuse.operation} is not loaded", consequence, loading(misuse))
