"""Knows the XML of JUnit, which most servers for continuous integration read: a suite a file, a failed case a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.report.surroundings import INTERNAL_ERROR, TOOL, Surroundings, chain


def render(diagnostics: Sequence[Diagnostic], surroundings: Surroundings) -> str:
    """All findings; where there are none, one case that passed, since servers take an empty report for a mistake."""
    root = Element("testsuites", name=TOOL)
    ordered = sorted(diagnostics, key=lambda each: (each.path, each.span.line, each.span.column, each.code))
    for path, members in groupby(ordered, key=lambda each: surroundings.place(each.path)):
        _suite(root, path, list(members), surroundings)
    if not diagnostics:
        suite = SubElement(root, "testsuite", name=TOOL, tests="1", failures="0", errors="0", skipped="0", time="0")
        SubElement(suite, "testcase", name="no findings", classname=TOOL, time="0")
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False).join(
        ['<?xml version="1.0" encoding="utf-8"?>\n', "\n"]
    )


def _suite(root: Element, path: str, members: Sequence[Diagnostic], surroundings: Surroundings) -> None:
    faults = sum(each.code == INTERNAL_ERROR for each in members)
    counts = {"tests": len(members), "failures": len(members) - faults, "errors": faults, "skipped": 0, "time": 0}
    suite = SubElement(root, "testsuite", name=_clean(path))
    for name, count in counts.items():
        suite.set(name, str(count))
    for each in members:
        line, column = each.span.line, each.span.column + 1
        case = SubElement(
            suite,
            "testcase",
            name=f"{each.code} {each.name} {line}:{column}",
            classname=_clean(str(PurePosixPath(path).with_suffix("")).replace("/", ".")),
            file=_clean(path),
            line=str(line),
            time="0",
        )
        kind = "error" if each.code == INTERNAL_ERROR else "failure"
        details = SubElement(case, kind, message=_clean(each.message), type=each.code)
        place = f"{path}:{line}:{column}: {each.code} {each.message}"
        details.text = _clean("\n".join([place, each.consequence, *chain(each, surroundings)]))


def _clean(text: str) -> str:
    """The text without characters that XML 1.0 has no way to write."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
