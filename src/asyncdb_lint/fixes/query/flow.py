"""What each variable that holds a query is at each place of its function: branches are joined, loops come to rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import libcst as cst

from asyncdb_lint.fixes.query.selection import Selection
from asyncdb_lint.fixes.syntax import Refused, Syntax

Known = Mapping[str, Selection | None]
"""The selections of variables; None for one that holds queries of different things."""

MAXIMUM_TURNS = 10


class Flow:
    """Follows the variables of one function."""

    def __init__(
        self, syntax: Syntax, names: frozenset[str], value: Callable[[cst.BaseExpression, Known], Selection | None]
    ) -> None:
        """`value` tells what an expression that is assigned to one of the variables selects."""
        self._syntax = syntax
        self._names = names
        self._value = value
        self._jumps: list[list[Known]] = []
        self.at: dict[cst.Name, Selection | None] = {}
        """What each variable is at each place that reads it."""

    def run(self, function: cst.FunctionDef) -> None:
        self._block(function.body, {})

    def _block(self, body: cst.BaseSuite, known: Known | None) -> Known | None:
        """What is known after a block; None where its end is not reached."""
        statements: Sequence[cst.CSTNode] = body.body
        for statement in statements:
            if known is None:
                return None
            known = self._statement(statement, known)
        return known

    def _statement(self, node: cst.CSTNode, known: Known) -> Known | None:
        if isinstance(node, cst.SimpleStatementLine):
            after: Known | None = known
            for each in node.body:
                after = self._small(each, after) if after is not None else None
            return after
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            return known
        if isinstance(node, cst.BaseSmallStatement):
            return self._small(node, known)
        if isinstance(node, cst.If):
            return self._if(node, known)
        if isinstance(node, (cst.For, cst.While)):
            return self._loop(node, known)
        if isinstance(node, (cst.Try, cst.TryStar)):
            return self._try(node, known)
        if isinstance(node, cst.With):
            for item in node.items:
                self._reads(item, known)
            return self._block(node.body, known)
        if isinstance(node, cst.Match):
            self._reads(node.subject, known)
            ends = [self._block(case.body, known) for case in node.cases]
            return _joined([known, *ends])
        return known

    def _small(self, node: cst.BaseSmallStatement, known: Known) -> Known | None:
        self._reads(node, known)
        if isinstance(node, cst.Assign) and isinstance(target := node.targets[0].target, cst.Name):
            if target.value in self._names:
                return {**known, target.value: self._value(node.value, known)}
        if isinstance(node, (cst.Break, cst.Continue)) and self._jumps:
            self._jumps[-1].append(known)
        return None if isinstance(node, (cst.Break, cst.Continue, cst.Return, cst.Raise)) else known

    def _if(self, node: cst.If, known: Known) -> Known | None:
        self._reads(node.test, known)
        first = self._block(node.body, known)
        if isinstance(node.orelse, cst.If):
            return _joined([first, self._if(node.orelse, known)])
        return _joined([first, self._block(node.orelse.body, known) if node.orelse is not None else known])

    def _loop(self, node: cst.For | cst.While, known: Known) -> Known | None:
        self._reads(node.iter if isinstance(node, cst.For) else node.test, known)
        before: Known | None = known
        for _ in range(MAXIMUM_TURNS):
            assert before is not None
            self._jumps.append([])
            end = self._block(node.body, before)
            after = _joined([before, end, *self._jumps.pop()])
            if after == before:
                break
            before = after
            if before is not None and isinstance(node, cst.While):
                self._reads(node.test, before)
        else:
            raise Refused("what a variable holds changes from turn to turn")
        return self._block(node.orelse.body, before) if node.orelse is not None else before

    def _try(self, node: cst.Try | cst.TryStar, known: Known) -> Known | None:
        end = self._block(node.body, known)
        start = _joined([known, end]) or known
        handled = [self._block(each.body, start) for each in node.handlers]
        if node.orelse is not None and end is not None:
            end = self._block(node.orelse.body, end)
        after = _joined([end, *handled])
        if node.finalbody is None:
            return after
        finished = self._block(node.finalbody.body, _joined([start, after]) or start)
        return finished if after is not None else None

    def _reads(self, node: cst.CSTNode, known: Known) -> None:
        for each in self._syntax.walk(node):
            if isinstance(each, cst.Name) and each.value in known:
                found = known[each.value]
                earlier = self.at.get(each, found)
                self.at[each] = _both(earlier, found)


def _both(first: Selection | None, second: Selection | None) -> Selection | None:
    return first.joined_with(second) if first is not None and second is not None else None


def _joined(ends: Sequence[Known | None]) -> Known | None:
    """What holds after any of several ends."""
    reached = [each for each in ends if each is not None]
    if not reached:
        return None
    names = {name for each in reached for name in each}
    found: dict[str, Selection | None] = {}
    for name in names:
        holds = [each[name] for each in reached if name in each]
        joined = holds[0]
        for other in holds[1:]:
            joined = _both(joined, other)
        found[name] = joined
    return found
