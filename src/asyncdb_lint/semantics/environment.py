"""How places are written and read: targets are assigned, tests narrow what is known on either branch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    Answer,
    Awaitable,
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


def place_of(node: ir.Expr) -> str | None:
    """The dotted text of a place that the environment can hold, or None."""
    parts: list[str] = []
    while isinstance(node, ir.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ir.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def assign(frame: Frame, target: ir.Expr, value: Value) -> None:
    """Bind a target to a value, taking sequences apart."""
    if isinstance(target, ir.Name):
        frame.set(target.id, value)
    elif isinstance(target, ir.Attribute):
        place = place_of(target)
        if place is not None:
            frame.set(place, value)
            head, _, attribute = place.rpartition(".")
            if head == frame.self_name and frame.self_name:
                frame.fields.setdefault(attribute, []).append(value)
        frame.interpreter.attributes.store(frame, target, value)
    elif isinstance(target, ir.Starred):
        assign(frame, target.value, value if isinstance(value, Container) else Container("list", element(value)))
    elif isinstance(target, ir.Sequence):
        star = next((number for number, item in enumerate(target.items) if isinstance(item, ir.Starred)), None)
        for item, taken in zip(target.items, unpack(value, len(target.items), star)):
            assign(frame, item, taken)


def unpack(value: Value, count: int, star: int | None) -> list[Value]:
    """What each of `count` targets gets of a value; the one at `star` gets a list of what the others leave."""
    taken: list[list[Value]] = [[] for _ in range(count)]
    for alternative in alternatives(value):
        for number, part in enumerate(_unpacked(alternative, count, star)):
            taken[number].append(part)
    return [join(parts) for parts in taken]


def _unpacked(value: Value, count: int, star: int | None) -> list[Value]:
    items = value.items if isinstance(value, Container) and value.kind in ("list", "tuple") else None
    if items is not None and star is None and len(items) == count:
        return list(items)
    if items is not None and star is not None and len(items) >= count - 1:
        after = len(items) - (count - star - 1)
        held = items[star:after]
        rest = Container("list", join(held) if held else DATA, held)
        return [*items[:star], rest, *items[after:]]
    each = element(value)
    return [Container("list", each) if number == star else each for number in range(count)]


def element(value: Value) -> Value:
    """What a value holds, for containers, without running code to get at it."""
    results: list[Value] = []
    for alternative in alternatives(value):
        if isinstance(alternative, Container):
            results.append(alternative.element)
        elif isinstance(alternative, Instance) and alternative.arguments:
            results.append(alternative.arguments[0])
        elif isinstance(alternative, Awaitable):
            results.append(Unknown("a coroutine is unpacked"))
        elif isinstance(alternative, Constant):
            results.append(DATA)
        else:
            results.append(alternative)
    return join(results)


ANSWER = ".?"
"""What follows the name of a variable in the place that keeps the test behind it; it is forgotten with the variable."""


def keep_answer(frame: Frame, target: ir.Expr, test: ir.Expr) -> None:
    """Remember which test a variable holds the answer of: `is_async = iscoroutinefunction(function)`."""
    from asyncdb_lint.semantics.expressions import evaluate

    if not (isinstance(target, ir.Name) and isinstance(test, ir.Call) and test.arguments):
        return
    place = place_of(test.arguments[0].value)
    if place is not None and last_name(test.func) in _ASKING:
        with frame.capture():
            asked = evaluate(frame, test.arguments[0].value)
        frame.set(target.id + ANSWER, Answer(test, place, asked))


_ASKING = frozenset({"isinstance", "iscoroutinefunction"})


def truth(frame: Frame, value: Value) -> bool | None:
    """Whether a value is surely true or surely false, by what it is."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, Instance):
        follows = frame.interpreter.classes.follows
        return None if follows(value.cls, "__bool__") or follows(value.cls, "__len__") else True
    return True if isinstance(value, ClassValue) else None


def narrow(frame: Frame, test: ir.Expr, holds: bool) -> None:
    """Keep of each place that a test mentions what is possible when the test holds, or when it does not."""
    if frame.environment is None:
        return
    if isinstance(test, (ir.Operation, ir.Call)):
        from asyncdb_lint.semantics.orm import assigning

        assigning.tested(frame, test, holds)
    if isinstance(test, ir.Operation) and test.operator == "not":
        narrow(frame, test.operands[0], not holds)
    elif isinstance(test, ir.Boolean):
        if (test.operator == "and") == holds:
            for operand in test.operands:
                narrow(frame, operand, holds)
    elif isinstance(test, ir.Operation) and test.operator in ("is", "is not", "==", "!="):
        left, right = test.operands
        if isinstance(right, ir.Const) and right.kind == "NoneType":
            _narrow_none(frame, left, holds == (test.operator in ("is", "==")))
    elif isinstance(test, ir.Walrus):
        narrow(frame, test.target, holds)
    elif isinstance(test, ir.Call):
        if last_name(test.func) == "iscoroutinefunction":
            _narrow_coroutine_function(frame, test, holds)
        else:
            _narrow_isinstance(frame, test, holds)
    elif isinstance(test, ir.Name) and isinstance(answer := frame.environment.get(test.id + ANSWER), Answer):
        _narrow_by_answer(frame, answer, holds)
    else:
        _keep(frame, test, lambda value: truth(frame, value) is not (not holds))


def _narrow_none(frame: Frame, node: ir.Expr, is_none: bool) -> None:
    if isinstance(node, ir.Walrus):
        node = node.target
    _keep(frame, node, _may_be_none if is_none else lambda value: value != NONE)


def _may_be_none(value: Value) -> bool:
    return value == NONE or isinstance(value, (Unknown, Outside)) or (isinstance(value, Data) and value.nullable)


def _narrow_isinstance(frame: Frame, test: ir.Call, holds: bool) -> None:
    from asyncdb_lint.semantics.expressions import evaluate

    if not isinstance(test.func, ir.Name) or test.func.id != "isinstance" or len(test.arguments) != 2:
        return
    subject = test.arguments[0].value
    place = place_of(subject)
    if place is None:
        return
    classes = [
        part
        for value in alternatives(evaluate(frame, test.arguments[1].value))
        for part in (value.items or () if isinstance(value, Container) else (value,))
    ]
    if not classes or not all(isinstance(part, ClassValue) for part in classes):
        return
    known = [part for part in classes if isinstance(part, ClassValue)]
    current = evaluate(frame, subject)
    is_subclass = frame.interpreter.classes.is_subclass

    def fits(value: Value) -> bool:
        return isinstance(value, Instance) and any(is_subclass(value.cls, part.cls) for part in known)

    kept = [value for value in alternatives(current) if fits(value) == holds or isinstance(value, Unknown)]
    if holds and not any(fits(value) for value in kept):
        if all(is_other(frame, value, known) for value in alternatives(current)):
            frame.stop()
            return
        from asyncdb_lint.semantics.orm.subtypes import narrowed

        kept = narrowed(frame, current, instances_of(known))
    if kept:
        frame.set(place, join(kept))
    elif all(isinstance(part, Instance) for part in alternatives(current)):
        frame.stop()


def _narrow_coroutine_function(frame: Frame, test: ir.Call, holds: bool) -> None:
    from asyncdb_lint.semantics.expressions import evaluate
    from asyncdb_lint.semantics.natives import is_coroutine_function

    place = place_of(test.arguments[0].value) if test.arguments else None
    with frame.capture():
        asking = evaluate(frame, test.func)
        current = evaluate(frame, test.arguments[0].value) if place is not None else None
    if place is None or current is None or not (isinstance(asking, FunctionValue) and asking.module.is_facts):
        return
    kept = [part for part in alternatives(current) if is_coroutine_function(part) is not (not holds)]
    if kept and len(kept) < len(alternatives(current)):
        frame.set(place, join(kept))


def _narrow_by_answer(frame: Frame, answer: Answer, holds: bool) -> None:
    """The test that a variable holds the answer of tells of what was asked, while the place still holds that."""
    from asyncdb_lint.semantics.expressions import evaluate

    assert isinstance(answer.test, ir.Call)
    with frame.capture():
        current = evaluate(frame, answer.test.arguments[0].value)
    if current == answer.asked:
        narrow(frame, answer.test, holds)


def instances_of(classes: list[ClassValue]) -> list[Value]:
    """Objects of classes that only a test vouches for."""
    from asyncdb_lint.semantics.annotations import instance_of_class

    return [instance_of_class(part) for part in classes]


def is_other(frame: Frame, value: Value, classes: list[ClassValue]) -> bool:
    """Whether a value was made as an object of a class that is in no line with any of these."""
    is_in_line = frame.interpreter.classes.is_in_line
    if isinstance(value, (Constant, Container)):
        return _is_other_builtin(value, classes)
    return isinstance(value, Instance) and value.made and not any(is_in_line(each.cls, value.cls) for each in classes)


_BUILTINS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "bool": frozenset({"bool", "int", "object"}),
        "int": frozenset({"int", "object"}),
        "str": frozenset({"str", "object"}),
        "NoneType": frozenset({"object"}),
        "list": frozenset({"list", "object"}),
        "tuple": frozenset({"tuple", "object"}),
        "set": frozenset({"set", "frozenset", "object"}),
        "dict": frozenset({"dict", "object"}),
    }
)
"""The built-in classes that an object of a built-in class is an instance of; a dict may stand for any mapping."""


def _is_other_builtin(value: Constant | Container, classes: list[ClassValue]) -> bool:
    """Whether a text, number or built-in container is surely no instance of any of these built-in classes."""
    own = _BUILTINS.get(value.kind if isinstance(value, Container) else type(value.value).__name__)
    return own is not None and all(
        each.cls.module.name == "builtins" and each.cls.name in _NAMES and each.cls.name not in own for each in classes
    )


_NAMES = frozenset(_BUILTINS) | {"float", "bytes", "frozenset"}


def _is_sure(value: Value) -> bool:
    """Whether a value is known well enough to say that a test on it cannot hold."""
    return isinstance(value, (Constant, Data, Instance))


def _keep(frame: Frame, node: ir.Expr, wanted: object) -> None:
    assert callable(wanted)
    place = place_of(node)
    if place is None:
        return
    value = frame.get(place)
    if value is None:
        return
    kept = [alternative for alternative in alternatives(value) if wanted(alternative)]
    if not kept:
        if all(_is_sure(part) for part in alternatives(value)):
            frame.stop()
    elif len(kept) < len(alternatives(value)):
        frame.set(place, join(kept))
