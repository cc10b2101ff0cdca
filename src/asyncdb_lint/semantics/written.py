"""What the code that writes a text says of it: expressions followed through names, attributes and calls to their only source.

Settings are read as they are written, not as they run: a text is followed through names, attributes of classes and
modules, properties and functions of one `return`. A place that is assigned twice, or that a test in its surroundings
mentions, is not known: what holds on one branch need not on another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from asyncdb_lint.index.module import Binding, ClassInfo, ModuleInfo, bound_names, flatten
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, names, walk
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.values import ClassValue, FunctionValue, Instance, ModuleValue, Value

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

MAXIMUM_STEPS = 12
T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: a function, or a module or class; `cls` is what `receiver` is an object of."""

    frame: Frame
    node: ir.Function | None
    cls: ClassInfo | None = None

    @property
    def body(self) -> list[ir.Stmt]:
        return self.node.body if self.node is not None else self.frame.module.body


class Reader(Generic[T]):
    """Reads expressions of one kind; a subclass knows its literals, operators and library calls."""

    def read(self, frame: Frame, expression: ir.Expr) -> T | None:
        """What an expression of the code at hand gives; None where that is not known."""
        return self.expression(Scope(frame, frame.node, None), expression, MAXIMUM_STEPS)

    def expression(self, scope: Scope, node: ir.Expr, left: int) -> T | None:
        """What an expression gives that stands in `scope`, in at most `left` steps."""
        if left == 0:
            return None
        if isinstance(node, ir.Name):
            return self.name(scope, node.id, left - 1)
        if isinstance(node, ir.Attribute):
            return self.attribute(scope, node, left - 1)
        return self.other(scope, node, left)

    def other(self, scope: Scope, node: ir.Expr, left: int) -> T | None:
        """What an expression gives that is neither a name nor an attribute."""
        raise NotImplementedError

    def as_default(self, found: T) -> T:
        """What a field of a class gives, which settings may replace."""
        return found

    def name(self, scope: Scope, name: str, left: int) -> T | None:
        """What the only assignment of a name gives it."""
        if name in tested(scope.body):
            return None
        if scope.node is not None:
            if any(parameter.name == name for parameter in scope.node.parameters):
                return None
            own = [each for each in _bindings(scope.node.body) if each[0] == name]
            if own:
                return self._bound(scope, [binding for _, binding in own], left)
            outer = scope.frame.parent
            if outer is not None and outer.node is not None:
                return self.expression(Scope(outer, outer.node), ir.Name(name), left)
        if scope.frame.owner is not None and scope.node is None:
            bindings = scope.frame.owner.bindings.get(name)
            if bindings:
                return self._bound(scope, bindings, left)
        return self._global(scope.frame.interpreter, scope.frame.module, name, left)

    def _global(self, interpreter: Interpreter, module: ModuleInfo, name: str, left: int) -> T | None:
        target = interpreter.project.lookup(module, name)
        if not isinstance(target, Definition) or target.module.is_facts:
            return None
        if target.name in tested(target.module.body):
            return None
        inner = Scope(Frame(interpreter, target.module), None)
        return self._bound(inner, list(target.bindings), left)

    def _bound(self, scope: Scope, bindings: list[Binding], left: int) -> T | None:
        value = _only_value(bindings)
        return self.expression(scope, value, left) if value is not None else None

    def attribute(self, scope: Scope, node: ir.Attribute, left: int) -> T | None:
        """What an attribute of a module or of a class's objects gives."""
        interpreter = scope.frame.interpreter
        root: ir.Expr = node.value
        while isinstance(root, (ir.Attribute, ir.Call)):
            root = root.value if isinstance(root, ir.Attribute) else root.func
        if isinstance(root, ir.Name) and (root.id in tested(scope.body) or root.id in tested(scope.frame.module.body)):
            return None
        if scope.cls is not None and scope.node is not None and isinstance(node.value, ir.Name):
            if scope.node.parameters and scope.node.parameters[0].name == node.value.id:
                return self._member(interpreter, scope.cls, node.attr, left)
        value = value_of(scope, node.value)
        if isinstance(value, ModuleValue) and value.module is not None and not value.module.is_facts:
            return self._global(interpreter, value.module, node.attr, left)
        if isinstance(value, ClassValue) or (isinstance(value, Instance) and value.made):
            return self._member(interpreter, value.cls, node.attr, left)
        return None

    def _member(self, interpreter: Interpreter, cls: ClassInfo, name: str, left: int) -> T | None:
        """The default of a field of a class, or what its property of that name gives."""
        if cls.module.is_facts or interpreter.classes.assigned_in(cls, name):
            return None
        for each in interpreter.classes.order(cls):
            bindings = each.bindings.get(name)
            if not bindings or each.module.is_facts:
                continue
            frame = Frame(interpreter, each.module, owner=each)
            if len(bindings) == 1 and isinstance(bindings[0].statement, ir.Function):
                return self._property(interpreter, each, cls, bindings[0].statement, left)
            found = self._bound(Scope(frame, None), bindings, left)
            if found is None or interpreter.set_up.gives(cls.name, name):
                return None
            return self.as_default(found)
        return None

    def _property(
        self, interpreter: Interpreter, owner: ClassInfo, cls: ClassInfo, method: ir.Function, left: int
    ) -> T | None:
        found = {last_name(each) for each in method.decorators}
        if not found & {"property", "cached_property"}:
            return None
        return self._returned(Scope(Frame(interpreter, owner.module, method, owner), method, cls), method, left)

    def _returned(self, scope: Scope, function: ir.Function, left: int) -> T | None:
        results = [each for each in flatten(function.body) if isinstance(each, ir.Return)]
        if len(results) != 1 or results[0].value is None or function.is_async or function.is_generator:
            return None
        return self.expression(scope, results[0].value, left)

    def result(self, interpreter: Interpreter, callee: Value, left: int) -> T | None:
        """What a call of one of the project's functions gives."""
        if isinstance(callee, FunctionValue) and not callee.module.is_facts and not callee.wrapped:
            inner = Frame(interpreter, callee.module, callee.node, callee.owner, callee.closure)
            cls = callee.receiver.cls if isinstance(callee.receiver, Instance) else None
            return self._returned(Scope(inner, callee.node, cls), callee.node, left)
        return None


def value_of(scope: Scope, expression: ir.Expr) -> Value:
    """The value of an expression; what evaluating it runs into is left out."""
    from asyncdb_lint.semantics.expressions import evaluate

    with scope.frame.capture():
        return evaluate(scope.frame, expression)


def _bindings(body: list[ir.Stmt]) -> Iterator[tuple[str, Binding]]:
    for statement in flatten(body):
        yield from bound_names(statement)


def _only_value(bindings: list[Binding]) -> ir.Expr | None:
    valued = [each for each in bindings if not _only_annotates(each)]
    if len(valued) != 1 or valued[0].scope is not None or not isinstance(valued[0].target, ir.Name):
        return None
    statement = valued[0].statement
    if isinstance(statement, ir.Assign) and statement.targets[0] is valued[0].target:
        return statement.value
    return statement.value if isinstance(statement, ir.AnnotatedAssign) else None


def _only_annotates(binding: Binding) -> bool:
    return isinstance(binding.statement, ir.AnnotatedAssign) and binding.statement.value is None


def tested(body: list[ir.Stmt]) -> frozenset[str]:
    """The names that the tests of a suite mention, functions inside apart."""
    found: set[str] = set()
    for node in walk(body, stop=(ir.Function, ir.Class, ir.Lambda)):
        if isinstance(node, (ir.If, ir.While, ir.Narrow, ir.Conditional)):
            found.update(names(node.test))
        elif isinstance(node, ir.Match):
            found.update(names(node.subject))
    return frozenset(found)
