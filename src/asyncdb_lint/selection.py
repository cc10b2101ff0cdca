"""What is shown of everything that was found: targets, comments, settings and contexts choose, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from asyncdb_lint.config import Config, Settings
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.discovery import Project
from asyncdb_lint.fingerprint import with_fingerprints
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.outcome import Analysis, Result, coverage
from asyncdb_lint.source import Source, SourceError
from asyncdb_lint.suppress import Suppressions, Unused, suppress

ALWAYS = "ADB0"
"""What these codes say is shown in every context."""


def selected(analysis: Analysis, project: Project, settings: Settings, inputs: Inputs) -> Result:
    """What was asked for of an analysis, by the settings of each file.

    Comments are compared with everything that was found, so that one which hides a finding that is not selected, or is
    off by default where it stands, counts as used.
    """
    found = [each for each in analysis.diagnostics if each.path in project.targets]
    left_out = {each.fingerprint for each in analysis.diagnostics if each.path not in project.targets}
    if settings.of_folder(project.root).noqa:
        found, unused = suppress(found, inputs.source, _commented(analysis, project.targets))
        found += with_fingerprints(useless(unused, settings), project.root, _reader(inputs.source))
    shown: list[Diagnostic] = []
    hidden: dict[str, int] = {}
    for each in found:
        config = settings.of(each.path)
        is_selected = config.selects_in(each.path, each.code) and (config.pedantic or not each.is_possible)
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
        everything=(*analysis.diagnostics, *analysis.failures),
        targets=project.targets,
    )


def useless(unused: Iterable[Unused], settings: Settings) -> list[Diagnostic]:
    """The findings about comments that hide nothing, as far as this run looked for it."""
    return [each.diagnostic(codes) for each in unused if (codes := _enabled(each, settings.of(each.path)))]


def hidden_by(diagnostic: Diagnostic, *, settings: Settings, suppressions: Suppressions) -> str:
    """What hides a finding in the file of the suppressions; empty where nothing does."""
    config = settings.of(diagnostic.path)
    is_here = diagnostic.path == suppressions.source.path
    if config.noqa and is_here and suppressions.silences(diagnostic.span.line, diagnostic.code):
        return "a noqa comment"
    if not config.selects(diagnostic.code):
        return "the settings: its code is not selected"
    if not config.selects_in(diagnostic.path, diagnostic.code):
        return "the settings: per-file-ignores leave its code out in this file"
    if diagnostic.is_possible and not config.pedantic:
        return "the settings: it is only possible, and told with --pedantic"
    if not diagnostic.code.startswith(ALWAYS) and not config.includes(diagnostic.context):
        return f"its context: findings in {diagnostic.context} code are off by default (--include {diagnostic.context})"
    return ""


def _enabled(unused: Unused, config: Config) -> list[str]:
    """The codes that this run looked for: only of those it is known that there is nothing to hide."""
    selected = config.select + config.extend_select
    return [
        code
        for code in unused.codes
        if config.selects_in(unused.path, code) or any(each.startswith(code) and each != code for each in selected)
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
