"""A ClickHouse server over HTTP that knows a table of two names, as much as clickhouse_connect asks for.

It answers in a thread of its own, so that the real client does its real socket I/O.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_Column = tuple[str, str, list[bytes]]


@contextmanager
def clickhouse_server() -> Iterator[int]:
    """While it lasts, a server listens on the port that is given."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Conversation) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace"))

    def _answer(self, body: str) -> None:
        query = "".join(parse_qs(urlsplit(self.path).query).get("query", [])) or body
        if "version()" in query:
            answer = b"24.8.1.1\tUTC\n"
        elif "system.settings" in query:
            empty: list[bytes] = []
            answer = _native(("name", "String", empty), ("value", "String", empty), ("readonly", "UInt8", empty))
        elif "Native" in query and query.lstrip().upper().startswith("SELECT"):
            answer = _native(("name", "String", [_text("Ada"), _text("Bob")]))
        else:
            answer = b""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def _native(*columns: _Column) -> bytes:
    """A block of ClickHouse's Native format."""
    head = bytes([len(columns), len(columns[0][2])])
    return head + b"".join(_text(name) + _text(kind) + b"".join(cells) for name, kind, cells in columns)


def _text(value: str) -> bytes:
    return bytes([len(value)]) + value.encode()
