"""One chain of calls that begins with a query: its steps, and where it stops being a query."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from asyncdb_lint.fixes.syntax import Refused, Syntax

BUILDERS = frozenset(
    "filter where filter_by order_by group_by having join outerjoin distinct limit offset slice options params "
    "select_from with_for_update prefix_with suffix_with with_hint with_statement_hint correlate from_statement "
    "execution_options populate_existing autoflush yield_per enable_eagerloads with_entities add_columns add_column "
    "add_entity with_parent reset_joinpoint only_return_tuples tuples "
    "union union_all except_ except_all intersect intersect_all".split()
)
"""Methods after which there is still a query."""
SETS = frozenset("union union_all except_ except_all intersect intersect_all".split())
ENDS = frozenset(
    "all first one one_or_none scalar count get exists subquery cte scalar_subquery as_scalar label delete update "
    "value values statement whereclause column_descriptions".split()
)
ATTRIBUTES = frozenset({"statement", "whereclause", "column_descriptions"})
CORE_ENDS = ATTRIBUTES | frozenset("exists subquery cte scalar_subquery as_scalar label".split())
"""Ends that make a part of a statement and ask the database nothing."""


@dataclass(frozen=True)
class Step:
    """One method of a chain, with its call; a subscript is a step without attribute, named by `[]`."""

    name: str
    attribute: cst.Attribute | None
    call: cst.Call | None
    subscript: cst.Subscript | None = None

    @property
    def node(self) -> cst.BaseExpression:
        """The whole expression up to and with this step."""
        found = self.subscript or self.call or self.attribute
        assert found is not None
        return found

    @property
    def arguments(self) -> tuple[cst.Arg, ...]:
        return tuple(self.call.args) if self.call is not None else ()


@dataclass(frozen=True)
class Chain:
    """`root` is the call of `query()`, or the name of a variable that holds a query.

    `end` is what the query is turned into, None for a chain that is still a query.
    """

    root: cst.Call | cst.Name
    steps: tuple[Step, ...]
    end: Step | None

    @property
    def inner(self) -> cst.BaseExpression:
        """The expression that is still a query."""
        return self.steps[-1].node if self.steps else self.root

    @property
    def outer(self) -> cst.BaseExpression:
        return self.end.node if self.end is not None else self.inner

    @property
    def session(self) -> cst.BaseExpression | None:
        """Whose `query()` is called; None for a variable."""
        func = self.root.func if isinstance(self.root, cst.Call) else None
        return func.value if isinstance(func, cst.Attribute) else None


def read(syntax: Syntax, root: cst.Call | cst.Name) -> Chain:
    """The chain that begins at a place.

    Raises:
        Refused: a method is called that no statement has.
    """
    steps: list[Step] = []
    node: cst.BaseExpression = root
    while True:
        parent = syntax.parent(node)
        if isinstance(parent, cst.Subscript) and parent.value is node:
            return Chain(root, tuple(steps), Step("[]", None, None, parent))
        if not isinstance(parent, cst.Attribute) or parent.value is not node:
            return Chain(root, tuple(steps), None)
        name = parent.attr.value
        call = syntax.parent(parent)
        if name in ATTRIBUTES:
            return Chain(root, tuple(steps), Step(name, parent, None))
        if not isinstance(call, cst.Call) or call.func is not parent:
            raise Refused(f"`.{name}` of a query is used without being called")
        step = Step(name, parent, call)
        if name in ENDS:
            return Chain(root, tuple(steps), step)
        if name not in BUILDERS:
            raise Refused(f"a statement has nothing like Query.{name}()")
        steps.append(step)
        node = call
