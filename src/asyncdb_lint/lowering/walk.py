"""Walks over lowered code, for questions that need no interpretation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from asyncdb_lint.lowering import ir

_PLAIN = frozenset({"At", "bool", "int", "list[str]", "str", "str | None", "str | int | bool | None"})
"""Annotations of fields that never hold a node: leaving them out is all that this does."""


def walk(code: object, stop: tuple[type[ir.Node], ...] = ()) -> Iterator[ir.Node]:
    """Every node of a node, or of a list of them, in the order of the source; what `stop` names is given, and not entered."""
    pending: list[object] = [code]
    while pending:
        item = pending.pop()
        if isinstance(item, (list, tuple)):
            pending.extend(item[::-1])
        elif isinstance(item, ir.Node):
            yield item
            if not isinstance(item, stop):
                pending.extend(children(item))


def children(node: ir.Node) -> list[object]:
    """What the fields of a node hold, last first; plain texts, numbers and places apart."""
    return [getattr(node, name) for name in _fields(type(node))]


@cache
def _fields(kind: type[ir.Node]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold others, last first."""
    return tuple(name for name in reversed(kind.__struct_fields__) if kind.__annotations__.get(name) not in _PLAIN)


def last_name(expression: ir.Node | None) -> str:
    """The last part of a dotted name (`loads` of `json.loads`); empty for anything else."""
    if isinstance(expression, ir.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ir.Name) else ""


def names(code: object) -> Iterator[str]:
    """The names that code mentions."""
    return (node.id for node in walk(code) if isinstance(node, ir.Name))
