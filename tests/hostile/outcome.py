"""What becomes of one hostile file: read or refused as Python itself does it, without a fault, and how long it took."""

from __future__ import annotations

import io
import time
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path

from asyncdb_lint.config import Config
from asyncdb_lint.engine import check


@dataclass(frozen=True)
class Outcome:
    name: str
    seconds: float
    problems: tuple[str, ...]
    refused: bool


def outcome(name: str, content: bytes, folder: Path) -> Outcome:
    """Check the file as a project of its own."""
    (folder / "pyproject.toml").write_text("")
    path = folder / "hostile.py"
    path.write_bytes(content)
    started = time.perf_counter()
    result = check([path], Config(noqa=False))
    seconds = time.perf_counter() - started
    problems = [f"fault: {each.message}" for each in result.failures]
    refusals = [each for each in result.diagnostics if each.code == "ADB001"]
    reason = _refusal(content)
    # How deep Python can read depends on the stack, and what 3.14 takes is read under older versions as well.
    is_lenient = reason is not None and reason.startswith(
        ("RecursionError", "MemoryError", "SyntaxError: multiple exception types must be parenthesized")
    )
    if not is_lenient and len(refusals) != (reason is not None):
        problems.append(f"Python says {reason or 'that it is right'}, the tool {[each.message for each in refusals]}")
    return Outcome(name, seconds, tuple(problems), bool(refusals))


def _refusal(content: bytes) -> str | None:
    """Why Python does not parse the file as a script, where it does not.

    An import is more lenient than a script: it does not look at the bytes of comments.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # as Python reads a script
            encoding, _ = tokenize.detect_encoding(io.BytesIO(lines).readline)
            text = content.decode(encoding)
            compile(text, "hostile.py", "exec", flags=0x400, dont_inherit=True)  # 0x400: only the tree
    except (SyntaxError, LookupError, ValueError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    return None
