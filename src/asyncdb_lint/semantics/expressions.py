"""What expressions give: one function per operation of the lowered form, in one dispatch table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration, misuses
from asyncdb_lint.semantics.classes import CONSTRUCTORS
from asyncdb_lint.semantics.containers import display, item, mapping, merged, spread
from asyncdb_lint.semantics.contexts import interesting_fields
from asyncdb_lint.semantics.environment import assign, narrow, place_of
from asyncdb_lint.semantics.frame import Frame, join_environments
from asyncdb_lint.semantics.kept import chosen
from asyncdb_lint.semantics.operators import operate, tested
from asyncdb_lint.semantics.orm import assigning, reading
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Generator,
    Instance,
    PartialValue,
    Union,
    Unknown,
    Value,
    alternatives,
    join,
    without_none,
)


def evaluate(frame: Frame, node: ir.Expr) -> Value:
    """The value of an expression in a frame; what evaluating it runs into is added to the frame."""
    return EXPRESSIONS[type(node)](frame, node)


def _name(frame: Frame, node: ir.Name) -> Value:
    value = frame.interpreter.names.name(frame, node.id)
    if isinstance(value, (Container, Union)):
        value = frame.interpreter.kept.opened(value)
    value = reading.named(frame, value)
    if node.id == frame.self_name and isinstance(value, Instance):
        return _as_stored(frame, value)
    return _as_used(frame, node.id, value)


def _as_stored(frame: Frame, value: Instance) -> Instance:
    """`self` in a constructor: the object that is being made has the fields that are stored so far."""
    if frame.node is None or frame.node.name not in CONSTRUCTORS or not frame.fields:
        return value
    stored = ((name, join(values)) for name, values in frame.fields.items())
    return replace(value, fields=interesting_fields((*value.fields, *stored)))


def _as_used(frame: Frame, place: str, value: Value) -> Value:
    """What the function's other uses of a place tell of its value.

    A handle that only an annotation calls synchronous is asynchronous where its methods are awaited; something
    unknown that is subscripted with a text is a mapping.
    """
    node = frame.node
    if node is None or not (node.awaited or node.keyed):
        return value
    if isinstance(value, Unknown) and place in node.keyed:
        return Container("dict", value)
    if not node.awaited:
        return value
    for part in alternatives(value):
        if isinstance(part, Instance) and not part.made:
            prefix = place + "."
            methods = [entry.removeprefix(prefix) for entry in node.awaited if entry.startswith(prefix)]
            return frame.interpreter.attributes.corrected(value, frozenset(methods))
    return value


def _const(frame: Frame, node: ir.Const) -> Value:
    return Constant(node.value) if node.value is not None or node.kind == "NoneType" else DATA


def _attribute(frame: Frame, node: ir.Attribute) -> Value:
    place = place_of(node)
    if place is not None:
        known = frame.get(place)
        if known is not None:
            return _as_used(frame, place, known)
    value = evaluate(frame, node.value)
    if frame.path == frame.interpreter.observations.watched:
        frame.interpreter.observations.watch_read(frame.path, node.at, node.attr, value)
    misuses.attribute(frame, node, value)
    get = frame.interpreter.attributes.get if frame.rendering is None else frame.interpreter.templates.attribute
    result = reading.attribute(frame, node, value, get(frame, value, node.attr, node.at))
    if isinstance(result, (Container, Union)):
        result = frame.interpreter.kept.opened(result)
    return _as_used(frame, place, result) if place is not None else result


def _call(frame: Frame, node: ir.Call) -> Value:
    return frame.interpreter.calls.expression(frame, node)


def _await(frame: Frame, node: ir.Await) -> Value:
    if isinstance(node.value, ir.Call):
        value = frame.interpreter.calls.awaited(frame, node.value)
    else:
        value = evaluate(frame, node.value)
        if isinstance(node.value, ir.Attribute):
            assigning.awaitable(frame, node.value)
    return iteration.awaited(frame, value, node.at)


def _subscript(frame: Frame, node: ir.Subscript) -> Value:
    value = evaluate(frame, node.value)
    misuses.used(frame, value, "index")
    if any(isinstance(part, ClassValue) for part in alternatives(value)):
        return frame.interpreter.calls.each(frame, value, lambda part: _generic(frame, part, node))
    index = evaluate(frame, node.index)
    return join(_item(frame, part, index, node) for part in alternatives(without_none(value)))


def _generic(frame: Frame, value: Value, node: ir.Subscript) -> Value:
    if not isinstance(value, ClassValue):
        return value
    member = frame.interpreter.enumerations.any_member(value)
    if member is not None:
        return member
    own = frame.interpreter.classes.find(value.cls, "__class_getitem__")
    if own is not None and isinstance(own[1], FunctionValue) and not own[0].module.is_facts:
        given = Arguments([evaluate(frame, node.index)], {})
        return frame.interpreter.calls.call(frame, replace(own[1], receiver=value), given, node.at)
    index = node.index
    items = index.items if isinstance(index, ir.Sequence) and index.kind == "tuple" else [index]
    return ClassValue(value.cls, tuple(frame.interpreter.annotations.value(frame, each) for each in items))


def _item(frame: Frame, value: Value, index: Value, node: ir.Subscript) -> Value:
    if isinstance(value, Container):
        if isinstance(node.index, ir.Sequence) and node.index.kind == "slice":
            return Container(value.kind, value.element)
        found = item(value, index)
        is_lookup = value.site is not None and value.kind == "dict" and value.items is None
        return chosen(frame, found, index) if is_lookup else found
    if isinstance(value, Instance):
        if isinstance(index, Constant) and index.value in frame.interpreter.classes.keys(value.cls):
            return frame.interpreter.attributes.get(frame, value, str(index.value), node.at)
        named = frame.interpreter.classes.named_fields(value.cls)
        number = index.value if isinstance(index, Constant) else None
        if named and isinstance(number, int) and -len(named) <= number < len(named):
            return frame.interpreter.attributes.get(frame, value, named[number], node.at)
        key = frame.interpreter.open_objects.key(value, index)
        if key:
            return frame.interpreter.open_objects.read(value, key)
        return frame.interpreter.calls.call_method(frame, value, "__getitem__", Arguments([index], {}), node.at)
    if isinstance(value, Constant):
        return DATA
    if isinstance(value, FunctionValue):
        return Unknown("function is subscripted")
    return value


def _sequence(frame: Frame, node: ir.Sequence) -> Value:
    if node.kind == "slice":
        for part in node.items:
            evaluate(frame, part)
        return DATA
    items: list[Value] = []
    starred = False
    for part in node.items:
        if isinstance(part, ir.Starred):
            starred = True
            items.append(iteration.iterate(frame, evaluate(frame, part.value), part.at))
        else:
            items.append(evaluate(frame, part))
    if starred:
        return Container(node.kind, join(items))
    return display(node.kind, items)


def _mapping(frame: Frame, node: ir.Mapping) -> Value:
    parts: list[tuple[tuple[Value, ...], tuple[Value, ...]]] = []
    for key, value in zip(node.keys, node.values):
        given = evaluate(frame, value)
        parts.append(spread(given) if key is None else ((evaluate(frame, key),), (given,)))
    if any(key is None for key in node.keys):
        return merged(parts)
    return mapping([key for keys, _ in parts for key in keys], [each for _, values in parts for each in values])


def _starred(frame: Frame, node: ir.Starred) -> Value:
    return evaluate(frame, node.value)


def _lambda(frame: Frame, node: ir.Lambda) -> Value:
    return with_defaults(frame, node.function, FunctionValue(node.function, frame.module, None, None, frame))


def with_defaults(frame: Frame, node: ir.Function, value: Value) -> Value:
    """A function that running code defines: a default that names a variable keeps what the variable held."""
    kept: dict[str, Value] = {}
    for parameter in node.parameters:
        if isinstance(parameter.default, ir.Name) and frame.node is not None and isinstance(value, FunctionValue):
            default = evaluate(frame, parameter.default)
            if isinstance(default, (Instance, FunctionValue, PartialValue, ClassValue)):
                kept[parameter.name] = default
    return PartialValue(value, (), tuple(kept.items())) if kept else value


def _comprehension(frame: Frame, node: ir.Comprehension) -> Value:
    if frame.environment is None:
        return Unknown("unreachable")
    clause = node.clauses[0]
    first = evaluate(frame, clause.iterable)
    before = dict(frame.environment)
    if node.kind == "generator":
        # The first iterable is asked for its iterator here; the rest runs when the generator is iterated.
        first = first if clause.is_async else iteration.iterator(frame, first, clause.at)
        with frame.capture() as blocks:
            element = _elements(frame, node, first)
        frame.environment = before
        is_async = any(each.is_async for each in node.clauses)
        return Generator(element, is_async, blocks=tuple(blocks), words="a generator expression")
    element = _elements(frame, node, first)
    frame.environment = before
    return Container(node.kind, element)


def _elements(frame: Frame, node: ir.Comprehension, first: Value) -> Value:
    for number, clause in enumerate(node.clauses):
        iterable = evaluate(frame, clause.iterable) if number else first
        misuses.iterated(frame, iterable, clause.at, clause.is_async)
        reading.consumed(frame, iterable, clause.at)
        iterable = frame.interpreter.orm.iterated(frame, iterable, clause.at)
        take = iteration.iterate_async if clause.is_async else iteration.iterate
        assign(frame, clause.target, take(frame, iterable, clause.at))
        for condition in clause.conditions:
            tested(frame, evaluate(frame, condition), clause.at)
            narrow(frame, condition, True)
            if frame.environment is None:
                return Unknown("unreachable")
    values = [evaluate(frame, element) for element in node.elements]
    return values[-1]


def _conditional(frame: Frame, node: ir.Conditional) -> Value:
    test = tested(frame, evaluate(frame, node.test), node.at)
    if frame.environment is None or frame.is_open(node.test):
        return Unknown("unreachable")
    before = frame.environment
    results: list[Value] = []
    ends = []
    for holds, branch in ((True, node.body), (False, node.orelse)):
        if test is (not holds):
            continue
        frame.environment = dict(before)
        narrow(frame, node.test, holds)
        if frame.environment is not None:
            results.append(evaluate(frame, branch))
        if frame.environment is not None:
            ends.append(frame.environment)
    frame.environment = join_environments(ends) if ends else before
    return join(results)


def _boolean(frame: Frame, node: ir.Boolean) -> Value:
    if frame.environment is None:
        return Unknown("unreachable")
    before = dict(frame.environment)
    results: list[Value] = []
    goes_on = node.operator == "and"
    for number, operand in enumerate(node.operands):
        value = evaluate(frame, operand)
        if number == len(node.operands) - 1:
            results.append(value)
            break
        known = tested(frame, value, node.at)
        if known is not None and known is not goes_on:
            results.append(value)
            break
        if node.operator == "or":
            results.append(without_none(value) if value != NONE else value)
            if value == NONE:
                results.pop()
        else:
            results.append(DATA if known is None else value)
        narrow(frame, operand, goes_on)
        if frame.environment is None:
            break
    if frame.environment is not None and len(frame.environment) > len(before):
        for place, value in frame.environment.items():  # what a walrus bound stays
            before.setdefault(place, value)
    frame.environment = before
    return join(results)


def _operation(frame: Frame, node: ir.Operation) -> Value:
    values = [evaluate(frame, operand) for operand in node.operands]
    return operate(frame, node.operator, values, node.at)


def _walrus(frame: Frame, node: ir.Walrus) -> Value:
    value = evaluate(frame, node.value)
    assign(frame, node.target, value)
    return value


def _yield(frame: Frame, node: ir.Yield) -> Value:
    if node.value is None:
        frame.yields.append(NONE)
    elif node.is_from:
        frame.yields.append(iteration.iterate(frame, evaluate(frame, node.value), node.at))
    else:
        frame.yields.append(evaluate(frame, node.value))
    return Unknown("sent to a generator")


EXPRESSIONS: Mapping[type[Any], Callable[[Frame, Any], Value]] = MappingProxyType(
    {
        ir.Name: _name,
        ir.Const: _const,
        ir.Attribute: _attribute,
        ir.Call: _call,
        ir.Await: _await,
        ir.Subscript: _subscript,
        ir.Sequence: _sequence,
        ir.Mapping: _mapping,
        ir.Starred: _starred,
        ir.Lambda: _lambda,
        ir.Comprehension: _comprehension,
        ir.Conditional: _conditional,
        ir.Boolean: _boolean,
        ir.Operation: _operation,
        ir.Walrus: _walrus,
        ir.Yield: _yield,
    }
)
