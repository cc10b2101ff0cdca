"""Running what recurses deeply: nested code is followed by recursion, in Python and in parsers."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

STACK_SIZE = 256 * 1024 * 1024
RECURSION_LIMIT = 50_000
INTERRUPTIBLE = 0.2
"""Seconds; on Windows a wait without end cannot be interrupted."""

T = TypeVar("T")


def in_deep_thread(action: Callable[[], T]) -> T:
    """What an action gives that runs in a thread with a large stack; its exceptions are raised here."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        # Trees and values live until the end of the run: looking for cycles among them only costs time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            results.append(action())
        except BaseException as error:
            errors.append(error)
        finally:
            if collecting:
                gc.enable()

    limit = sys.getrecursionlimit()
    size = threading.stack_size(STACK_SIZE)
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        thread = threading.Thread(target=run, name="asyncdb-lint", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(INTERRUPTIBLE)
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]
