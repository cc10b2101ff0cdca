"""A log of what happened, in a database of its own."""

import sqlite3


async def record(event: str) -> None:
    connection = sqlite3.connect("audit.db")
    connection.execute("CREATE TABLE IF NOT EXISTS events (event TEXT)")
    connection.execute("INSERT INTO events VALUES (?)", (event,))
    connection.commit()
    connection.close()
