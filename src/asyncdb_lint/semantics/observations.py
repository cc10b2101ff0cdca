"""What was seen at calls, for `--coverage` and `why`: which were decided, and why the others were not."""

from __future__ import annotations

from dataclasses import dataclass, field

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import Outside, Unknown, Value, alternatives


@dataclass
class Observations:
    """The receivers of calls in coroutines by place; several contexts of one call are put together."""

    receivers: dict[tuple[str, ir.At], tuple[str, str, list[Value]]] = field(default_factory=dict)

    def call(self, path: str, at: ir.At, function: str, method: str, receiver: Value) -> None:
        """Note that a method named `method` was called on `receiver`."""
        entry = self.receivers.setdefault((path, at), (function, method, []))
        if receiver not in entry[2]:
            entry[2].append(receiver)


def verdict(receivers: list[Value]) -> tuple[str, str]:
    """(decided, ""), (outside, library) or (unknown, reason) for the receivers of one call."""
    parts = [part for value in receivers for part in alternatives(value)]
    known = [part for part in parts if not isinstance(part, (Unknown, Outside))]
    if known:
        return ("decided", "")
    for part in parts:
        if isinstance(part, Outside):
            return ("outside", part.library)
    reasons = [part.reason for part in parts if isinstance(part, Unknown)]
    return ("unknown", reasons[0] if reasons else "no value")
