"""A factory of asynchronous sessions whose commit expires objects, although nothing was seen to read one.

`expire_on_commit` is true by default: after a commit every attribute of every object of the session is read again, which an
object of an `AsyncSession` cannot do outside of `await`. Where code reads one, that is ADB303, and its finding names the
factory as the remedy. A factory that no such finding names may be meant so: it is reported with `--pedantic` only.

Bad (the first read after a commit will raise MissingGreenlet):

    new_session = async_sessionmaker(engine)

Good:

    new_session = async_sessionmaker(engine, expire_on_commit=False)

Fix safety: unsafe. Objects then keep what they had when the transaction ended.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB402", symptom="RAISES", since="0.1.0", subject=Misuse)
def expire_on_commit(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "expiring":
        consequence = "An attribute that is read after a commit raises MissingGreenlet: set expire_on_commit=False."
        yield Finding(
            f"A commit of the sessions of {misuse.operation} expires their objects", consequence, (Wish("keep"),)
        )
