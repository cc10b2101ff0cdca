"""The command line: one file a command, what they share in the other modules.

Modules of the tool are imported by the commands that need them, so that ``--help`` and ``version`` answer at once.
"""

from __future__ import annotations

from asyncdb_lint.cli.main import main, run

__all__ = ("main", "run")
