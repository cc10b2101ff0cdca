"""Knows the JSON form of findings: an array with ruff's field names, and what only this tool can tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from asyncdb_lint.diagnostic import Diagnostic, Fix, Refusal, Remedy, Span, Step, TextEdit
from asyncdb_lint.report.surroundings import Surroundings


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """All findings as one JSON array, with a final newline."""
    return json.dumps([as_fields(diagnostic) for diagnostic in diagnostics], indent=2, ensure_ascii=False) + "\n"


def render(diagnostics: Sequence[Diagnostic], surroundings: Surroundings) -> str:
    """All findings as one JSON array, with a final newline."""
    return render_json(diagnostics)


def render_statistics(diagnostics: Iterable[Diagnostic]) -> str:
    """How many findings each rule has, most first."""
    counts = Counter((each.code, each.name) for each in diagnostics)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [{"code": code, "name": name, "count": count} for (code, name), count in ordered]
    return json.dumps(rows, indent=2) + "\n"


def as_fields(diagnostic: Diagnostic) -> dict[str, Any]:
    """One finding as JSON's own types. Rows and columns count from 1, columns in code points."""
    route = diagnostic.route
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "message": diagnostic.message,
        "filename": diagnostic.path,
        "location": _start(diagnostic.span),
        "end_location": _end(diagnostic.span),
        "url": None,
        "fix": _fix(diagnostic.fix),
        "remedies": [_remedy(remedy) for remedy in diagnostic.remedies],
        "function": diagnostic.function,
        "route": None if route is None else {"method": route.method, "path": route.path},
        "routes": diagnostic.routes,
        "context": diagnostic.context,
        "consequence": diagnostic.consequence,
        "fingerprint": diagnostic.fingerprint,
        "remedy": None if diagnostic.remedy is None else _step(diagnostic.remedy),
        "origin": None if diagnostic.origin is None else _step(diagnostic.origin),
        "trace": [_step(step) for step in diagnostic.trace],
    }


def _fix(fix: Fix | Refusal | None) -> dict[str, Any] | None:
    if not isinstance(fix, Fix):
        return None
    return {
        "applicability": fix.applicability.value,
        "message": fix.title,
        "changes_signature": fix.changes_signature,
        "edits": [_edit(edit) for edit in fix.edits],
    }


def _edit(edit: TextEdit) -> dict[str, Any]:
    return {
        "content": edit.replacement,
        "filename": edit.path,
        "location": _start(edit.span),
        "end_location": _end(edit.span),
    }


def _remedy(remedy: Remedy) -> dict[str, Any]:
    """One way out: its fix, or the reason why it is closed."""
    outcome = remedy.outcome
    reason = outcome.reason if isinstance(outcome, Refusal) else None
    return {"style": remedy.style or None, "fix": _fix(outcome), "reason": reason}


def _step(step: Step) -> dict[str, Any]:
    return {"message": step.message, "filename": step.path, "location": _start(step.span)}


def _start(span: Span) -> dict[str, int]:
    return {"row": span.line, "column": span.column + 1}


def _end(span: Span) -> dict[str, int]:
    return {"row": span.end_line, "column": span.end_column + 1}
