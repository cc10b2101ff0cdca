"""Which parameters of a function decide what it does by the text or number that they hold.

Calls that differ only in other texts run alike and share a context. A parameter decides where the body compares it,
tests it, uses it as a key or a name, loops over it, keeps it in a variable or gives it back; and where it is handed to
a function of that simple name in which some parameter decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "compare", "not"})
_READERS = frozenset(
    "getattr hasattr setattr isinstance issubclass any all bool len list tuple set dict iter next sorted map filter "
    "attrgetter itemgetter methodcaller import_module partial create_engine create_async_engine make_url "
    "TemplateResponse get_template from_string render_template render_template_string".split()
)
"""Functions of libraries of which it matters what text they are given."""


class Deciding:
    """Works out the deciding parameters of each function once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._known: dict[ir.Function, frozenset[str]] = {}
        self._named: Mapping[str, list[ir.Function]] | None = None

    def parameters(self, node: ir.Function) -> frozenset[str]:
        """The names of the parameters that decide."""
        known = self._known.get(node)
        if known is None:
            own = frozenset(parameter.name for parameter in node.parameters)
            self._known[node] = own  # a function that calls itself: all of them, until more is known
            found = {name for name in self._of_body(node.body) if name in own}
            known = self._known[node] = frozenset(found)
        return known

    def _of_body(self, body: object) -> Iterator[str]:
        for node in walk(body):
            yield from self._at(node)

    def _at(self, node: ir.Node) -> Iterator[str]:
        """The names that decide at a node, what lies inside of it apart."""
        if isinstance(node, (ir.If, ir.While, ir.Conditional, ir.Narrow)):
            yield from _names(node.test)
        elif isinstance(node, ir.Boolean):
            yield from _names(node)
        elif isinstance(node, ir.Operation) and node.operator in _COMPARISONS:
            yield from _names(node)
        elif isinstance(node, ir.Subscript):
            yield from _names(node.index)
            yield from _names(node.value)
        elif isinstance(node, ir.Match):
            yield from _names(node.subject)
        elif isinstance(node, (ir.For, ir.Clause)):
            yield from _names(node.iterable)
        elif isinstance(node, ir.Assign):
            yield from _names(node.value)
        elif isinstance(node, (ir.Return, ir.Yield, ir.AnnotatedAssign, ir.Walrus)) and node.value is not None:
            yield from _names(node.value)
        elif isinstance(node, ir.Call):
            yield from self._handed(node)

    def _handed(self, node: ir.Call) -> Iterator[str]:
        names = [name for argument in node.arguments for name in _names(argument.value)]
        if names and self._may_decide(node.func):
            yield from names

    def _may_decide(self, callee: ir.Expr) -> bool:
        name = callee.id if isinstance(callee, ir.Name) else callee.attr if isinstance(callee, ir.Attribute) else ""
        if name in _READERS or not name:
            return True
        if self._named is None:
            self._named = self._by_name()
        return any(self.parameters(node) for node in self._named.get(name, ()))

    def _by_name(self) -> dict[str, list[ir.Function]]:
        """The project's functions by simple name; a class's constructors by the name of the class."""
        named: dict[str, list[ir.Function]] = {}
        for module in self.interpreter.project.modules():
            for node, owner, _ in module.functions:
                named.setdefault(node.name, []).append(node)
                if owner is not None and node.name in ("__init__", "__new__", "__call__"):
                    named.setdefault(owner.name, []).append(node)
        return named


def _names(expression: ir.Expr) -> Iterator[str]:
    """The names whose values an expression passes on or looks at; what it calls, and what it reads of them, is apart."""
    if isinstance(expression, ir.Name):
        yield expression.id
    elif isinstance(expression, (ir.Boolean, ir.Operation)):
        for operand in expression.operands:
            yield from _names(operand)
    elif isinstance(expression, ir.Conditional):
        yield from _names(expression.body)
        yield from _names(expression.orelse)
    elif isinstance(expression, ir.Sequence):
        for item in expression.items:
            yield from _names(item)
    elif isinstance(expression, ir.Mapping):
        for value in expression.values:
            yield from _names(value)
    elif isinstance(expression, (ir.Starred, ir.Walrus)):
        yield from _names(expression.value)
    elif isinstance(expression, ir.Attribute) and isinstance(expression.value, ir.Name):
        yield expression.value.id
    elif isinstance(expression, ir.Call) and isinstance(expression.func, ir.Attribute):
        yield from _names(expression.func.value)
