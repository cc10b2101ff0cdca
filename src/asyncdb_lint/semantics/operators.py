"""What operators, comparisons and tests do: the special methods that they call, and what these give."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration, misuses
from asyncdb_lint.semantics.containers import merged, spread
from asyncdb_lint.semantics.environment import truth
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Generator,
    Instance,
    Value,
    alternatives,
    join,
)

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "+": "add",
        "-": "sub",
        "*": "mul",
        "@": "matmul",
        "/": "truediv",
        "//": "floordiv",
        "%": "mod",
        "**": "pow",
        "<<": "lshift",
        ">>": "rshift",
        "&": "and",
        "|": "or",
        "^": "xor",
    }
)
_COMPARISONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "==": ("__eq__", "__eq__"),
        "!=": ("__ne__", "__ne__"),
        "<": ("__lt__", "__gt__"),
        "<=": ("__le__", "__ge__"),
        ">": ("__gt__", "__lt__"),
        ">=": ("__ge__", "__le__"),
    }
)
_METHODS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        **{operator: ((left,), (right,)) for operator, (left, right) in _COMPARISONS.items()},
        **{operator: ((f"__{name}__",), (f"__r{name}__",)) for operator, name in _NAMES.items()},
        **{f"{operator}=": ((f"__i{name}__", f"__{name}__"), (f"__r{name}__",)) for operator, name in _NAMES.items()},
    }
)
"""The methods that an operator asks of its left operand, and, if that has none, of its right one."""

_SIGNS: Mapping[str, str] = MappingProxyType({"unary -": "__neg__", "unary +": "__pos__", "unary ~": "__invert__"})
TEXT = ("__str__", "__repr__")


def operate(frame: Frame, operator: str, values: list[Value], at: ir.At) -> Value:
    """The value of an operation whose operands are evaluated."""
    if operator == "not":
        known = tested(frame, values[0], at)
        return Constant(not known) if known is not None else DATA
    if operator == "defined":
        return _is_defined(values[0])
    for value in values:
        misuses.used(frame, value, "text" if operator == "format" else operator)
    if operator in ("is", "is not"):
        if values[1] == NONE:
            return _is_none(values[0], operator == "is")
        return Constant(operator == "is not") if _are_different(values[0], values[1]) else DATA
    if operator in ("in", "not in"):
        contained(frame, values[1], values[0], at)
        known = _is_among(values[0], values[1])
        return DATA if known is None else Constant(known is (operator == "in"))
    if operator == "format":
        for value in values:
            special(frame, value, ("__format__", *TEXT), [DATA], at)
        if all(isinstance(value, Constant) for value in values):
            return Constant("".join(str(value.value) for value in values if isinstance(value, Constant)))
        return DATA
    constant = _of_constants(operator, values)
    if constant is not None:
        return constant
    if operator in _SIGNS:
        return special(frame, values[0], (_SIGNS[operator],), [], at) or DATA
    result = values[0]
    for value in values[1:]:
        result = _pair(frame, operator, result, value, at)
    return result


def _of_constants(operator: str, values: list[Value]) -> Value | None:
    known = [value.value for value in values if isinstance(value, Constant)]
    if len(known) < len(values):
        return None
    if operator in ("==", "!=") and len(values) == 2:
        return Constant((values[0] == values[1]) == (operator == "=="))
    if operator == "+" and all(isinstance(text, str) for text in known):
        return Constant("".join(str(text) for text in known))
    if operator == "unary -" and type(known[0]) is int:
        return Constant(-known[0])
    return DATA


def _pair(frame: Frame, operator: str, left: Value, right: Value, at: ir.At) -> Value:
    """One application of an operator: a method of either operand, or what the built-in classes do."""
    forward, backward = _METHODS.get(operator, ((), ()))
    called = special(frame, left, forward, [right], at)
    if called is None:
        called = special(frame, right, backward, [left], at)
    if called is not None:
        return called
    if operator in ("+", "|", "+=", "|="):
        containers = [value for value in (left, right) if isinstance(value, Container)]
        if operator in ("|", "|=") and len(containers) == 2 and all(each.kind == "dict" for each in containers):
            return merged(spread(each) for each in containers)
        if containers:
            elements = [each.element for each in containers]
            if operator == "+=" and not isinstance(right, Container):
                elements.append(iteration.iterate(frame, right, at))
            return Container(containers[0].kind, join(elements))
    if operator.endswith("=") and operator not in _COMPARISONS:
        instances = [value for value in (left, right) if isinstance(value, Instance)]
        return instances[0] if instances else DATA
    return DATA


def special(frame: Frame, value: Value, names: tuple[str, ...], given: list[Value], at: ir.At) -> Value | None:
    """What the first of these special methods gives that the value's class has; None where none is to be followed."""
    if not any(_method(frame, part, names) for part in alternatives(value)):
        return None
    return frame.interpreter.calls.each(frame, value, lambda part: _call(frame, part, names, given, at))


def _call(frame: Frame, value: Value, names: tuple[str, ...], given: list[Value], at: ir.At) -> Value:
    name = _method(frame, value, names)
    if not isinstance(value, Instance) or not name:
        return DATA
    return frame.interpreter.calls.call_method(frame, value, name, Arguments(list(given), {}), at)


def _method(frame: Frame, value: Value, names: tuple[str, ...]) -> str:
    if not isinstance(value, Instance):
        return ""
    return next((name for name in names if frame.interpreter.classes.follows(value.cls, name)), "")


def tested(frame: Frame, value: Value, at: ir.At) -> bool | None:
    """Whether a value is surely true or surely false, its `__bool__` or `__len__` called."""
    special(frame, value, ("__bool__", "__len__"), [], at)
    misuses.used(frame, value, "tested")
    return truth(frame, value)


def contained(frame: Frame, container: Value, item: Value, at: ir.At) -> None:
    """`item in container`: asks `__contains__`, or iterates what has none."""
    if isinstance(container, Generator):
        iteration.iterate(frame, container, at)
    elif special(frame, container, ("__contains__",), [item], at) is None:
        for part in alternatives(container):
            if isinstance(part, Instance) and frame.interpreter.classes.find(part.cls, "__contains__") is None:
                iteration.iterate(frame, part, at)


def _are_different(left: Value, right: Value) -> bool:
    """Whether two values are constants of which no pair is equal: then they are not one object either."""
    mine, others = alternatives(left), alternatives(right)
    if not all(isinstance(part, Constant) for part in (*mine, *others)):
        return False
    return not any(part.value == other.value for part in mine for other in others)  # type: ignore[union-attr]


def _is_among(item: Value, container: Value) -> bool | None:
    """Whether constants are surely among what a tuple, or a dictionary with known keys, holds; None if that is open."""
    wanted = alternatives(item)
    if not isinstance(container, Container) or container.site is not None or container.kind not in ("tuple", "dict"):
        return None
    held = container.keys if container.kind == "dict" else container.items
    if held is None or not all(isinstance(part, Constant) for part in (*wanted, *held)):
        return None
    found = {any(part.value == each.value for each in held) for part in wanted}  # type: ignore[union-attr]
    return found.pop() if len(found) == 1 else None


def _is_none(value: Value, positive: bool) -> Value:
    parts = alternatives(value)
    if all(part == NONE for part in parts):
        return Constant(positive)
    if all(_is_something(part) for part in parts):
        return Constant(not positive)
    return DATA


def _is_defined(value: Value) -> Value:
    """Whether a template is given something; what it is not given is an empty text."""
    if isinstance(value, Constant):
        return Constant(value.value != "")
    return Constant(True) if _is_something(value) else DATA


def _is_something(value: Value) -> bool:
    if isinstance(value, Data):
        return not value.nullable
    return isinstance(value, (Instance, ClassValue, FunctionValue, Container)) or (
        isinstance(value, Constant) and value != NONE
    )
