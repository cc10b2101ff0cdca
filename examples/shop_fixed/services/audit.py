"""A log of what happened, in a database of its own."""

import asyncio
import sqlite3


async def record(event: str) -> None:
    await asyncio.to_thread(_write, event)


def _write(event: str) -> None:
    connection = sqlite3.connect("audit.db")
    connection.execute("CREATE TABLE IF NOT EXISTS events (event TEXT)")
    connection.execute("INSERT INTO events VALUES (?)", (event,))
    connection.commit()
    connection.close()
