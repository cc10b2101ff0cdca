"""Plain `with` or `for` on an asynchronous object, or the reverse.

An `AsyncSession`, an `AsyncConnection` and what their `begin()` gives are entered with `async with`, a streamed result
is iterated with `async for`. A synchronous session and the result of `await session.execute(...)` are not.

Bad (TypeError):

    async def users():
        with AsyncSession(engine) as session:
            ...

Good:

    async def users():
        async with AsyncSession(engine) as session:
            ...

Fix safety: safe, the statement raises today.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse

CONSEQUENCE = "Python raises TypeError (AttributeError on Python 3.10)."


@rule("ADB205", symptom="RAISES", since="0.1.0", subject=Misuse)
def wrong_with_or_for(misuse: Misuse) -> Iterator[Finding]:
    wish = Wish("protocol", (misuse.operation, misuse.detail))
    if misuse.kind == "protocol" and misuse.detail == "uncalled":
        yield Finding(f"{misuse.operation} is entered without being called", CONSEQUENCE, (wish,))
    elif misuse.kind == "protocol":
        other = misuse.detail.removeprefix("async ") if misuse.detail.startswith("async") else f"async {misuse.detail}"
        message = f"{misuse.operation} is used with `{misuse.detail}`, but needs `{other}`"
        yield Finding(message, CONSEQUENCE, (wish,))
