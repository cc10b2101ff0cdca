"""What an expression is to a query: a mapped class, a column, or unknown; and whose columns a condition mentions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from asyncdb_lint.fixes.query.reading import Names, called, dotted
from asyncdb_lint.fixes.query.request import MappedClass, Target
from asyncdb_lint.fixes.query.selection import Element, Kind

AGGREGATES = frozenset(
    "count sum min max avg array_agg string_agg group_concat json_agg jsonb_agg bool_and bool_or".split()
)
COLUMN_MAKERS = frozenset(
    "literal literal_column cast type_coerce case null true false extract tuple_ and_ or_ not_ distinct nullif label "
    "bindparam text column Bundle collate try_cast within_group over funcfilter any_ all_ asc desc nulls_last nullslast "
    "nulls_first nullsfirst between".split()
)
QUERY_ENDS = frozenset("exists scalar_subquery as_scalar label".split())
TABLE_MAKERS = frozenset("subquery cte alias lateral table_valued values table".split())
STATEMENTS = frozenset("query select exists".split())
INSIDE = frozenset("any has of_type".split())
"""Calls whose arguments have rows of their own."""


class Elements:
    """Classifies the expressions of one file."""

    def __init__(self, names: Names, target: Target) -> None:
        self.names = names
        self.syntax = names.syntax
        self.target = target

    def element(self, node: cst.BaseExpression) -> Element:
        """What an argument of `query()` is."""
        kind, joins = self._kind(node, 8)
        owners = (self.owner(each, dotted(each)) for each in self._mentioned(node))
        found = frozenset(each[0] for each in owners if each is not None)
        return Element(kind, dotted(node), joins, found, _key(node) if kind is not Kind.ENTITY else "")

    def _kind(self, node: cst.BaseExpression, depth: int) -> tuple[Kind, bool]:
        if depth == 0:
            return Kind.UNKNOWN, False
        name = dotted(node)
        if name:
            return self._named(node, name, depth)
        if isinstance(node, (cst.Attribute, cst.Subscript)):
            kind, _ = self._kind(node.value, depth - 1)
            return (Kind.COLUMN if kind in (Kind.COLUMN, Kind.AGGREGATE) else Kind.UNKNOWN), False
        if isinstance(node, cst.Call):
            return self._called(node, depth)
        if isinstance(node, (cst.BinaryOperation, cst.Comparison, cst.UnaryOperation)):
            left = node.expression if isinstance(node, cst.UnaryOperation) else node.left
            rights = [node.right] if isinstance(node, cst.BinaryOperation) else []
            rights += [each.comparator for each in node.comparisons] if isinstance(node, cst.Comparison) else []
            kinds = {self._kind(each, depth - 1)[0] for each in (left, *rights)}
            return (Kind.COLUMN if kinds & {Kind.COLUMN, Kind.AGGREGATE} else Kind.UNKNOWN), False
        return Kind.UNKNOWN, False

    def mapped(self, at: cst.CSTNode, name: str) -> MappedClass | None:
        """The mapped class that a dotted name means at a place, aliases of classes included."""
        head = name.partition(".")[0]
        bindings = self.names.bindings(at, head)
        if bindings and not any(isinstance(self.names.scope(each), cst.Module) for each in bindings):
            value = self.names.assigned(bindings[0]) if len(bindings) == 1 and head == name else None
            if isinstance(value, cst.Call) and self._library(value.func) == "aliased" and value.args:
                return self._aliased(value, name)
            if isinstance(value, (cst.Name, cst.Attribute)) and (inner := dotted(value)) and inner != name:
                return self.mapped(value, inner)
            if not all(self.syntax.enclosing(each, cst.ImportAlias) for each in bindings):
                return None
        elif len(bindings) == 1 and isinstance(value := self.names.assigned(bindings[0]), cst.Call):
            if self._library(value.func) == "aliased" and value.args and head == name:
                return self._aliased(value, name)
        return self.target.mapped(name)

    def _aliased(self, value: cst.Call, name: str) -> MappedClass | None:
        """The class of a variable `name` that is assigned an alias."""
        inner = dotted(value.args[0].value)
        found = self.mapped(value, inner) if inner and inner != name else None
        if found is not None and _has_rows_of_its_own(value):
            return replace(found, joins_collection=True)
        return found

    def owner(self, at: cst.CSTNode, name: str) -> tuple[str, MappedClass, str] | None:
        """The longest front of a dotted name that is a mapped class, with what follows it."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            front = ".".join(parts[:length])
            found = self.mapped(at, front)
            if found is not None:
                return front, found, ".".join(parts[length:])
        return None

    def _named(self, node: cst.BaseExpression, name: str, depth: int) -> tuple[Kind, bool]:
        owner = self.owner(node, name)
        if owner is not None:
            _, cls, rest = owner
            first = rest.partition(".")[0]
            if not rest:
                return Kind.ENTITY, cls.joins_collection
            if first in cls.relationships:
                return Kind.RELATIONSHIP, False
            return Kind.COLUMN, False  # also `__table__`, whose rows are plain
        if ".c." in f"{name}." or ".columns." in name:
            table = name.split(".c.")[0].split(".columns.")[0]
            return (Kind.COLUMN if self._is_table(node, table, depth) else Kind.UNKNOWN), False
        if "." in name:
            return Kind.UNKNOWN, False
        bindings = self.names.bindings(node, name)
        if len(bindings) != 1 or (value := self.names.assigned(bindings[0])) is None:
            return Kind.UNKNOWN, False
        if self._makes_table(value):
            return Kind.COLUMN, False
        return self._kind(value, depth - 1)

    def _is_table(self, at: cst.CSTNode, name: str, depth: int) -> bool:
        """Whether a name is bound to a selectable, whose `c` holds columns."""
        bindings = self.names.bindings(at, name) if "." not in name else []
        values = [self.names.assigned(each) for each in bindings]
        own = [value for value in values if value is None or not self._adds_to(value, name)]
        return bool(own) and all(value is not None and self._makes_table(value) for value in own)

    def _adds_to(self, value: cst.BaseExpression, name: str) -> bool:
        """Whether a recursive table is given its second part: `c = c.union_all(...)`."""
        if not isinstance(value, cst.Call) or not isinstance(value.func, cst.Attribute):
            return False
        return called(value) in ("union", "union_all") and dotted(value.func.value) == name

    def _makes_table(self, value: cst.BaseExpression) -> bool:
        return called(value) in TABLE_MAKERS or self._library(getattr(value, "func", value)) == "Table"

    def _library(self, func: cst.BaseExpression) -> str:
        """The name of SQLAlchemy's function that an expression means; empty for others."""
        name = dotted(func)
        found = self.names.origin(func, name) if name else ""
        return found.rpartition(".")[2] if found.split(".")[0] in ("sqlalchemy", "sqlmodel") else ""

    def _called(self, node: cst.Call, depth: int) -> tuple[Kind, bool]:
        name = dotted(node.func)
        found = self.names.origin(node.func, name) if name else ""
        if found.split(".")[0] in ("sqlalchemy", "sqlmodel"):
            last = found.rpartition(".")[2]
            if ".func." in found:
                return (Kind.AGGREGATE if last in AGGREGATES else Kind.COLUMN), False
            if last == "aliased" and node.args:
                kind, joins = self._kind(node.args[0].value, depth - 1)
                return (kind if kind is Kind.ENTITY else Kind.UNKNOWN), joins or _has_rows_of_its_own(node)
            if last == "exists":
                return Kind.AGGREGATE, False
            return (Kind.COLUMN if last in COLUMN_MAKERS else Kind.UNKNOWN), False
        if isinstance(node.func, cst.Attribute):
            return self._method(node.func, depth)
        return Kind.UNKNOWN, False

    def _method(self, func: cst.Attribute, depth: int) -> tuple[Kind, bool]:
        """The kind of `value.method(...)`."""
        method = func.attr.value
        kind, _ = self._kind(func.value, depth - 1)
        if kind in (Kind.COLUMN, Kind.AGGREGATE, Kind.RELATIONSHIP):
            stays = kind is Kind.AGGREGATE and method in ("label", "filter", "cast", "op")
            return (Kind.AGGREGATE if stays else Kind.COLUMN), False
        is_query = method != "label" or _root(func.value) in STATEMENTS
        if kind is Kind.UNKNOWN and method in QUERY_ENDS and is_query:
            return (Kind.AGGREGATE if method == "exists" else Kind.COLUMN), False
        return Kind.UNKNOWN, False

    def mentions_others(self, condition: cst.BaseExpression, own: frozenset[str]) -> bool:
        """Whether a condition may bring in rows of other tables than those of the entities with the names `own`."""
        if isinstance(condition, cst.Name):
            return not self._is_constant(condition)
        return any(self._is_foreign(name, own) for name in self._mentioned(condition))

    def _is_constant(self, name: cst.Name) -> bool:
        return name.value in ("True", "False")

    def _mentioned(self, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
        """The longest names of an expression, those in statements of their own left out."""
        pending: list[cst.CSTNode] = [node]
        while pending:
            each = pending.pop()
            if isinstance(each, (cst.Name, cst.Attribute)) and dotted(each):
                yield each
            elif isinstance(each, cst.Call) and _root(each) in STATEMENTS:
                continue
            elif isinstance(each, cst.Call) and called(each) in INSIDE:
                if isinstance(each.func, cst.Attribute):
                    pending.append(each.func.value)
            elif isinstance(each, cst.Call):
                pending.append(each.func)
                pending += [argument.value for argument in each.args]
            else:
                pending += each.children

    def _is_foreign(self, node: cst.BaseExpression, own: frozenset[str]) -> bool:
        name = dotted(node)
        owner = self.owner(node, name)
        if owner is not None:
            return owner[0] not in own
        if ".c." in f"{name}.":
            return True
        bindings = self.names.bindings(node, name.partition(".")[0])
        values = [self.names.assigned(each) for each in bindings]
        return any(value is not None and self._holds_columns(value, own) for value in values)

    def _holds_columns(self, value: cst.BaseExpression, own: frozenset[str]) -> bool:
        """Whether what a variable was assigned is made of columns of other tables."""
        for name in self._mentioned(value):
            owner = self.owner(name, dotted(name))
            if owner is not None and owner[0] not in own:
                return True
        return called(value) in TABLE_MAKERS


def _key(node: cst.BaseExpression) -> str:
    """The name of a column in a row, as far as it is written out."""
    if called(node) == "label" and isinstance(node, cst.Call) and node.args:
        label = node.args[0].value
        return str(label.evaluated_value) if isinstance(label, cst.SimpleString) else ""
    return dotted(node).rpartition(".")[2] if "." in dotted(node) else ""


def _has_rows_of_its_own(aliased: cst.Call) -> bool:
    """Whether an alias reads from a subquery, in which an object may come several times."""
    names = {each.keyword.value if each.keyword is not None else "" for each in aliased.args[1:]}
    return bool(names - {"name", "flat"})


def _root(node: cst.BaseExpression) -> str:
    """The name of the first call of a chain of calls."""
    name = ""
    while isinstance(node, (cst.Call, cst.Attribute)):
        name = called(node) or name
        node = node.func if isinstance(node, cst.Call) else node.value
    return name
