"""What calling a class of the facts gives: an object with the type arguments that the call settles."""

from __future__ import annotations

from dataclasses import replace

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.handed import Handing
from asyncdb_lint.semantics.library import choose, given_by_name, hand_over, happens, is_in_greenlet, solve
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.summary import Block
from asyncdb_lint.semantics.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Origin,
    Outside,
    Place,
    Unknown,
    Value,
)


def construct(frame: Frame, callee: ClassValue, arguments: Arguments, at: ir.At) -> Value:
    """What calling a class of the facts gives."""
    cls = callee.cls
    variables = dict(zip(frame.interpreter.classes.parameters(cls), callee.arguments))
    found = frame.interpreter.classes.find(cls, "__init__")
    result = Instance(cls, callee.arguments)
    if found is not None and isinstance(found[1], FunctionValue) and found[0].module.is_facts:
        method = replace(found[1], receiver=result)
        node = choose(frame, method, arguments)
        given = given_by_name(node, method, arguments)
        effects = frame.interpreter.effects.of(node)
        if effects.io and happens(effects.when, given) and not is_in_greenlet(method, given):
            steps = (Place(f"{cls.name}()", frame.path, at),)
            frame.blocks.append(Block(effects.io, f"{cls.name}()", at, steps, raises=effects.raises))
        if not callee.arguments:
            solve(frame, method.module, node, given, variables)
        hand_over(frame, Handing(method, node, given, arguments, variables), variables, at)
        if not callee.arguments:
            result = _constructed(frame, method, node, result, variables)
        if is_in_greenlet(method, given):
            result = replace(result, in_greenlet=True)
    base = frame.interpreter.classes.unknown_base(cls)
    if isinstance(base, Outside) and found is None:
        return base
    return replace(result, origin=Origin(Place(f"{cls.name}()", frame.path, at)))


def _constructed(
    frame: Frame, method: FunctionValue, node: ir.Function, plain: Instance, variables: dict[str, Value]
) -> Instance:
    """The type arguments: what `self` is annotated as in the overload, else what the arguments settle."""
    annotation = node.parameters[0].annotation if node.parameters else None
    if annotation is not None:
        scope = frame.interpreter.scope(replace(method, node=node))
        value = frame.interpreter.annotations.value(scope, annotation, variables, plain)
        if isinstance(value, Instance):
            parts = tuple(_made(part) for part in value.arguments)
            return replace(plain, arguments=parts)
    names = frame.interpreter.classes.parameters(plain.cls)
    if any(name in variables for name in names):
        unknown = Unknown("type argument is missing")
        return replace(plain, arguments=tuple(_made(variables.get(name, unknown)) for name in names))
    return plain


def _made(value: Value) -> Value:
    return replace(value, made=True) if isinstance(value, Instance) else value
