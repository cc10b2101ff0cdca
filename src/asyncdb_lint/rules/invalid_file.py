"""File that cannot be read.

The file cannot be decoded or parsed by the running Python, so nothing in it was checked. All other files are.

Bad (cannot be read):

    def broken(:

Good:

    def whole():
        ...

Fix safety: there is no automatic fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB001", symptom="NONE", since="0.1.0", subject=Block)
def invalid_file(block: Block) -> Iterator[Finding]:
    """Never found by looking at a call: the engine reports it when it reads the file."""
    return iter(())
