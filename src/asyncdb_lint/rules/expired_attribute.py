"""An attribute is read after a commit or rollback expired it.

A commit expires all attributes of all objects of the session, unless the session was made with `expire_on_commit=False`; a
rollback always does. Reading one loads it again, which an object of an `AsyncSession` cannot do outside of `await`.

Bad (MissingGreenlet):

    async def create(session: AsyncSession, name: str):
        user = User(name=name)
        session.add(user)
        await session.commit()
        return user.id

Good:

    async def create(session: AsyncSession, name: str):
        user = User(name=name)
        session.add(user)
        await session.commit()
        await session.refresh(user)
        return user.id

Fix safety: safe, the code raises today; unsafe where the query is in another function, whose other callers load more then,
and for options of `get()`, which do nothing where the session has the object already.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, brought, loading, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB303", symptom="RAISES", since="0.1.0", subject=Misuse)
def expired_attribute(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "expired" and misuse.reads is not None:
        consequence = f"Reading it raises MissingGreenlet: {brought(misuse.reads)}."
        yield Finding(f"{misuse.operation} is expired", consequence, loading(misuse))
