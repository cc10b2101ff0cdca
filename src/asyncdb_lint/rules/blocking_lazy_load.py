"""An object of a synchronous session loads something when it is read, on the event loop.

Reading a relationship that the query did not load, a deferred column, or an object that a commit expired, emits SQL at that
place. With a synchronous session it works, and blocks: every other request waits. It also happens where FastAPI makes the
response of an `async def` path operation, and in helpers that a coroutine calls; one that a worker thread runs is right.

Bad (blocks):

    @app.get("/users/{id}", response_model=UserOut)
    async def read_user(user: User = Depends(get_user)):
        return user

Good:

    @app.get("/users/{id}", response_model=UserOut)
    def read_user(user: User = Depends(get_user)):
        return user

Fix safety: unsafe. A query that loads everything (`selectinload`) takes the SQL to where the query is.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import CONSEQUENCE, Finding, brought, listed, loading, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB106", symptom="BLOCKS", since="0.1.0", subject=Block)
def blocking_lazy_load(block: Block) -> Iterator[Finding]:
    reads = block.reads
    if block.kind != "lazy" or reads is None:
        return
    what, are = listed(reads.attributes), "is" if len(reads.attributes) == 1 else "are"
    if block.helper:
        helper = block.helper[0].upper() + block.helper[1:] if " " in block.helper else block.helper
        message = f"{helper} blocks the event loop: it reads {what}, which {are} {reads.fault}"
    elif reads.readers:
        message = f"Making {listed(reads.readers)} blocks the event loop: {what} {are} {reads.fault}"
    else:
        message = f"Reading {what} blocks the event loop: it is {reads.fault}"
    yield Finding(message, f"{CONSEQUENCE} To have it before, {brought(reads)}.", loading(block))
