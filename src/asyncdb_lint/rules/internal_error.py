"""Place where the analyser itself failed.

This is a bug in asyncdb-lint, not in the code. Other files are still checked, the message says where it happened, and
the exit status is 2, so that a failed run is never taken for a clean one.

Bad (cannot be analysed):

    ...

Good:

    ...

Fix safety: there is no automatic fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, rule
from asyncdb_lint.semantics.summary import Block


@rule("ADB000", symptom="NONE", since="0.1.0", subject=Block)
def internal_error(block: Block) -> Iterator[Finding]:
    """Never found by looking at a call: the engine reports it when an analysis fails."""
    return iter(())
