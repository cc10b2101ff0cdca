"""Drivers that speak to a server over a socket: what a blocking socket of this process sends and receives.

An asynchronous driver's socket does not block, and tells nothing. What a driver says while it closes does not count.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any
from unittest import mock

Observe = Callable[[str], None]

_TALKING = ("connect", "send", "sendall", "recv", "recv_into")
_CLOSING = frozenset({"close", "shutdown", "__del__", "_force_close"})


@contextmanager
def traced_sockets(observe: Observe, ports: frozenset[int]) -> Iterator[None]:
    """While it lasts, blocking sockets that talk to these ports of this machine call `observe`."""

    def traced(name: str) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def method(self: socket.socket, *args: Any) -> Any:
            port = args[0][1] if name == "connect" else _port(self)
            if port in ports and self.gettimeout() != 0 and not _closing(sys._getframe(1)):
                observe(f"socket {name}")
            return original(self, *args)

        return method

    with ExitStack() as stack:
        for name in _TALKING:
            stack.enter_context(mock.patch.object(socket.socket, name, traced(name)))
        yield


def _port(connection: socket.socket) -> int | None:
    try:
        return int(connection.getpeername()[1])
    except (OSError, IndexError):
        return None


def _closing(frame: FrameType | None) -> bool:
    for _ in range(12):
        if frame is None:
            return False
        if frame.f_code.co_name in _CLOSING:
            return True
        frame = frame.f_back
    return False
