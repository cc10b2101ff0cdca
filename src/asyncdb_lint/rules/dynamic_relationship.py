"""A `lazy="dynamic"` relationship is asked for its objects under asyncio.

Reading such a relationship gives a legacy Query, and what executes the query (`all`, iteration, `count`) emits SQL at once,
which an object of an `AsyncSession` cannot do outside of `await`. `lazy="write_only"` is made for asyncio: its `select()` is a
statement that the session executes.

Bad (MissingGreenlet):

    posts = relationship("Post", lazy="dynamic")

    async def titles(session: AsyncSession, id: int):
        user = await session.get_one(User, id)
        return [post.title for post in user.posts.filter_by(is_public=True)]

Good:

    posts = relationship("Post", lazy="write_only")

    async def titles(session: AsyncSession, id: int):
        user = await session.get_one(User, id)
        return [post.title for post in await session.scalars(user.posts.select().filter_by(is_public=True))]

Fix safety: there is no automatic fix. The relationship has to be declared otherwise, for all that use it.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse

DECLARED = "the relationship has to be declared otherwise, for all that use it"


@rule("ADB308", symptom="RAISES", since="0.1.0", subject=Misuse)
def dynamic_relationship(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "dynamic":
        consequence = 'It raises MissingGreenlet: lazy="write_only" gives a statement that the session can await.'
        yield Finding(
            f"{misuse.operation} is a dynamic relationship, whose query is executed here",
            consequence,
            (Wish(refusal=DECLARED),),
        )
