"""A MySQL server over the fixture's SQLite file, as much of the protocol as the drivers of the fixtures speak.

It answers in threads of its own, one for each connection, so that the real drivers do their real socket I/O.
"""

from __future__ import annotations

import socketserver
import sqlite3
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

_QUIT, _INIT_DB, _QUERY, _PING, _RESET = 1, 2, 3, 14, 31
_CAPABILITIES = 0x1 | 0x2 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000  # protocol 4.1, transactions, secure connection
_AUTOCOMMIT = 2
_UTF8 = 45
_TEXT, _INTEGER = 253, 8


@contextmanager
def mysql_server(path: str) -> Iterator[int]:
    """While it lasts, a server listens on the port that is given."""

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        database = path

    with Server(("127.0.0.1", 0), _Conversation) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class _Conversation(socketserver.StreamRequestHandler):
    """One connection: greeting, then an answer for every command."""

    rfile: BinaryIO

    def handle(self) -> None:
        self._sequence = 0
        self._database = sqlite3.dbapi2.Connection(self.server.database, check_same_thread=False)  # type: ignore[attr-defined]
        try:
            self._greet()
            while (packet := self._read()) and packet[0] != _QUIT:
                self._answer(packet[0], packet[1:])
        except (ConnectionError, BrokenPipeError):
            pass
        finally:
            self._database.close()

    def _greet(self) -> None:
        lower, upper = struct.pack("<I", _CAPABILITIES)[:2], struct.pack("<I", _CAPABILITIES)[2:]
        secret = b"abcdefghijklmnopqrst"
        self._write(
            b"\x0a8.0.36\0" + struct.pack("<I", 1) + secret[:8] + b"\0" + lower + bytes([_UTF8]),
            struct.pack("<H", _AUTOCOMMIT) + upper + b"\x15" + bytes(10) + secret[8:] + b"\0mysql_native_password\0",
        )
        self._read()
        self._write_ok()

    def _answer(self, command: int, body: bytes) -> None:
        if command in (_PING, _INIT_DB, _RESET):
            self._write_ok()
        elif command == _QUERY:
            self._query(body.decode())
        else:
            self._write_error(f"command {command}")

    def _query(self, text: str) -> None:
        if "@@" in text and text.upper().startswith("SELECT"):
            self._write_rows(["variable"], [("",)])
            return
        word = text.split()[0].upper().rstrip(";")
        if word in ("SET", "ROLLBACK", "COMMIT", "BEGIN", "START", "CALL"):
            if word in ("ROLLBACK", "COMMIT"):
                getattr(self._database, word.lower())()
            self._write_ok()
            return
        try:
            cursor = self._database.execute(text)
        except sqlite3.Error as error:
            self._write_error(f"{error}: {text}")
            return
        if cursor.description is None:
            self._write_ok(cursor.rowcount, cursor.lastrowid or 0)
        else:
            self._write_rows([column[0] for column in cursor.description], cursor.fetchall())

    def _write_rows(self, names: list[str], rows: list[tuple[Any, ...]]) -> None:
        self._write(_number(len(names)))
        for index, name in enumerate(names):
            kind = _INTEGER if rows and isinstance(rows[0][index], int) else _TEXT
            texts = b"".join(map(_text, (b"def", b"", b"", b"", name.encode(), name.encode())))
            self._write(texts + b"\x0c" + struct.pack("<HIBHB", _UTF8, 1024, kind, 0, 0) + b"\0\0")
        self._write(b"\xfe" + struct.pack("<HH", 0, _AUTOCOMMIT))
        for row in rows:
            self._write(b"".join(b"\xfb" if cell is None else _text(str(cell).encode()) for cell in row))
        self._write(b"\xfe" + struct.pack("<HH", 0, _AUTOCOMMIT))

    def _write_ok(self, affected: int = 0, inserted: int = 0) -> None:
        self._write(b"\0" + _number(max(affected, 0)) + _number(inserted) + struct.pack("<HH", _AUTOCOMMIT, 0))

    def _write_error(self, message: str) -> None:
        self._write(b"\xff" + struct.pack("<H", 1064) + b"#42000" + message.encode())

    def _read(self) -> bytes:
        head = self.rfile.read(4)
        if len(head) < 4:
            return b""
        self._sequence = (head[3] + 1) % 256
        return self.rfile.read(int.from_bytes(head[:3], "little"))

    def _write(self, *parts: bytes) -> None:
        packet = b"".join(parts)
        self.wfile.write(len(packet).to_bytes(3, "little") + bytes([self._sequence]) + packet)
        self._sequence = (self._sequence + 1) % 256


def _number(value: int) -> bytes:
    if value < 251:
        return bytes([value])
    return b"\xfc" + struct.pack("<H", value) if value < 65536 else b"\xfd" + struct.pack("<I", value)[:3]


def _text(value: bytes) -> bytes:
    return _number(len(value)) + value
