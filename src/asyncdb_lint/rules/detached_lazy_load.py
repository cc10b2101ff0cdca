"""An attribute that is not loaded is read after its session was closed.

Without a session an object cannot load anything: SQLAlchemy raises DetachedInstanceError. The query has to load what is
needed before the session's `async with` ends.

Bad (DetachedInstanceError):

    async def titles(id: int):
        async with new_session() as session:
            user = await session.get_one(User, id)
        return [post.title for post in user.posts]

Good:

    async def titles(id: int):
        async with new_session() as session:
            user = await session.get_one(User, id, options=[selectinload(User.posts)])
        return [post.title for post in user.posts]

Fix safety: safe, the code raises today; unsafe where the query is in another function, whose other callers load more then,
and for options of `get()`, which do nothing where the session has the object already.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, loading, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB306", symptom="RAISES", since="0.1.0", subject=Misuse)
def detached_lazy_load(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "detached":
        consequence = "Reading it raises DetachedInstanceError: its session is closed."
        yield Finding(f"{misuse.operation} is not loaded, and its session is closed", consequence, loading(misuse))
