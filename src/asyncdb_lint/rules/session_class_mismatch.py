"""Sessions of one kind on an engine of the other, or a pool that the engine refuses.

An `AsyncSession` works on an `AsyncEngine` only, and raises as soon as one is made on an `Engine`. A `Session` on an
`AsyncEngine` raises at its first statement: `sessionmaker(engine)` makes such sessions unless it is given
`class_=AsyncSession`. Since SQLAlchemy 2.0.28 an asynchronous engine refuses `QueuePool` and `SingletonThreadPool`, which
wait without giving the event loop back.

Bad (the first statement raises):

    engine = create_async_engine("sqlite+aiosqlite:///shop.db")
    new_session = sessionmaker(engine)

Good:

    engine = create_async_engine("sqlite+aiosqlite:///shop.db")
    new_session = async_sessionmaker(engine)

Fix safety: unsafe. Code that uses the sessions has to await them; a fix that would leave some of it wrong is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB403", symptom="FAILS", since="0.1.0", subject=Misuse)
def session_class_mismatch(misuse: Misuse) -> Iterator[Finding]:
    wish = Wish("session class", (misuse.operation, misuse.detail))
    if misuse.kind == "pool":
        yield Finding(misuse.operation, "It raises ArgumentError: the engine cannot use this pool.")
    elif misuse.kind == "binding" and misuse.detail == "asynchronous":
        yield Finding(misuse.operation, "Making a session raises ArgumentError.", (wish,))
    elif misuse.kind == "binding":
        yield Finding(
            misuse.operation, "The first statement raises: use `async_sessionmaker` or AsyncSession.", (wish,)
        )
