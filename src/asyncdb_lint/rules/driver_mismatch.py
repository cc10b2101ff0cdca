"""A synchronous driver for an asynchronous engine, or the reverse.

`create_async_engine()` needs an asynchronous driver, such as asyncpg, aiosqlite or aiomysql, and raises at once when the
URL names another one or none at all. `create_engine()` takes an asynchronous driver without a word, and the first
connection fails. What a bare `postgresql://` means depends on SQLAlchemy: psycopg2 until 2.0, psycopg from 2.1; it is
judged where the project's lock file or metadata tell the version.

Bad (InvalidRequestError):

    engine = create_async_engine("sqlite:///shop.db")

Good:

    engine = create_async_engine("sqlite+aiosqlite:///shop.db")

Fix safety: unsafe, the new driver must be installed. An asynchronous driver for `create_engine()` has no fix: either the
engine or the URL is meant to be the other kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, Wish, rule
from asyncdb_lint.semantics.summary import Misuse

EITHER = "either the engine or its URL is meant to be the other kind"
UNKNOWN = "which driver is meant is not known"


@rule("ADB401", symptom="FAILS", since="0.1.0", subject=Misuse)
def driver_mismatch(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind != "driver":
        return
    if misuse.detail == "absent":
        yield Finding(
            f"{misuse.operation}, which SQLAlchemy does not have",
            "It raises NoSuchModuleError.",
            (Wish(refusal=UNKNOWN),),
        )
    elif misuse.operation.startswith("create_async"):
        message = f"{misuse.operation}: the driver is synchronous"
        yield Finding(
            message,
            "It raises InvalidRequestError: an asynchronous engine needs an asynchronous driver.",
            (Wish("driver", (misuse.operation,)),),
        )
    else:
        message = f"{misuse.operation}: the driver is asynchronous"
        yield Finding(message, "The first connection raises MissingGreenlet.", (Wish(refusal=EITHER),))
