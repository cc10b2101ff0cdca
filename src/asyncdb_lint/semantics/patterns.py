"""What the patterns of `match` ask of a value: which alternatives fit, what names are bound to, what is left after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration
from asyncdb_lint.semantics.classes import declared_fields
from asyncdb_lint.semantics.containers import item
from asyncdb_lint.semantics.environment import element, instances_of, is_other, unpack
from asyncdb_lint.semantics.frame import Frame, join_environments
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Instance,
    Outside,
    Unknown,
    Value,
    alternatives,
    join,
)


def match(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    """Bind what a pattern binds; the value where the pattern fits, or None where it surely does not."""
    fitting = _MATCHES[pattern.kind](frame, pattern, value)
    if fitting is not None and pattern.name is not None:
        frame.set(pattern.name, fitting)
    return fitting


def rest(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    """What a value may be where the pattern did not fit; None where it always fits."""
    if pattern.kind == "any":
        return None
    if pattern.kind == "or":
        left: Value | None = value
        for part in pattern.parts:
            left = rest(frame, part, left) if left is not None else None
        return left
    kept = list(alternatives(value))
    if pattern.kind == "value":
        from asyncdb_lint.semantics.expressions import evaluate

        wanted = evaluate(frame, pattern.keys[0])
        kept = [part for part in kept if not (isinstance(wanted, Constant) and part == wanted)]
    elif pattern.kind == "class" and not pattern.parts:
        classes = _classes(frame, pattern)
        is_subclass = frame.interpreter.classes.is_subclass
        kept = [
            part
            for part in kept
            if not (isinstance(part, Instance) and any(is_subclass(part.cls, each.cls) for each in classes))
        ]
    return join(kept) if kept else None


def _any(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    return value


def _value(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    from asyncdb_lint.semantics.expressions import evaluate

    wanted = evaluate(frame, pattern.keys[0])
    if not isinstance(wanted, Constant):
        return value
    kept = [part for part in alternatives(value) if _may_equal(part, wanted)]
    return join(kept) if kept else None


def _may_equal(value: Value, wanted: Constant) -> bool:
    if isinstance(value, Constant):
        return value == wanted
    if wanted == NONE:
        return isinstance(value, (Unknown, Outside)) or (isinstance(value, Data) and value.nullable)
    return True


def _classes(frame: Frame, pattern: ir.Pattern) -> list[ClassValue]:
    """The classes that a pattern names; none where they are not all known."""
    from asyncdb_lint.semantics.expressions import evaluate

    parts = alternatives(evaluate(frame, pattern.keys[0]))
    known = [part for part in parts if isinstance(part, ClassValue)]
    return known if len(known) == len(parts) else []


def _class(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    classes = _classes(frame, pattern)
    fitting: Value = value
    if classes and classes[0].cls.module.name == "builtins":
        kept = [part for part in alternatives(value) if not is_other(frame, part, classes)]
        for part in pattern.parts if kept else ():
            match(frame, part, join(kept))
        return join(kept) if kept else None
    if classes:
        is_subclass = frame.interpreter.classes.is_subclass
        kept = [
            part
            for part in alternatives(value)
            if isinstance(part, Instance) and any(is_subclass(part.cls, each.cls) for each in classes)
        ]
        if not kept and all(is_other(frame, part, classes) for part in alternatives(value)):
            return None
        fitting = join(kept) if kept else join(instances_of(classes))
    count = len(pattern.parts) - len(pattern.attributes)
    positional = _positional(frame, classes[0], count) if classes and count else [None] * count
    for name, part in zip([*positional, *pattern.attributes], pattern.parts):
        found: Value = Unknown("part of a pattern")
        if name is not None and classes:
            found = frame.interpreter.attributes.get(frame, fitting, name, pattern.at)
        if match(frame, part, found) is None:
            return None
    return fitting


def _positional(frame: Frame, cls: ClassValue, count: int) -> list[str | None]:
    """The attributes behind positional patterns: `__match_args__`, else the fields of a generated constructor."""
    found = frame.interpreter.classes.find(cls.cls, "__match_args__")
    if found is not None and isinstance(found[1], Container) and found[1].items is not None:
        names = [str(part.value) for part in found[1].items if isinstance(part, Constant)]
    else:
        names = declared_fields(frame.interpreter.classes.order(cls.cls))
    return [*names[:count], *([None] * (count - len(names)))]


def _mapping(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    from asyncdb_lint.semantics.expressions import evaluate

    held = [part for part in alternatives(value) if not _is_no_mapping(part)]
    if not held:
        return None
    keys = [evaluate(frame, key) for key in pattern.keys]
    for key, part in zip(keys, pattern.parts):
        found = [_at_key(each, key) for each in held]
        known = [each for each in found if each is not None]
        if not known or match(frame, part, join(known)) is None:
            return None
    if pattern.rest is not None:
        frame.set(pattern.rest, join(_without(each, keys) for each in held))
    return join(held)


def _is_no_mapping(value: Value) -> bool:
    if isinstance(value, Container):
        return value.kind != "dict"
    return isinstance(value, (Constant, FunctionValue, ClassValue))


def _at_key(value: Value, key: Value) -> Value | None:
    """What a mapping holds under a key; None where it surely has no such key."""
    if not isinstance(value, Container):
        return value if isinstance(value, (Data, Outside, Unknown)) else Unknown("part of a pattern")
    known = value.keys is not None and isinstance(key, Constant) and all(isinstance(k, Constant) for k in value.keys)
    return None if known and value.keys is not None and key not in value.keys else item(value, key)


def _without(value: Value, keys: list[Value]) -> Value:
    if not isinstance(value, Container) or value.keys is None or value.items is None:
        return value if not isinstance(value, Container) else replace(value, keys=None, items=None)
    left = [(key, each) for key, each in zip(value.keys, value.items) if key not in keys]
    values = tuple(each for _, each in left)
    return Container("dict", join(values) if values else DATA, values, tuple(key for key, _ in left))


def _sequence(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    star = next((number for number, part in enumerate(pattern.parts) if part.kind == "star"), None)
    held = [part for part in alternatives(value) if _may_be_sequence(part, len(pattern.parts), star)]
    if not held:
        return None
    taken = unpack(iteration.unpacked(frame, join(held), pattern.at), len(pattern.parts), star)
    for part, found in zip(pattern.parts, taken):
        if match(frame, part, found) is None:
            return None
    return join(held)


def _may_be_sequence(value: Value, count: int, star: int | None) -> bool:
    if isinstance(value, Container) and value.items is not None and value.kind in ("list", "tuple"):
        return len(value.items) == count if star is None else len(value.items) >= count - 1
    if isinstance(value, Container):
        return value.kind in ("list", "tuple")
    return not isinstance(value, (Constant, FunctionValue, ClassValue))


def _star(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    return value if isinstance(value, Container) else Container("list", element(value))


def _or(frame: Frame, pattern: ir.Pattern, value: Value) -> Value | None:
    if frame.environment is None:
        return None
    before, ends, found = dict(frame.environment), [], []
    for part in pattern.parts:
        frame.environment = dict(before)
        fitting = match(frame, part, value)
        if fitting is not None and frame.environment is not None:
            found.append(fitting)
            ends.append(frame.environment)
    frame.environment = join_environments(ends) if ends else before
    return join(found) if found else None


_MATCHES: Mapping[str, Callable[[Frame, ir.Pattern, Value], Value | None]] = MappingProxyType(
    {
        "any": _any,
        "value": _value,
        "class": _class,
        "mapping": _mapping,
        "sequence": _sequence,
        "star": _star,
        "or": _or,
    }
)
