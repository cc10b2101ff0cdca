"""What decorators make of a function: the facts say it of libraries, the project's own are interpreted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.index.project import Foreign
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration
from asyncdb_lint.semantics.effects import Effects
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    Awaitable,
    CallableValue,
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Instance,
    Manager,
    Outside,
    PartialValue,
    Unknown,
    Value,
    Wrapped,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

CALLERS = frozenset({"caller", "packed caller"})
"""A function marked with these is called with the function that it decorates, whenever that is called."""
_KINDS = CALLERS | frozenset({"contextmanager", "asynccontextmanager", "offload", "property", "dispatch"})
_ENTERING = frozenset({"with", "async with"})
CONFIGURED = "configured"
"""Marks a decorator of a library that has what configures it, and waits for the function."""
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
            value = self.apply_expression(frame, expression, value)
        return value

    def below(self, frame: Frame, node: ir.Function, owner: ClassInfo | None, expression: ir.Expr) -> Value:
        """What a decorator of a function is given: the function as the decorators below have changed it."""
        value: Value = FunctionValue(node, frame.module, owner)
        above = next((number for number, each in enumerate(node.decorators) if each is expression), 0)
        for each in reversed(node.decorators[above + 1 :]):
            value = self.apply_expression(frame, each, value)
        return value

    def apply_expression(self, frame: Frame, expression: ir.Expr, value: Value) -> Value:
        """What applying a decorator, as it is written, gives."""
        from asyncdb_lint.semantics.expressions import evaluate

        if isinstance(expression, ir.Attribute) and expression.attr in _ACCESSORS:
            return value
        with frame.capture():
            decorator = evaluate(frame, expression)
        told = self.interpreter.told
        if told.registers(frame, expression):
            return value
        if any(isinstance(part, FunctionValue) and part.node in told.offloading for part in alternatives(decorator)):
            return wrap(value, "offload")
        return join(self.apply(frame, part, value, expression) for part in alternatives(decorator))

    def apply(self, frame: Frame, decorator: Value, value: Value, expression: ir.Expr) -> Value:
        """What calling one decorator with a function gives."""
        function = decorator.function if isinstance(decorator, PartialValue) else decorator
        if isinstance(function, FunctionValue) and function.module.is_facts:
            effects = self.interpreter.effects.of(function.node)
            if effects.decorator:
                named = decorator.positional[:1] if isinstance(decorator, PartialValue) else ()
                return named_after(changed(value, effects, function.receiver), function, named)
        if isinstance(decorator, ClassValue) and decorator.cls.module.is_facts:
            name = decorator.cls.name
            if name in ("property", "cached_property", "hybrid_property", "staticmethod", "classmethod"):
                return wrap(value, "property") if name.endswith("property") else value
        if isinstance(decorator, Manager):
            return Wrapped(value, decorator, "async with" if decorator.generator.is_async else "with")
        if isinstance(decorator, (FunctionValue, PartialValue, ClassValue, Instance, Wrapped)):
            with frame.capture():
                result = self.interpreter.calls.call(frame, decorator, Arguments([value], {}), (0, 0, 0, 0))
            is_listed = not isinstance(function, FunctionValue) or not function.module.is_facts
            if is_listed and not isinstance(result, Unknown):
                return result
        return Unknown(f"decorated by {self._named(frame, decorator, expression)}", hides=_hidden(value))

    def _named(self, frame: Frame, decorator: Value, expression: ir.Expr) -> str:
        """A decorator in words: with its library, or with why it is not followed."""
        func = expression.func if isinstance(expression, ir.Call) else expression
        target = self.interpreter.annotations.symbol(frame, func)
        if isinstance(target, Foreign):
            return target.name
        if isinstance(decorator, Outside):
            return f"{_text(func)} of {decorator.library}"
        return f"{_text(func)}, {decorator.reason}" if isinstance(decorator, Unknown) else _text(func)


def is_factory(node: ir.Function) -> bool:
    """Whether a library's decorator is always called with what configures it: the function goes to what it returns."""
    returns = node.returns
    index = returns.index if isinstance(returns, ir.Subscript) else None
    return isinstance(index, ir.Sequence) and len(index.items) == 2 and isinstance(index.items[0], ir.Sequence)


def is_function(value: Value) -> bool:
    """Whether a value is what decorators are applied to: a function of the project, or what became of one."""
    return any(
        (isinstance(part, FunctionValue) and not part.module.is_facts)
        or isinstance(part, (PartialValue, Wrapped))
        or (isinstance(part, Unknown) and part.hides is not None)
        for part in alternatives(value)
    )


def changed(value: Value, effects: Effects, manager: Value | None) -> Value:
    """A function after a library decorator of a listed kind, which may be a method of a context manager."""
    if effects.decorator == "elsewhere":
        return CallableValue(Unknown("it is only sent, and runs elsewhere"))
    if effects.decorator in _ENTERING and manager is not None:
        return Wrapped(value, manager, effects.decorator)
    return wrap(value, effects.decorator) if effects.decorator in _KINDS else value


def applied_caller(caller: FunctionValue, arguments: Arguments) -> Value:
    """A function that libraries make a decorator of, called with the function to decorate, or with what configures it."""
    by: Value = replace(caller, wrapped="")
    if arguments.positional and is_function(arguments.positional[0]):
        if arguments.keywords:
            by = PartialValue(by, (), tuple(arguments.keywords.items()))
        return Wrapped(arguments.positional[0], by, caller.wrapped)
    return PartialValue(caller, tuple(arguments.positional), tuple(arguments.keywords.items()))


def call_wrapped(frame: Frame, callee: Wrapped, arguments: Arguments, at: ir.At) -> Value:
    """Calling a function that something else calls."""
    calls = frame.interpreter.calls
    if callee.how in _ENTERING:
        is_async = callee.how == "async with"
        iteration.enter(frame, callee.by, at, is_async)
        result = calls.call(frame, callee.function, arguments, at)
        return Awaitable(iteration.awaited(frame, result, at)) if is_async else result
    if callee.how == "caller":
        passed = replace(arguments, positional=[callee.function, *arguments.positional])
        return calls.call(frame, callee.by, passed, at)
    receiver = callee.function.receiver if isinstance(callee.function, FunctionValue) else None
    more = arguments.more if arguments.more is not None else DATA
    places = None if arguments.more is not None else tuple(arguments.positional)
    packed = Container("tuple", join([*arguments.positional, more]), places)
    names = tuple(Constant(name) for name in arguments.keywords)
    named = Container("dict", join([*arguments.keywords.values(), DATA]), tuple(arguments.keywords.values()), names)
    return calls.call(frame, callee.by, Arguments([callee.function, receiver or NONE, packed, named], {}), at)


def _hidden(value: Value) -> FunctionValue | None:
    """The function of the project that a decorated value was made of."""
    for part in alternatives(value):
        function = part.hides if isinstance(part, Unknown) else part
        if isinstance(function, FunctionValue):
            return function
    return None


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
    parts: list[str] = []
    while isinstance(expression, ir.Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if isinstance(expression, ir.Name):
        parts.append(expression.id)
    return ".".join(reversed(parts)) or "an expression"
