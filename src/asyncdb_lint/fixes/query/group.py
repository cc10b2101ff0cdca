"""Which queries belong together: those inside of each other, and those that one variable holds."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from asyncdb_lint.fixes.query.chain import CORE_ENDS, SETS, Chain, read
from asyncdb_lint.fixes.query.reading import Names, called, dotted
from asyncdb_lint.fixes.syntax import Refused, Syntax

ITERATING = frozenset("list tuple set frozenset sorted dict enumerate sum min max any all map filter zip iter".split())
SUBQUERY_TAKERS = frozenset("in_ not_in notin_".split())
EXECUTING = frozenset("execute scalars scalar exec stream stream_scalars".split())


@dataclass(frozen=True)
class Use:
    """A chain, and how what it gives is taken: `how` is end, part, assigned, for, comprehension, builtin, in, star."""

    chain: Chain
    how: str
    around: cst.CSTNode | None = None


@dataclass
class Group:
    """All chains that are rewritten together, and what each variable is assigned."""

    uses: list[Use] = field(default_factory=list)
    variables: dict[str, list[Chain]] = field(default_factory=dict)
    function: cst.FunctionDef | None = None


class Grouping:
    """Finds what hangs together with one call of `query()`."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.syntax: Syntax = names.syntax

    def around(self, root: cst.Call) -> Group:
        """The group of a query.

        Raises:
            Refused: not all of it can be seen.
        """
        self._group = Group()
        self._roots: set[cst.CSTNode] = set()
        self._add(self._outermost(root))
        self._check_session()
        return self._group

    def _outermost(self, root: cst.Call | cst.Name) -> cst.Call | cst.Name:
        """The query whose arguments hold a query, or the query itself."""
        found: cst.Call | cst.Name = root
        for outer, inner in self.syntax.ancestors(root):
            if isinstance(outer, cst.Call) and isinstance(inner, cst.Arg):
                base = self._base(outer)
                if base is not None:
                    found = base
            if isinstance(outer, (cst.BaseStatement, cst.BaseSmallStatement)):
                break
        return found

    def _base(self, call: cst.Call) -> cst.Call | cst.Name | None:
        """The root of the chain that a call is part of, if that is a query."""
        node = first_of(call)
        if isinstance(node, cst.Name):
            return node if node is not call.func and self._holds_query(node) else None
        return node

    def _holds_query(self, name: cst.Name, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a variable is somewhere assigned what is still a query."""
        for place in self.names.bindings(name, name.value) if name.value not in seen else ():
            value = self.names.assigned(place)
            root = first_of(value) if value is not None else None
            if root is None or value is None:
                continue
            if isinstance(root, cst.Name) and not self._holds_query(root, seen | {name.value}):
                continue
            try:
                chain = read(self.syntax, root)
            except Refused:
                return True  # the reading of the group will say why
            if chain.outer is value and chain.end is None:
                return True
        return False

    def _add(self, root: cst.Call | cst.Name) -> None:
        if root in self._roots:
            return
        if isinstance(root, cst.Name) and root.value not in self._group.variables:
            self._add_variable(root)
            return
        self._roots.add(root)
        chain = read(self.syntax, root)
        self._add(self._outermost(root))
        self._group.uses.append(self._use(chain))
        for argument in self._arguments(chain):
            for node in self.syntax.walk(argument):
                if is_query(node) and isinstance(node, cst.Call):
                    self._add(node)
                elif isinstance(node, cst.Name) and node.value in self._group.variables:
                    continue
                elif isinstance(node, cst.Name) and not self._is_known(node) and self._holds_query(node):
                    self._add_variable(node)

    def _is_known(self, name: cst.Name) -> bool:
        parent = self.syntax.parent(name)
        if isinstance(parent, cst.Attribute) and parent.attr is name:
            return True
        return isinstance(parent, cst.Arg) and parent.keyword is name

    def _arguments(self, chain: Chain) -> list[cst.CSTNode]:
        found: list[cst.CSTNode] = list(chain.root.args) if isinstance(chain.root, cst.Call) else []
        for step in (*chain.steps, chain.end):
            if step is not None:
                found += step.arguments
        return found

    def _use(self, chain: Chain) -> Use:
        """How what a chain gives is taken."""
        if chain.end is not None:
            return Use(chain, "part" if chain.end.name in CORE_ENDS else "end")
        outer = chain.outer
        parent = self.syntax.parent(outer)
        if isinstance(parent, (cst.For, cst.CompFor)) and parent.iter is outer:
            return Use(chain, "for" if isinstance(parent, cst.For) else "comprehension", parent)
        if isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, (cst.In, cst.NotIn)):
            return Use(chain, "in")
        if isinstance(parent, cst.StarredElement):
            return Use(chain, "star")
        if isinstance(parent, cst.Arg):
            return self._argument(chain, parent)
        return self._assigned(chain)

    def _argument(self, chain: Chain, argument: cst.Arg) -> Use:
        call = self.syntax.parent(argument)
        if isinstance(call, cst.Call):
            name = called(call)
            if self._base(call) is not None and not argument.star:
                return Use(chain, "part")
            if not argument.star and self._takes_statements(call.func, name):
                return Use(chain, "part")
            if isinstance(call.func, cst.Attribute) and name in EXECUTING and not argument.star:
                return Use(chain, "part", call)
            is_builtin = isinstance(call.func, cst.Name) and name in ITERATING and not self.names.bindings(call, name)
            if is_builtin and argument.keyword is None:
                return Use(chain, "star" if argument.star or name == "dict" else "builtin", call)
        raise Refused("the query is passed on to code that is not seen")

    def _takes_statements(self, func: cst.BaseExpression, name: str) -> bool:
        """Whether a function makes a part of a statement of what it is given, be that a query or a statement."""
        whole = dotted(func)
        if self.names.origin(func, whole).partition(".")[0] == "sqlalchemy":
            return name in SETS or name == "exists"
        if not isinstance(func, cst.Attribute):
            return False
        return name in SUBQUERY_TAKERS or (name in ("union", "union_all") and self._is_cte(func.value))

    def _is_cte(self, node: cst.BaseExpression) -> bool:
        values = [self.names.assigned(each) for each in self.names.bindings(node, dotted(node))]
        return any(value is not None and called(value) == "cte" for value in values)

    def _assigned(self, chain: Chain) -> Use:
        node: cst.CSTNode = chain.outer
        parent = self.syntax.parent(node)
        while isinstance(parent, cst.IfExp) and parent.test is not node:
            node, parent = parent, self.syntax.parent(parent)
        if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
            target = parent.targets[0].target
            if isinstance(target, cst.Name):
                if target.value not in self._group.variables:
                    self._add_variable(target)
                return Use(chain, "assigned", parent)
        if isinstance(parent, cst.AnnAssign):
            raise Refused("the annotation of the variable would no longer be true")
        if isinstance(parent, cst.Return):
            raise Refused("the query is returned: its uses are not all seen")
        if isinstance(parent, (cst.If, cst.While, cst.IfExp, cst.BooleanOperation, cst.UnaryOperation)):
            raise Refused("the query is tested: it is always true, whatever the database holds")
        if isinstance(parent, cst.Expr):
            raise Refused("the query is never executed")
        raise Refused("what becomes of the query is not seen")

    def _add_variable(self, name: cst.Name) -> None:
        """A variable that holds queries, with everything that is done with it."""
        function = self.names.scope(name)
        if not isinstance(function, cst.FunctionDef):
            raise Refused(f"the query is kept in `{name.value}` outside of a function: its uses are not all seen")
        if self._group.function not in (None, function):
            raise Refused("the query is used in several functions")
        self._group.function = function
        uses = self.names.uses(function, name.value)
        if any(isinstance(self.syntax.parent(each), cst.Param) for each in self.names.bindings(name, name.value)):
            raise Refused(f"`{name.value}` is also a parameter")
        chains = self._group.variables.setdefault(name.value, [])
        for use in uses:
            if self.names.scope(use) is not function:
                raise Refused(f"`{name.value}` is also used in a function inside")
            if self.names.is_bound(use):
                value = self.names.assigned(use)
                if value is None or isinstance(self.syntax.parent(use), (cst.AnnAssign, cst.NamedExpr)):
                    raise Refused(f"`{name.value}` is bound in a way that is not followed")
                chains += [read(self.syntax, root) for root in self._leaves(value, name.value)]
        for use in uses:
            if not self.names.is_bound(use):
                self._add(use)
        for chain in list(chains):
            self._add(chain.root)

    def _leaves(self, value: cst.BaseExpression, name: str) -> list[cst.Call | cst.Name]:
        """The roots of the queries that a variable is assigned."""
        if isinstance(value, cst.IfExp):
            return self._leaves(value.body, name) + self._leaves(value.orelse, name)
        root = first_of(value)
        if isinstance(root, cst.Call) or (root is not None and (root.value == name or self._holds_query(root))):
            chain = read(self.syntax, root)
            if chain.outer is value and chain.end is None:
                return [root]
        raise Refused(f"`{name}` is also assigned something that is not seen to be a query")

    def _check_session(self) -> None:
        """One session, whose name means the same wherever a query is executed."""
        roots = [use.chain for use in self._group.uses if isinstance(use.chain.root, cst.Call)]
        sessions = {self.syntax.whole(each.session) for each in roots if each.session is not None}
        if len(sessions) != 1:
            raise Refused("queries of several sessions")
        if len(self._group.uses) == 1:
            return
        first = roots[0].session
        name = dotted(first) if first is not None else ""
        if not name:
            raise Refused("the session is made where the query begins")
        if self._group.variables and first is not None:
            bindings = self.names.bindings(first, name.partition(".")[0])
            if len(bindings) > 1:
                raise Refused(f"`{name}` is not one session throughout the function")


def is_query(node: cst.CSTNode) -> bool:
    """Whether a node is a call of some `query()` method."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return False
    return node.func.attr.value == "query"


def first_of(node: cst.BaseExpression) -> cst.Call | cst.Name | None:
    """Where a chain of calls and attributes begins, if that is a call of `query()` or a variable."""
    while isinstance(node, (cst.Call, cst.Attribute)):
        if is_query(node):
            assert isinstance(node, cst.Call)
            return node
        node = node.func if isinstance(node, cst.Call) else node.value
    return node if isinstance(node, cst.Name) else None
