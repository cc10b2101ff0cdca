"""What of a value tells one context of a function from another."""

from __future__ import annotations

from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    NULLABLE,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Generator,
    Instance,
    Outside,
    Union,
    Unknown,
    Value,
    carries,
    join,
)

_REMEMBERED = tuple(f"_stripped_at_{depth}" for depth in range(5))
"""Where a value keeps its stripped form; deeper than the last, depth makes no difference."""


def stripped(value: Value, depth: int = 0) -> Value:
    """The value as a context of a summary: what does not change how code runs is dropped.

    Texts and numbers become Data, nested fields are cut off at a small depth, and containers without functions,
    classes or database handles lose their items, so that a function has few contexts.
    """
    kind = type(value)
    if kind is Data or kind is FunctionValue or kind is ClassValue or kind is Outside:
        return value
    if isinstance(value, (Instance, Container, Generator, Union)):
        # Values share their parts: without remembering, each part would be stripped once for every way that leads to it.
        name = _REMEMBERED[min(depth, len(_REMEMBERED) - 1)]
        known: Value | None = value.__dict__.get(name)
        if known is None:
            known = value.__dict__[name] = _stripped(value, depth)
        return known
    return _stripped(value, depth)


def _stripped(value: Value, depth: int) -> Value:
    if isinstance(value, Constant):
        return DATA if isinstance(value.value, str) or type(value.value) is int else value
    if isinstance(value, Instance):
        fields = () if depth > 3 else tuple((key, stripped(part, depth + 1)) for key, part in value.fields)
        arguments = () if depth > 3 else tuple(stripped(part, depth + 1) for part in value.arguments)
        made = value.made and value.cls.is_handle
        return Instance(value.cls, arguments, fields, made, value.in_greenlet)
    if isinstance(value, Container):
        if not carries(value):
            return Container(value.kind, NULLABLE)
        element = stripped(value.element, depth + 1)
        if value.items is None or depth > 2 or not any(carries(part) for part in value.items):
            return Container(value.kind, element)
        return Container(value.kind, element, tuple(stripped(part, depth + 1) for part in value.items), value.keys)
    if isinstance(value, Union):
        return _stripped_union(value, depth)
    if isinstance(value, Unknown):
        return Unknown("argument")
    return value


def _stripped_union(value: Union, depth: int) -> Value:
    """Of the alternatives that carry nothing one is kept: unknown if there is one, else plain data."""
    kept: list[Value] = []
    rest: list[Value] = []
    for part in value.alternatives:
        if part == NONE or carries(part):
            kept.append(stripped(part, depth))
        else:
            rest.append(part)
    if rest:
        is_data = all(isinstance(part, (Data, Constant, Container)) for part in rest)
        nullable = any(isinstance(part, Data) and part.nullable for part in rest)
        kept.append(Data(nullable) if is_data else Unknown("argument"))
    return join(kept, value.declared)
