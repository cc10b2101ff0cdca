"""Tables are created, dropped or reflected on an asynchronous engine without `run_sync`.

`metadata.create_all()`, `drop_all()` and `reflect()` are synchronous: they take an `Engine` or a `Connection`, and raise
when they are given an `AsyncEngine` or an `AsyncConnection`.

Bad (AttributeError):

    async def start():
        async with engine.begin() as connection:
            Base.metadata.create_all(connection)

Good:

    async def start():
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

Fix safety: safe, the call raises today; unsafe for `drop_all()`.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB404", symptom="RAISES", since="0.1.0", subject=Misuse)
def ddl_without_run_sync(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "ddl":
        article = "an" if misuse.detail.startswith("A") else "a"
        message = f"{misuse.operation} is given {article} {misuse.detail}"
        consequence = "It raises; `await connection.run_sync(...)` gives it a connection that it can use."
        yield Finding(message, consequence, (Wish("run_sync", (misuse.operation, misuse.detail)),))
