"""What built-in containers give: items by position and key, and the results of their methods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from asyncdb_lint.semantics.orm.carried import holds
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    NOTHING,
    NULLABLE,
    Awaitable,
    CallableValue,
    Constant,
    Container,
    Generator,
    Unknown,
    Value,
    alternatives,
    is_plain,
    join,
)

_ELEMENT_METHODS = frozenset({"pop", "popleft", "popitem", "__getitem__"})
_SAME_METHODS = frozenset({"copy", "union", "intersection", "difference", "__enter__", "__iter__", "__reversed__"})


def container_attribute(value: Container, name: str) -> CallableValue:
    """A method of a container, as something that gives its result when it is called."""
    element = Unknown("nothing was seen put into it") if value.element is NOTHING else value.element
    if value.kind == "dict":
        if name in ("get", "setdefault", "pop"):
            is_lookup = value.site is not None and value.items is None
            return CallableValue(join([element, NONE]) if name == "get" else element, is_lookup=is_lookup)
        if name == "values":
            return CallableValue(Container("list", value.element, value.items))
        if name == "items":
            return CallableValue(
                Container("list", Container("tuple", join([DATA, value.element]), (DATA, value.element)))
            )
        if name == "keys":
            return CallableValue(Container("list", DATA))
    if name in _ELEMENT_METHODS:
        return CallableValue(value.element)
    if name in _SAME_METHODS:
        return CallableValue(value)
    return CallableValue(NULLABLE)


def generator_attribute(value: Generator, name: str) -> Value:
    """A method of a generator; stepping a synchronous one runs its body."""
    if name in ("__next__", "send"):
        return CallableValue(value.element, iterated=value)
    if name in ("__anext__", "asend"):
        return CallableValue(Awaitable(value.element))
    if name in ("__iter__", "__aiter__"):
        return CallableValue(value)
    return CallableValue(Awaitable(NONE) if name in ("aclose", "athrow") else NONE)


def item(value: Container, index: Value) -> Value:
    """`container[index]`."""
    if isinstance(index, Constant):
        if value.kind == "dict" and value.keys is not None and value.items is not None:
            for key, each in zip(value.keys, value.items):
                if key == index:
                    return each
        elif value.items is not None and type(index.value) is int and value.kind in ("list", "tuple"):
            if -len(value.items) <= index.value < len(value.items):
                return value.items[index.value]
    return value.element


def with_element(value: Container, added: Value, key: Value | None = None) -> Container:
    """The container after something was put into it, into a dict under a key.

    Keys are worth their price where mapped objects are in the dict; one that is not known stands for what else is in it.
    """
    element = added if value.items == () else join([value.element, added])
    if value.kind != "dict" or key is None or value.site is not None or not (holds(added) or holds(value)):
        return Container(value.kind, element, site=value.site)
    if value.items is not None and value.keys is not None:
        return merged([(value.keys, value.items), ((key,), (added,))])
    return merged([((DATA,), (value.element,)), ((key,), (added,))])


def merged(parts: Iterable[tuple[Iterable[Value], Iterable[Value]]]) -> Container:
    """A dict of the keys and values of several; what comes later replaces what was there."""
    listed = [(tuple(keys), tuple(values)) for keys, values in parts]
    held = [value for _, values in listed for value in values]
    if not any(holds(value) for value in held):
        return Container("dict", join(held) if held else NOTHING)
    found: dict[Value, Value] = {}
    for keys, values in listed:
        for key, value in zip(keys, values):
            known = isinstance(key, Constant) or key not in found
            found[key] = value if known else join([found[key], value])
    return mapping(list(found), list(found.values()))


def spread(value: Value) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """The keys and values that `**value` gives to a dict."""
    if isinstance(value, Container) and value.keys is not None and value.items is not None:
        return value.keys, value.items
    elements = [part.element if isinstance(part, Container) else part for part in alternatives(value)]
    return (DATA,), (join(elements),)


def without_item(value: Container, index: Value) -> Container:
    """The container after `del container[index]`."""
    if value.items is None:
        return value
    number = -1
    if isinstance(index, Constant) and value.kind == "dict" and value.keys is not None:
        number = value.keys.index(index) if index in value.keys else -1
    elif isinstance(index, Constant) and type(index.value) is int and -len(value.items) <= index.value:
        number = index.value + len(value.items) * (index.value < 0)
    if not 0 <= number < len(value.items):
        return replace(value, items=None, keys=None)
    items = (*value.items[:number], *value.items[number + 1 :])
    keys = (*value.keys[:number], *value.keys[number + 1 :]) if value.keys is not None else None
    return replace(value, element=join(items) if items else NOTHING, items=items, keys=keys)


def display(kind: str, items: list[Value]) -> Container:
    """A list, tuple or set display; what is inside nested data is not told apart."""
    if kind != "tuple" or len(items) > 16 or any(value.items != () for value in items if isinstance(value, Container)):
        items = [DATA if isinstance(value, Container) and is_plain(value) else value for value in items]
    if len(items) > 16 or (items and all(is_plain(value) for value in items) and len(items) > 4):
        return Container(kind, join(items))
    return Container(kind, join(items) if items else NOTHING, tuple(items))


def mapping(keys: list[Value], values: list[Value]) -> Container:
    """A dict display with known keys."""
    values = [DATA if isinstance(value, Container) and is_plain(value) else value for value in values]
    if not values:
        return Container("dict", NOTHING, (), ())
    decides = len(values) <= 4 and any(isinstance(each, Constant) and type(each.value) is bool for each in values)
    if len(values) > 64 or (all(is_plain(value) for value in values) and not decides):
        return Container("dict", NULLABLE if all(is_plain(value) for value in values) else join(values))
    return Container("dict", join(values), tuple(values), tuple(keys))
