"""What is shown of everything that was found: targets, comments, settings and contexts choose, in this order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from asyncdb_lint.config import Config, Settings
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.discovery import Project
from asyncdb_lint.fingerprint import with_fingerprints
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.outcome import Analysis, Result, coverage
from asyncdb_lint.source import Source, SourceError
from asyncdb_lint.suppress import suppress

ALWAYS = "ADB0"
"""What these codes say is shown in every context."""


def selected(analysis: Analysis, project: Project, settings: Settings, inputs: Inputs) -> Result:
    """What was asked for of an analysis, by the settings of each file. Comments are compared with everything that was found, so that one which hides
    a finding that is not selected, or is off by default where it stands, counts as used."""
    found = [each for each in analysis.diagnostics if each.path in project.targets]
    left_out = {each.fingerprint for each in analysis.diagnostics if each.path not in project.targets}
    if settings.of_folder(project.root).noqa:
        found, unused = suppress(found, inputs.source, _commented(analysis, project.targets))
        useless = [each.diagnostic(codes) for each in unused if (codes := _enabled(each.codes, settings.of(each.path)))]
        found += with_fingerprints(useless, project.root, _reader(inputs.source))
    shown: list[Diagnostic] = []
    hidden: dict[str, int] = {}
    for each in found:
        config = settings.of(each.path)
        is_selected = config.selects_in(each.path, each.code)
        if is_selected and (each.code.startswith(ALWAYS) or config.includes(each.context)):
            shown.append(each)
            continue
        left_out.add(each.fingerprint)
        if is_selected:
            hidden[each.context] = hidden.get(each.context, 0) + 1
    shown.sort(key=lambda each: (each.path, each.span.line, each.span.column, each.code))
    return Result(
        tuple(shown),
        hidden,
        analysis.failures,
        len(project.targets),
        coverage(analysis, project.targets),
        left_out=frozenset(left_out),
        is_whole=project.targets.issuperset(project.files),
        roots=(project.root,),
    )


def _enabled(codes: Sequence[str], config: Config) -> list[str]:
    """The codes that this run looked for: only of those it is known that there is nothing to hide."""
    return [
        code
        for code in codes
        if config.selects(code) or any(prefix.startswith(code) for prefix in config.select if prefix != code)
    ]


def _commented(analysis: Analysis, targets: frozenset[str]) -> list[str]:
    """The targets with comments that may silence something, where everything is known that they could silence."""
    failed = {each.path for each in (*analysis.failures, *analysis.diagnostics) if each.code in ("ADB000", "ADB001")}
    return sorted((analysis.commented & targets) - failed)


def _reader(source: Callable[[str], Source]) -> Callable[[str], Sequence[str]]:
    def lines(path: str) -> Sequence[str]:
        try:
            return source(path).lines
        except SourceError:
            return ()

    return lines
