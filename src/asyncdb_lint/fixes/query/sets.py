"""Set operations: `query.union(other)` reads from a subquery, which a statement says itself."""

from __future__ import annotations

from dataclasses import replace

from asyncdb_lint.fixes.query.chain import Step
from asyncdb_lint.fixes.query.draft import Draft
from asyncdb_lint.fixes.query.reading import is_plain
from asyncdb_lint.fixes.query.selection import Kind, Selection
from asyncdb_lint.fixes.syntax import Refused


def combine(draft: Draft, step: Step, selection: Selection, select: str) -> Selection:
    """`left.union(right)` becomes `select(aliased(Entity, union(left, right).subquery()))`, columns without alias."""
    call, attribute = step.call, step.attribute
    if call is None or attribute is None or not step.arguments or not is_plain(call):
        raise Refused(f".{step.name}() with arguments that cannot be read")
    if selection.steps & {
        "options",
        "populate_existing",
        "execution_options",
        "yield_per",
        "params",
        "join",
        "outerjoin",
    }:
        raise Refused(f".{step.name}() after options or joins")
    elements = selection.elements
    if not selection.is_known or (len(elements) > 1 and any(each.kind is Kind.ENTITY for each in elements)):
        raise Refused(f".{step.name}() of several entities")
    opening, closing = f"{select}({draft.spelled(step.node, step.name)}(", ").subquery())"
    if elements[0].kind is Kind.ENTITY:
        if not elements[0].text:
            raise Refused(f".{step.name}() of an entity without a name")
        aliased = draft.spelled(step.node, "aliased", "sqlalchemy.orm")
        opening = f"{select}({aliased}({elements[0].text}, {draft.spelled(step.node, step.name)}("
        closing = ").subquery()))"
    left_end = draft.end(attribute.value)
    name_end = draft.syntax.range(attribute.attr)[1]
    gap = draft.text(left_end, draft.syntax.range(attribute.attr)[0])
    if "#" in gap or not gap.endswith(".") or draft.text(name_end, name_end + 1) != "(":
        raise Refused(f"what stands before .{step.name}() would be lost")
    draft.open(draft.start(attribute.value), opening)
    draft.replace(left_end, name_end + 1, ", " if "\n" not in gap else "," + gap.rstrip(". \t") + " " * 4)
    last = draft.syntax.range(call)[1] - 1
    draft.replace(last, last + 1, closing)
    rows = tuple(replace(each, text="") if each.kind is not Kind.ENTITY else each for each in elements)
    return replace(selection, elements=rows, repeats=True, joined=None)
