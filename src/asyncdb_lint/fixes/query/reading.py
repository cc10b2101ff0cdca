"""Questions to concrete syntax: names and what binds them, calls and their arguments, where imports lead."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import libcst as cst

from asyncdb_lint.fixes.syntax import Syntax

Scope = cst.FunctionDef | cst.Lambda | cst.ClassDef | cst.Module


def dotted(node: cst.CSTNode) -> str:
    """`a.b.c` for names and attributes of names; empty for all else."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    return ".".join([node.value, *reversed(parts)]) if isinstance(node, cst.Name) else ""


def called(node: cst.CSTNode) -> str:
    """The last name of what a call calls; empty for what is not a call."""
    if not isinstance(node, cst.Call):
        return ""
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value
    return node.func.value if isinstance(node.func, cst.Name) else ""


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """The argument of a call with a keyword."""
    return next((each for each in call.args if each.keyword is not None and each.keyword.value == name), None)


def is_plain(call: cst.Call) -> bool:
    """Whether a call has positional arguments only, none with a star."""
    return all(each.keyword is None and not each.star for each in call.args)


class Names:
    """Who is who in one file."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self._bindings: dict[str, dict[Scope, list[cst.Name]]] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[cst.Name]]:
        found: dict[str, list[cst.Name]] = {}
        for node in self.syntax.walk(self.syntax.module):
            if isinstance(node, cst.Name) and not self._is_label(node):
                found.setdefault(node.value, []).append(node)
        return found

    def _is_label(self, name: cst.Name) -> bool:
        """Whether a name is only the text after a dot, or before `=` in a call."""
        parent = self.syntax.parent(name)
        if isinstance(parent, cst.Attribute):
            return parent.attr is name
        return isinstance(parent, cst.Arg) and parent.keyword is name

    def scope(self, node: cst.CSTNode) -> Scope:
        """The function, class or module whose names the code at a place sees first."""
        for outer, inner in self.syntax.ancestors(node):
            if isinstance(outer, (cst.FunctionDef, cst.Lambda, cst.ClassDef)) and inner is outer.body:
                return outer
        return self.syntax.module

    def _scopes(self, node: cst.CSTNode) -> Iterator[Scope]:
        """The scopes in which a name of a place is looked up, from the inside out."""
        current = self.scope(node)
        yield current
        while not isinstance(current, cst.Module):
            current = self.scope(current)
            if not isinstance(current, cst.ClassDef):
                yield current

    def uses(self, function: cst.FunctionDef, name: str) -> list[cst.Name]:
        """Every place of a function's body, nested functions included, where a name is read or bound."""
        found = self._by_name.get(name, [])
        return [each for each in found if any(outer is function.body for outer, _ in self.syntax.ancestors(each))]

    def bindings(self, at: cst.CSTNode, name: str) -> list[cst.Name]:
        """The places that give a name its values, in the innermost scope around a place that binds it."""
        by_scope = self._bindings.get(name)
        if by_scope is None:
            by_scope = self._bindings[name] = {}
            for each in self._by_name.get(name, []):
                if self.is_bound(each):
                    by_scope.setdefault(self._home(each), []).append(each)
        if not by_scope:
            return []
        return next((by_scope[each] for each in self._scopes(at) if each in by_scope), [])

    def _home(self, name: cst.Name) -> Scope:
        """The scope in which a name that is bound becomes known."""
        parent = self.syntax.parent(name)
        if isinstance(parent, cst.Param):
            for outer, _ in self.syntax.ancestors(parent):
                if isinstance(outer, (cst.FunctionDef, cst.Lambda)):
                    return outer
        return self.scope(name)

    def is_bound(self, name: cst.Name) -> bool:
        """Whether a name is given a value where it stands."""
        if self.syntax.enclosing(name, cst.ImportAlias) is not None:
            return True
        inner: cst.CSTNode = name
        for outer, _ in self.syntax.ancestors(name):
            if isinstance(outer, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor, cst.NamedExpr)):
                return inner is outer.target
            if isinstance(outer, (cst.Param, cst.FunctionDef, cst.ClassDef)):
                return inner is outer.name
            if isinstance(outer, (cst.AsName, cst.NameItem, cst.Del, cst.MatchAs, cst.MatchStar)):
                return True
            if not isinstance(outer, (cst.Tuple, cst.List, cst.Element, cst.StarredElement)):
                return False
            inner = outer
        return False

    def assigned(self, name: cst.Name) -> cst.BaseExpression | None:
        """What a name is assigned where it stands as the only target of an assignment."""
        parent = self.syntax.parent(name)
        if isinstance(parent, (cst.AnnAssign, cst.NamedExpr)):
            return parent.value
        statement = self.syntax.parent(parent) if isinstance(parent, cst.AssignTarget) else None
        return statement.value if isinstance(statement, cst.Assign) and len(statement.targets) == 1 else None

    def origin(self, at: cst.CSTNode, name: str) -> str:
        """The dotted name that an imported name stands for at a place; empty if anything but one import binds it."""
        head, _, rest = name.partition(".")
        origins = self.origins(at, head)
        if len(origins) != 1 or not (found := origins.pop()):
            return ""
        return f"{found}.{rest}" if rest else found

    def origins(self, at: cst.CSTNode, name: str) -> set[str]:
        """The dotted names that a name may stand for at a place; an empty text for what is not imported."""
        return {self._imported(place) for place in self.bindings(at, name)}

    def _imported(self, place: cst.Name) -> str:
        alias = self.syntax.enclosing(place, cst.ImportAlias)
        statement = self.syntax.parent(alias) if alias is not None else None
        if isinstance(statement, cst.ImportFrom) and alias is not None:
            module = dotted(statement.module) if statement.module is not None else ""
            return f"{'.' * len(statement.relative)}{module}.{dotted(alias.name)}"
        if isinstance(statement, cst.Import) and alias is not None:
            whole = dotted(alias.name)
            return whole if alias.asname is not None else whole.partition(".")[0]
        return ""
