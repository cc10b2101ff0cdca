"""What of a value tells one context of a function from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import flatten
from asyncdb_lint.lowering import ir
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
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.deciding import Deciding
    from asyncdb_lint.semantics.frame import Frame

_REMEMBERED = tuple(f"_stripped_at_{depth}" for depth in range(5))
"""Where a value keeps its stripped form; deeper than the last, depth makes no difference."""
MAXIMUM_CONTEXTS = 8
CONTEXT_LINES = 1200
RUN_LINES = 2400
CLOSURE_LINES = 24000
TRY_LINES = 240
"""Long functions have fewer contexts: about this many lines are interpreted for one function and closure, for what one
function has beyond one context for each closure, for those, and for guesses about recursion."""
FEW = 4
"""Built-in containers that list more do not tell contexts apart by their texts."""
TEXTS = "texts"
GENERAL = "general"

Key = tuple[object, ...]


class Contexts:
    """Tells the contexts of functions apart, and counts them.

    Texts and numbers tell contexts apart in the parameters that decide by them, up to a number of contexts; beyond it
    they are not known.
    """

    def __init__(self, deciding: Deciding) -> None:
        self._deciding = deciding
        self._counts: dict[tuple[ir.Function, Frame | None], int] = {}
        self._texts: dict[tuple[ir.Function, Frame | None], set[Key]] = {}
        self._runs: dict[ir.Function, dict[bool, int]] = {}

    def distinguish(self, function: FunctionValue, bound: dict[str, Value]) -> tuple[Key, dict[str, Value]]:
        """The key of a context, and the parameter values in it: two contexts with the same key run alike."""
        node = function.node
        plain = (node, function.closure, *(stripped(value) for value in bound.values()))
        listed = [name for name, value in bound.items() if _is_listed(value)]
        if not listed:
            return plain, bound
        deciding = self._deciding.parameters(node)
        texts = [bound[name] for name in listed if name in deciding or node.name in _TAKES_A_NAME]
        if not texts:
            return plain, bound
        key = (node, function.closure, TEXTS, *texts, *plain[2:])
        known = self._texts.setdefault((node, function.closure), set())
        if key in known or len(known) < _maximum_texts(node):
            known.add(key)
            return key, bound
        return plain, {name: stripped(value) if name in listed else value for name, value in bound.items()}

    def take(self, function: FunctionValue, bound: Mapping[str, Value], key: Key) -> bool:
        """Count one more context; False where there is no room for it."""
        if _is_of_texts(key):
            return True
        place = (function.node, function.closure)
        count = self._counts.get(place, 0)
        runs = self._runs.setdefault(function.node, {True: 0, False: 0})
        if not _has_room(function.node, bound, count, runs):
            return False
        self._counts[place] = count + 1
        runs[count == 0] += 1
        return True

    def forget(self, function: FunctionValue, key: Key) -> None:
        """A context that is worked out again is not another one."""
        place = (function.node, function.closure)
        count = self._counts.get(place, 0)
        if count and not _is_of_texts(key) and key[1] != GENERAL:
            self._counts[place] = count - 1
            self._runs[function.node][count == 1] -= 1


def _is_of_texts(key: Key) -> bool:
    return len(key) > 2 and key[2] is TEXTS


def _maximum_texts(node: ir.Function) -> int:
    return max(2, min(2 * MAXIMUM_CONTEXTS, CONTEXT_LINES // node.lines))


def _is_listed(value: Value) -> bool:
    """Whether a value is a text or number, one of a few, or a built-in container that lists some."""
    if isinstance(value, Constant):
        return isinstance(value.value, str) or type(value.value) is int
    if isinstance(value, Union):
        return all(isinstance(part, Constant) for part in value.alternatives)
    if not isinstance(value, Container) or value.items is None or len(value.items) > FEW:
        return False
    return any(isinstance(part, Constant) for part in value.items)


_TAKES_A_NAME = frozenset({"__getattr__", "__getattribute__"})
"""Methods whose result hangs on the very text that they are given."""


def _has_room(node: ir.Function, bound: Mapping[str, Value], of_closure: int, of_all: Mapping[bool, int]) -> bool:
    """Whether a function may have one more context; `of_all` counts the first and the further ones of all closures.

    A project has as many closures of a decorator's wrapper as functions that are decorated, and as many contexts of
    the decorator: what the first ones use up must not be missing for the last.
    """
    given = (frozenset(alternatives(value)) - {NONE} for value in bound.values())
    is_decorator = any(each and all(isinstance(part, FunctionValue) for part in each) for each in given)
    closures = max(MAXIMUM_CONTEXTS, CLOSURE_LINES // _own_lines(node))
    if of_closure == 0:
        return of_all.get(True, 0) < closures
    if is_decorator:
        return of_all.get(False, 0) < closures
    if of_all.get(False, 0) >= max(MAXIMUM_CONTEXTS, RUN_LINES // node.lines):
        return False
    return node.name in _TAKES_A_NAME or of_closure < max(2, min(MAXIMUM_CONTEXTS, CONTEXT_LINES // node.lines))


def carries(value: Value) -> bool:
    """Whether a value carries a handle, a function or a decision (True, False, None) into a call."""
    if isinstance(value, Union):
        return any(not isinstance(part, Constant) and carries(part) for part in value.alternatives)
    if isinstance(value, Constant):
        return value.value is None or isinstance(value.value, bool)
    if isinstance(value, Container):
        return not isinstance(value.element, Constant) and carries(value.element)
    return not isinstance(value, (Data, Unknown, Outside))


def of_any_object(receiver: Value) -> Value:
    """The receiver of a method without what sets one object apart from another of its class."""
    return Instance(receiver.cls, receiver.arguments) if isinstance(receiver, Instance) else receiver


def _own_lines(node: ir.Function) -> int:
    """The lines of a function without the functions inside of it, which are interpreted on their own."""
    inside = sum(each.lines for each in flatten(node.body) if isinstance(each, ir.Function))
    return max(1, node.lines - inside)


def maximum_tries(node: ir.Function) -> int:
    """How often a context that rests on a guess about recursion is worked out again."""
    return min(2, TRY_LINES // node.lines)


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
        return Instance(value.cls, arguments, fields, made, value.in_greenlet, state=value.state)
    if isinstance(value, Container):
        if not carries(value):
            is_empty = value.kind == "tuple" and value.items == ()
            return Container(value.kind, NULLABLE, () if is_empty else None, site=value.site)
        element = stripped(value.element, depth + 1)
        if value.items is None or depth > 2 or not any(carries(part) for part in value.items):
            return Container(value.kind, element, site=value.site)
        items = tuple(stripped(part, depth + 1) for part in value.items)
        return Container(value.kind, element, items, value.keys, value.site)
    if isinstance(value, Union):
        return _stripped_union(value, depth)
    if isinstance(value, Unknown):
        return Unknown("argument")
    return value


def shallow(value: Value) -> Value:
    """A value as it is kept for other code: of an object's fields those that hold library objects or functions."""
    if isinstance(value, Instance) and not value.cls.module.is_facts and value.fields:
        return replace(value, fields=tuple((name, part) for name, part in value.fields if _is_leaf(part)))
    if isinstance(value, FunctionValue) and isinstance(value.receiver, Instance):
        return replace(value, receiver=shallow(value.receiver))
    if isinstance(value, Container):
        return Container(value.kind, shallow(value.element))
    if isinstance(value, Union):
        return join((shallow(part) for part in value.alternatives), value.declared)
    return value


def _is_leaf(value: Value) -> bool:
    return all(
        (isinstance(part, Instance) and part.cls.module.is_facts)
        or (isinstance(part, FunctionValue) and part.receiver is None)
        or part == NONE
        for part in alternatives(value)
    )


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


def is_interesting(value: Value) -> bool:
    """Whether a field is worth remembering per object: it is more than plain data."""
    return not isinstance(value, (Unknown, Data, Constant, Outside))


def interesting_fields(fields: Iterable[tuple[str, Value]]) -> tuple[tuple[str, Value], ...]:
    """The fields worth remembering in an instance, by name; of several values of one name the last."""
    kept = {name: value for name, value in fields if is_interesting(value)}
    return tuple(sorted(kept.items(), key=lambda pair: pair[0]))
