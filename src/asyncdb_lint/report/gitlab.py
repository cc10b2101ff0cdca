"""Knows GitLab's code quality report, which shows findings in merge requests and tells new ones from old ones."""

from __future__ import annotations

import json
from collections.abc import Sequence

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.report.surroundings import INTERNAL_ERROR, UNUSED_SUPPRESSION, Surroundings, unique_fingerprints


def render(diagnostics: Sequence[Diagnostic], surroundings: Surroundings) -> str:
    """All findings as one JSON array. GitLab keeps one entry of those that share a fingerprint, so none do."""
    prints = unique_fingerprints(diagnostics)
    entries = [_entry(each, value, surroundings) for each, value in zip(diagnostics, prints)]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _entry(diagnostic: Diagnostic, fingerprint: str, surroundings: Surroundings) -> dict[str, object]:
    span = diagnostic.span
    return {
        "type": "issue",
        "description": f"{diagnostic.code} {diagnostic.message}",
        "check_name": diagnostic.code,
        "categories": ["Bug Risk"],
        "fingerprint": fingerprint,
        "severity": _severity(diagnostic),
        "location": {
            "path": surroundings.place(diagnostic.path),
            "positions": {
                "begin": {"line": span.line, "column": span.column + 1},
                "end": {"line": span.end_line, "column": span.end_column + 1},
            },
        },
    }


def _severity(diagnostic: Diagnostic) -> str:
    if diagnostic.code == INTERNAL_ERROR:
        return "critical"
    return "minor" if diagnostic.code == UNUSED_SUPPRESSION else "major"
