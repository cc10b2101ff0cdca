"""Which Python a line that the running one cannot parse is written for.

Asked only where parsing failed, of the line at which it failed; "What's New in Python 3.11" to 3.14 are the source.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class _Feature:
    version: tuple[int, int]
    name: str
    line: re.Pattern[str]


_PREFIX = r"""(?<![\w"'])(?:[rR]?%s[rR]?)(?:"|')"""

_FEATURES = (
    _Feature((3, 14), "template string", re.compile(_PREFIX % "[tT]")),
    _Feature(
        (3, 13), "default of a type parameter", re.compile(r"^\s*(?:async\s+def|def|class|type)\s+\w+\s*\[[^\]]*=")
    ),
    _Feature((3, 12), "`type` statement", re.compile(r"^\s*type\s+\w+\s*(?:\[.*\]\s*)?=")),
    _Feature((3, 12), "type parameter", re.compile(r"^\s*(?:async\s+def|def|class)\s+\w+\s*\[")),
    _Feature((3, 11), "clause `except*`", re.compile(r"^\s*except\s*\*")),
    _Feature((3, 11), "starred subscript", re.compile(r"\[[^\]]*\*\s*\w+")),
)


def explained(line: str, message: str, version: tuple[int, int] = sys.version_info[:2]) -> str:
    """What the parser says, in other words where the line is written for another Python.

    Args:
        line: the line at which parsing failed.
        message: what the parser said.
        version: of the Python that parsed.
    """
    running = ".".join(map(str, version))
    for feature in _FEATURES:
        if version < feature.version and feature.line.search(line):
            needed = ".".join(map(str, feature.version))
            return f"a {feature.name} needs Python {needed}, and asyncdb-lint runs on {running}"
    if version < (3, 12) and "f-string" in message:
        return f"{message} (right for Python 3.12 perhaps, but asyncdb-lint runs on {running})"
    if "Missing parentheses in call to" in message:
        return f"{message.partition('.')[0]} (Python 2 cannot be read)"
    return message
