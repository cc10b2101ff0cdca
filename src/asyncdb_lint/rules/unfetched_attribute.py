"""A column that the query left out is read.

`deferred` columns, and with `load_only` all others, are loaded when they are read, which an object of an `AsyncSession`
cannot do outside of `await`.

Bad (MissingGreenlet):

    async def mail(session: AsyncSession):
        user = (await session.scalars(select(User).options(load_only(User.name)))).one()
        return user.email

Good:

    async def mail(session: AsyncSession):
        user = (await session.scalars(select(User).options(load_only(User.name, User.email)))).one()
        return user.email

Fix safety: safe, the code raises today; unsafe where the query is in another function, whose other callers load more then,
and for options of `get()`, which do nothing where the session has the object already.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, loading, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB304", symptom="RAISES", since="0.1.0", subject=Misuse)
def unfetched_attribute(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "deferred":
        consequence = "Reading it raises MissingGreenlet: the query must load it."
        yield Finding(f"{misuse.operation} was not fetched", consequence, loading(misuse))
