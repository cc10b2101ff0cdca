"""From requests to fixes: the table of actions, and the findings with their fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import msgspec

from asyncdb_lint.diagnostic import Diagnostic, Fix, Refusal, Remedy, Request
from asyncdb_lint.fixes import awaiting, closing, loading, protocols, setting_up, threads
from asyncdb_lint.fixes.query import selecting
from asyncdb_lint.fixes.syntax import Files, Refused

ACTIONS: Mapping[str, Callable[[Request, Files], Fix]] = MappingProxyType(
    {
        "await": awaiting.add,
        "drop await": awaiting.drop,
        "protocol": protocols.turn,
        "run_sync": setting_up.run_sync,
        "driver": setting_up.driver,
        "session class": setting_up.session_class,
        "unique": setting_up.unique,
        "select": selecting.select,
        "enclose": closing.enclose,
        "keep": setting_up.keep,
        "load": loading.load,
        "load unasked": loading.load_unasked,
        "plain": threads.plain,
        "thread": threads.move,
    }
)


def solve(request: Request, files: Files) -> Fix | Refusal:
    """The fix that a request asks for, or why there is none."""
    try:
        return ACTIONS[request.action](request, files)
    except Refused as reason:
        return Refusal(str(reason))


def worked_out(diagnostics: Iterable[Diagnostic], files: Files) -> list[Diagnostic]:
    """The findings with the outcome of each remedy."""
    return [
        msgspec.structs.replace(each, remedies=tuple(_worked_out(remedy, files) for remedy in each.remedies))
        for each in diagnostics
    ]


def _worked_out(remedy: Remedy, files: Files) -> Remedy:
    wanted = remedy.wanted
    outcome = wanted if isinstance(wanted, Refusal) else solve(wanted, files)
    return msgspec.structs.replace(remedy, outcome=outcome)
