"""Plain function that calls coroutines of an asynchronous session and drops them.

A `def` cannot await. What it calls on an `AsyncSession` makes coroutines that nobody runs, unless it returns them to
a caller that awaits them.

Bad (lost):

    @app.post("/users")
    def create(user: UserIn, session: AsyncSession = Depends(get_session)):
        session.add(User(name=user.name))
        session.commit()

Good:

    @app.post("/users")
    async def create(user: UserIn, session: AsyncSession = Depends(get_session)):
        session.add(User(name=user.name))
        await session.commit()

Fix safety: there is no fix in one place. Making the function asynchronous changes all of its callers.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule, unawaited
from asyncdb_lint.semantics.summary import Misuse

REFUSAL = "a plain function cannot await, and making it `async def` changes how all of its callers call it"


@rule("ADB207", symptom="LOST", since="0.1.0", subject=Misuse)
def async_session_in_sync_function(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "unawaited" and misuse.is_plain:
        name = misuse.helper or misuse.operation
        yield Finding(
            f"{name} gives a coroutine, and a plain function cannot await it",
            unawaited(name, misuse.operation, misuse.detail).consequence,
            (Wish(refusal=REFUSAL),),
        )
