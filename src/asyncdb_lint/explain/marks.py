"""What is said of marks that people left for the analysis and that cut nothing."""

from __future__ import annotations

from asyncdb_lint.diagnostic import Diagnostic, Span
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.suppress import useless


def unused_marks(interpreter: Interpreter) -> list[Diagnostic]:
    """An ADB002 for each mark of the project that cuts nothing."""
    return [
        useless(module.path, Span(*mark.at), f"`# asyncdb: {mark.word}`", reason)
        for module in interpreter.project.modules()
        for mark, reason in interpreter.markers.unused(module, interpreter.was_run)
    ]
