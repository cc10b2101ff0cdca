"""How far a run is, as a bar on a terminal: after a second, never in a pipe, and gone before anything else is printed."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

DELAY = 1.0
"""Seconds before the bar appears: most runs are over by then."""
INTERVAL = 0.1
WIDTH = 30


class ProgressBar:
    """Draws on a terminal and nowhere else.

    Args:
        stream: where to draw; the standard error output if None.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._wanted = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._next = time.monotonic() + DELAY
        self._drawn = 0

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` steps are behind us."""
        if not self._wanted:
            return
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + INTERVAL
        share = done / total if total else 1.0
        bar = "#" * round(share * WIDTH)
        line = f"[{bar:<{WIDTH}}] {share:4.0%}"
        self._drawn = len(line)
        self._stream.write(f"\r{line}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away, and draw it no more."""
        self._wanted = False
        if self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
            self._drawn = 0
