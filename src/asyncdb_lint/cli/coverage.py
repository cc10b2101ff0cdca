"""Knows how coverage reads: how many calls were decided, and why the others were not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncdb_lint.engine import Coverage


def coverage_text(coverages: Sequence[Coverage]) -> str:
    """How many of the calls that might be database calls were decided, and why the others were not."""
    from asyncdb_lint.outcome import added

    decided = sum(coverage.decided for coverage in coverages)
    outside = added(coverage.outside for coverage in coverages)
    unknown = added(coverage.unknown for coverage in coverages)
    reads = added(coverage.reads for coverage in coverages)
    total = decided + sum(outside.values()) + sum(unknown.values())
    lines = [f"Calls in coroutines that are named like a database method: {total}"]
    for label, count, reasons in (
        ("decided", decided, {}),
        ("other libraries", sum(outside.values()), outside),
        ("unknown", sum(unknown.values()), unknown),
    ):
        share = f"{100 * count / total:.1f} %" if total else "-"
        lines.append(f"  {label:<16} {count:>6}  {share:>7}")
        lines += [f"    {amount:>6}  {reason}" for reason, amount in sorted(reasons.items(), key=lambda item: -item[1])]
    if reads:
        lines.append(f"Relationships that are read: {sum(reads.values())}")
        lines += [f"  {amount:>8}  {verdict}" for verdict, amount in sorted(reads.items(), key=lambda item: -item[1])]
    return "\n".join(lines) + "\n"
