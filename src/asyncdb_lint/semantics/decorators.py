"""What decorators make of a function: the facts say it of libraries, the project's own are interpreted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.effects import Effects
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Outside,
    PartialValue,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

_KINDS = frozenset({"contextmanager", "asynccontextmanager", "offload", "property"})
_ACCESSORS = frozenset({"setter", "deleter", "getter", "expression", "comparator", "inplace", "update_expression"})


class Decorators:
    """Applies decorators from the innermost out."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter

    def decorated(
        self, frame: Frame, node: ir.Function, owner: ClassInfo | None, overloads: tuple[ir.Function, ...] = ()
    ) -> Value:
        """The value that a `def` statement binds to its name."""
        closure = frame if frame.node is not None else None
        function = FunctionValue(node, frame.module, owner, None, closure, overloads)
        if not node.decorators:
            return function
        if frame.module.is_facts:
            kind = self.interpreter.effects.of(node).kind
            return replace(function, wrapped=kind) if kind == "property" else function
        value: Value = function
        for expression in reversed(node.decorators):
            value = self._apply(frame, expression, value)
        return value

    def _apply(self, frame: Frame, expression: ir.Expr, value: Value) -> Value:
        from asyncdb_lint.semantics.expressions import evaluate

        if isinstance(expression, ir.Attribute) and expression.attr in _ACCESSORS:
            return value
        with frame.capture():
            decorator = evaluate(frame, expression)
        return join(self.apply(frame, part, value, expression) for part in alternatives(decorator))

    def apply(self, frame: Frame, decorator: Value, value: Value, expression: ir.Expr) -> Value:
        """What calling one decorator with a function gives."""
        function = decorator.function if isinstance(decorator, PartialValue) else decorator
        if isinstance(function, FunctionValue) and function.module.is_facts:
            effects = self.interpreter.effects.of(function.node)
            if effects.decorator:
                named = decorator.positional[:1] if isinstance(decorator, PartialValue) else ()
                return named_after(changed(value, effects), function, named)
        if isinstance(decorator, ClassValue) and decorator.cls.module.is_facts:
            name = decorator.cls.name
            if name in ("property", "cached_property", "hybrid_property", "staticmethod", "classmethod"):
                return wrap(value, "property") if name.endswith("property") else value
        if isinstance(decorator, (FunctionValue, PartialValue, ClassValue, Instance)):
            with frame.capture():
                result = self.interpreter.calls.call(frame, decorator, Arguments([value], {}), (0, 0, 0, 0))
            if isinstance(function, FunctionValue) and function.module.is_facts and isinstance(result, Unknown):
                return Unknown(f"decorated by {_text(expression)}")
            return result
        if isinstance(decorator, (Unknown, Outside)):
            return Unknown(f"decorated by {_text(expression)}")
        return value


def changed(value: Value, effects: Effects) -> Value:
    """A function after a library decorator of a listed kind."""
    return wrap(value, effects.decorator) if effects.decorator in _KINDS else value


def named_after(value: Value, decorator: FunctionValue, given: tuple[Value, ...]) -> Value:
    """A function to which `functools.wraps(other)` was applied is known by the other's name."""
    other = given[0] if given and decorator.node.name == "wraps" else None
    if not isinstance(other, FunctionValue):
        return value
    parts = [
        replace(part, stands_for=other) if isinstance(part, FunctionValue) else part for part in alternatives(value)
    ]
    return join(parts)


def wrap(value: Value, kind: str) -> Value:
    """The functions among the alternatives, marked with how they were changed."""
    parts = [replace(part, wrapped=kind) if isinstance(part, FunctionValue) else part for part in alternatives(value)]
    return join(parts)


def _text(expression: ir.Expr) -> str:
    if isinstance(expression, ir.Call):
        expression = expression.func
    parts: list[str] = []
    while isinstance(expression, ir.Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if isinstance(expression, ir.Name):
        parts.append(expression.id)
    return ".".join(reversed(parts)) or "an expression"
