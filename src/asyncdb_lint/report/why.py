"""Knows how the answer of `why` looks: as text, and as one JSON object for other programs."""

from __future__ import annotations

import json
import os
from typing import Any

from asyncdb_lint.answer import Answer
from asyncdb_lint.report.json import as_fields


def render_why(answer: Answer, folder: str) -> str:
    """Lines of text, with paths as seen from a folder."""
    here = folder.rstrip(os.sep) + os.sep
    return "".join(f"{line}\n" for line in answer.lines()).replace(here, "")


def render_why_json(answer: Answer) -> str:
    """One object; paths are absolute, lines and columns count from 1."""
    fields: dict[str, Any] = {
        "filename": answer.path,
        "line": answer.line,
        "text": answer.text,
        "project": answer.project,
        "function": answer.function or None,
        "thread": answer.thread or None,
        "callers": list(answer.callers),
        "remarks": [{"column": each.column, "text": each.text} for each in answer.remarks],
        "loads": [each.strip() for each in answer.loads],
        "verdict": answer.verdict,
        "reason": answer.reason or None,
        "findings": [as_fields(each) for each in answer.findings],
        "hidden": [{**as_fields(each.diagnostic), "hidden_by": each.by} for each in answer.hidden],
        "through": list(answer.through),
    }
    return json.dumps(fields, indent=2) + "\n"
