"""Asynchronous sessions and connections that a fixture opens, and whether they still hold a connection of the pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

Life = Callable[[], bool]
"""Answers whether what was opened holds a connection now."""


@contextmanager
def tracked_lives(opened: Callable[[Life], None]) -> Iterator[None]:
    """Tell `opened` of each session and connection that is made."""
    make_session, make_connection = AsyncSession.__init__, AsyncConnection.__init__

    def session(self: AsyncSession, *args: Any, **kwargs: Any) -> None:
        make_session(self, *args, **kwargs)
        inner = self.sync_session
        opened(lambda: inner.in_transaction() and bool(inner.get_transaction()._connections))  # type: ignore[union-attr]

    def connection(self: AsyncConnection, *args: Any, **kwargs: Any) -> None:
        make_connection(self, *args, **kwargs)
        opened(lambda: self.sync_connection is not None and not self.closed)

    watched = mock.patch.object(AsyncSession, "__init__", session)
    with watched, mock.patch.object(AsyncConnection, "__init__", connection):
        yield
