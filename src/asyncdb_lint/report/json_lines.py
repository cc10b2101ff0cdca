"""Knows the JSON lines form of findings: each an object on a line of its own, as in the JSON form."""

from __future__ import annotations

import json
from collections.abc import Sequence

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.report.json import as_fields
from asyncdb_lint.report.surroundings import Surroundings


def render(diagnostics: Sequence[Diagnostic], surroundings: Surroundings) -> str:
    """One line a finding; nothing where there is none."""
    return "".join(json.dumps(as_fields(each), ensure_ascii=False) + "\n" for each in diagnostics)
