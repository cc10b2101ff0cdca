"""Database clients that are no DBAPI drivers, and tell when they talk to the database: redis, pymongo, Django's ORM.

Redis answers every command with a canned value and MongoDB is played by mongomock; Django runs on the fixture's SQLite
file with the check switched off by which it refuses synchronous calls on an event loop. Peewee needs nothing: it uses
`sqlite3`, which is traced anyway.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

Observe = Callable[[str], None]

_MONGO_COLLECTION = (
    "aggregate bulk_write count_documents delete_many delete_one distinct drop estimated_document_count find_one "
    "find_one_and_delete find_one_and_replace find_one_and_update insert_many insert_one replace_one update_many "
    "update_one"
).split()
_REDIS_ANSWERS = {"SCAN": (0, [b"key"]), "GET": b"value", "SET": True}


@contextmanager
def traced_clients(observe: Observe, libraries: tuple[str, ...]) -> Iterator[None]:
    """While it lasts, these libraries call `observe`."""
    tracers = {"redis": _redis, "pymongo": _pymongo, "django": _django}
    with ExitStack() as stack:
        for library in libraries:
            if library in tracers:
                for patch in tracers[library](observe):
                    stack.enter_context(patch)
        yield


def _redis(observe: Observe) -> Iterator[Any]:
    redis, client, asynchronous = map(importlib.import_module, ("redis", "redis.client", "redis.asyncio"))

    def answer(command: str) -> Any:
        return _REDIS_ANSWERS.get(command, 1)

    def execute_command(_: Any, *args: Any, **options: Any) -> Any:
        observe(f"redis {args[0]}")
        return answer(args[0])

    async def execute_command_asynchronously(_: Any, *args: Any, **options: Any) -> Any:
        return answer(args[0])

    def execute(pipeline: Any, raise_on_error: bool = True) -> list[Any]:
        observe("redis pipeline")
        return [answer(args[0]) for args, _ in pipeline.command_stack]

    yield mock.patch.object(redis.Redis, "execute_command", execute_command)
    yield mock.patch.object(client.Pipeline, "execute", execute)
    yield mock.patch.object(asynchronous.Redis, "execute_command", execute_command_asynchronously)


def _pymongo(observe: Observe) -> Iterator[Any]:
    pymongo, mongomock = map(importlib.import_module, ("pymongo", "mongomock"))
    yield mock.patch.object(pymongo, "MongoClient", mongomock.MongoClient)
    for name in _MONGO_COLLECTION:
        yield _observed(mongomock.Collection, name, observe)
    yield _observed(importlib.import_module("mongomock.collection").Cursor, "__next__", observe)


def _django(observe: Observe) -> Iterator[Any]:
    utils, base = map(importlib.import_module, ("django.db.backends.utils", "django.db.backends.base.base"))
    yield mock.patch.dict(os.environ, {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"})
    for name in ("execute", "executemany"):
        yield _observed(utils.CursorWrapper, name, observe)
    for name in ("connect", "_commit", "_rollback"):
        yield _observed(base.BaseDatabaseWrapper, name, observe)


def _observed(owner: type, name: str, observe: Observe) -> Any:
    original = getattr(owner, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        observe(f"{owner.__name__}.{name}")
        return original(self, *args, **kwargs)

    return mock.patch.object(owner, name, method)
