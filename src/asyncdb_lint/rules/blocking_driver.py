"""Call of a synchronous database driver on the event loop.

A DBAPI driver connects, executes and commits on the calling thread. Inside `async def` that thread runs the event
loop, so every other request waits. Known are sqlite3, psycopg, psycopg2, PyMySQL, MySQLdb, mysql.connector, pyodbc,
pymssql, oracledb, cx_Oracle, DuckDB, the clients of ClickHouse and Cassandra, and what uses a driver for its caller:
pandas' and polars' reading and writing of tables, and Alembic's commands.

Fetching counts where the driver reads rows only then: sqlite3, DuckDB, pyodbc, pymssql, oracledb, unbuffered cursors of
MySQL. Making a cursor counts where it asks the server (mysql.connector); closing never counts.

Bad (blocks):

    @app.get("/users")
    async def users():
        connection = sqlite3.connect("app.db")
        return connection.execute("SELECT name FROM users").fetchall()

Good:

    @app.get("/users")
    async def users():
        async with aiosqlite.connect("app.db") as connection:
            return await connection.execute_fetchall("SELECT name FROM users")

Fix safety: unsafe. `fix-style = "def"` makes the function a plain one, which FastAPI runs in a worker thread, where it awaits
nothing and nobody awaits it; `fix-style = "threadpool"` moves the call to a worker thread. A session or connection that
synchronous code shares cannot become asynchronous in one place.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, blocking, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB105", symptom="BLOCKS", since="0.1.0", subject=Block)
def blocking_driver(block: Block) -> Iterator[Finding]:
    if block.kind == "driver" and not block.helper:
        yield blocking(block, block.operation)
