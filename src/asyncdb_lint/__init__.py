"""Finds database calls that block the event loop of FastAPI and SQLAlchemy applications.

>>> from asyncdb_lint import check
>>> result = check(["examples"])
>>> for diagnostic in result.diagnostics:
...     print(diagnostic.path, diagnostic.span.line, diagnostic.message)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from asyncdb_lint.config import Config
    from asyncdb_lint.engine import Result

__version__ = "0.1.0"
__all__ = ("__version__", "check")


def check(paths: Sequence[str | Path] = (".",), config: Config | None = None) -> Result:
    """Check files and folders; without settings, those of the file closest to each count."""
    from pathlib import Path

    from asyncdb_lint import engine
    from asyncdb_lint.config import Settings

    return engine.check([Path(path) for path in paths], config or Settings())
