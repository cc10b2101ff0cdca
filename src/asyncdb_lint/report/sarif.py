"""Knows SARIF 2.1.0 (OASIS), which GitHub's code scanning and many editors read.

Chains of calls become code flows. A path below the base is a reference relative to ``%SRCROOT%``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from asyncdb_lint.diagnostic import Diagnostic, Fix, Span, Step, TextEdit
from asyncdb_lint.report.surroundings import (
    INTERNAL_ERROR,
    TOOL,
    UNUSED_SUPPRESSION,
    RuleText,
    Surroundings,
    unique_fingerprints,
)

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "asyncdbLint/v1"
"""The key of the fingerprint; another way to make it is another version."""


def render(diagnostics: Sequence[Diagnostic], surroundings: Surroundings) -> str:
    """One run with all findings as results; faults of the tool are notifications of its invocation."""
    faults = [each for each in diagnostics if each.code == INTERNAL_ERROR]
    findings = [each for each in diagnostics if each.code != INTERNAL_ERROR]
    codes = sorted(surroundings.rules)
    driver: dict[str, Any] = {"name": TOOL, "rules": [_rule(code, surroundings.rules[code]) for code in codes]}
    if surroundings.version:
        driver["version"] = driver["semanticVersion"] = surroundings.version
    run = {
        "tool": {"driver": driver},
        "invocations": [
            {
                "executionSuccessful": not faults,
                "toolExecutionNotifications": [_notification(each, surroundings) for each in faults],
            }
        ],
        "originalUriBaseIds": {ROOT: {"uri": surroundings.base_uri()}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(each, value, codes, surroundings) for each, value in zip(findings, unique_fingerprints(findings))
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str, rule: RuleText) -> dict[str, Any]:
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary or rule.name},
        "fullDescription": {"text": rule.documentation or rule.name},
        "help": {"text": rule.documentation or rule.name, "markdown": _markdown(rule)},
        "defaultConfiguration": {"level": _level(code)},
        "properties": {"tags": ["sqlalchemy", "asyncio"], "precision": "very-high"},
    }


def _markdown(rule: RuleText) -> str:
    """The documentation, whose examples are indented by four columns as Markdown wants code."""
    return f"# {rule.name}\n\n{rule.documentation}"


def _level(code: str) -> str:
    return "warning" if code == UNUSED_SUPPRESSION else "error"


def _result(
    diagnostic: Diagnostic, fingerprint: str, codes: Sequence[str], surroundings: Surroundings
) -> dict[str, Any]:
    location = _location(diagnostic.path, diagnostic.span, surroundings)
    if diagnostic.function:
        location["logicalLocations"] = [{"fullyQualifiedName": diagnostic.function, "kind": "function"}]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": _level(diagnostic.code),
        "message": {"text": " ".join(filter(None, [f"{diagnostic.message}.", diagnostic.consequence]))},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": _properties(diagnostic),
    }
    if diagnostic.code in codes:
        result["ruleIndex"] = codes.index(diagnostic.code)
    if diagnostic.trace:
        steps = [{"location": _step(step, surroundings)} for step in diagnostic.trace]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if isinstance(diagnostic.fix, Fix) and diagnostic.fix.edits:
        result["fixes"] = [_fix(diagnostic.fix, surroundings)]
    related = [each for each in (diagnostic.origin, diagnostic.remedy) if each is not None]
    if related:
        result["relatedLocations"] = [
            {"id": number, **_step(each, surroundings)} for number, each in enumerate(related, start=1)
        ]
    return result


def _fix(fix: Fix, surroundings: Surroundings) -> dict[str, Any]:
    """A fix with its edits by file."""
    by_path: dict[str, list[TextEdit]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.path, []).append(edit)
    changes = [
        {
            "artifactLocation": _artifact(path, surroundings),
            "replacements": [
                {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}} for edit in edits
            ],
        }
        for path, edits in by_path.items()
    ]
    return {"description": {"text": f"{fix.title} ({fix.applicability.value})"}, "artifactChanges": changes}


def _properties(diagnostic: Diagnostic) -> dict[str, Any]:
    properties: dict[str, Any] = {"context": diagnostic.context}
    if diagnostic.route is not None:
        properties["route"] = f"{diagnostic.route.method} {diagnostic.route.path}"
        properties["routes"] = diagnostic.routes
    return properties


def _notification(fault: Diagnostic, surroundings: Surroundings) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{fault.code} {fault.message}"},
        "locations": [_location(fault.path, fault.span, surroundings)],
    }


def _step(step: Step, surroundings: Surroundings) -> dict[str, Any]:
    return {**_location(step.path, step.span, surroundings), "message": {"text": step.message}}


def _location(path: str, span: Span, surroundings: Surroundings) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(path, surroundings), "region": _region(span)}}


def _artifact(path: str, surroundings: Surroundings) -> dict[str, str]:
    uri, is_relative = surroundings.uri(path)
    return {"uri": uri, "uriBaseId": ROOT} if is_relative else {"uri": uri}


def _region(span: Span) -> dict[str, int]:
    """Lines and columns from 1, the end column exclusive, as in the standard."""
    return {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }
