"""Knows the workflow commands of GitHub Actions, which show findings in the files of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.report.surroundings import TOOL, UNUSED_SUPPRESSION, Surroundings, chain


def render(diagnostics: Sequence[Diagnostic], surroundings: Surroundings) -> str:
    """One command a finding. A column has a meaning for GitHub only where the finding lies on one line."""
    return "".join(_command(each, surroundings) + "\n" for each in diagnostics)


def _command(diagnostic: Diagnostic, surroundings: Surroundings) -> str:
    span, path = diagnostic.span, surroundings.place(diagnostic.path)
    properties = {"title": f"{TOOL} ({diagnostic.code})", "file": path, "line": span.line, "col": span.column + 1}
    properties["endLine"] = span.end_line
    if span.end_line == span.line:
        properties["endColumn"] = span.end_column + 1
    head = f"{path}:{span.line}:{span.column + 1}: {diagnostic.code} {diagnostic.message}"
    text = "\n".join([head, *filter(None, [diagnostic.consequence]), *chain(diagnostic, surroundings)])
    level = "warning" if diagnostic.code == UNUSED_SUPPRESSION else "error"
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
