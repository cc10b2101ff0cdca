"""The rows of a query that joins a collection are taken without `unique()`.

`joinedload` of a collection gives a row for each of its elements, so that one object stands in several rows: SQLAlchemy
refuses to list them until `unique()` says that duplicates are to be taken out. `selectinload` needs no such thing.

Bad (InvalidRequestError):

    async def users(session: AsyncSession):
        return (await session.scalars(select(User).options(joinedload(User.posts)))).all()

Good:

    async def users(session: AsyncSession):
        return (await session.scalars(select(User).options(joinedload(User.posts)))).unique().all()

Fix safety: safe, taking the rows raises today.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB307", symptom="RAISES", since="0.1.0", subject=Misuse)
def joined_collection_not_unique(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "joined":
        message = f"{misuse.operation} is joined, and the result is not made unique()"
        yield Finding(message, "Taking the rows raises InvalidRequestError.", (Wish("unique"),))
