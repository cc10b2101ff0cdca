"""Wrong uses of the asynchronous API, noted where the interpreter sees them: coroutines that nobody awaits, and more.

A coroutine that database work makes is an `Awaitable` that knows the call it comes from. Noted is only what is seen to
happen to it: that it is dropped, or that it is used as if it were what it gives. What becomes of it otherwise (it is
kept, passed on, returned) is no misuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import bound_names, flatten
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.coroutines import CoroutineCall, is_of_library
from asyncdb_lint.semantics.summary import Misuse
from asyncdb_lint.semantics.values import (
    NONE,
    Awaitable,
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Instance,
    Place,
    Union,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

OF_COROUTINES = frozenset({"send", "throw", "close"})


def calls_of(value: Value) -> list[CoroutineCall]:
    """The calls behind a value that is surely a coroutine of database work, whichever alternative it is."""
    if isinstance(value, Awaitable):
        return [value.call] if value.call is not None else []
    if not isinstance(value, Union) or value.declared:
        return []
    calls: list[CoroutineCall] = []
    for part in value.alternatives:
        if not isinstance(part, Awaitable) or part.call is None:
            return []
        calls.append(part.call)
    return calls


def dropped(frame: Frame, node: ir.Expr, value: Value) -> None:
    """Note that nobody keeps the value of an expression."""
    if isinstance(node, (ir.Boolean, ir.Conditional)):
        # One of the operands is the value: each is a path of its own.
        parts = alternatives(value)
        calls = [part.call for part in parts if isinstance(part, Awaitable) and part.call is not None]
    elif isinstance(value, Container) and isinstance(node, (ir.Sequence, ir.Comprehension)):
        calls = calls_of(value.element)
    else:
        calls = calls_of(value)
    written = None if isinstance(node, ir.Await) else set(_written(node))
    for call in calls:
        if written is None or (call.steps[0].path == frame.path and call.steps[0].at in written):
            _unawaited(frame, call, "dropped")
    if isinstance(node, ir.Call) and not calls:
        _not_started(frame, node, value)


def _written(node: ir.Expr) -> Iterator[ir.At]:
    """The calls that an expression writes as its own value, and not as an argument of something else."""
    if isinstance(node, ir.Call):
        yield node.at
    elif isinstance(node, ir.Boolean):
        for each in node.operands:
            yield from _written(each)
    elif isinstance(node, ir.Conditional):
        yield from _written(node.body)
        yield from _written(node.orelse)
    elif isinstance(node, ir.Comprehension):
        yield from _written(node.elements[-1])
    elif isinstance(node, ir.Sequence):
        for each in node.items:
            yield from _written(each)


def stored(frame: Frame, node: ir.Assign, value: Value) -> None:
    """Note that a variable keeps a coroutine, and no code of the function reads the variable."""
    target = node.targets[0] if len(node.targets) == 1 else None
    if not isinstance(target, ir.Name) or frame.node is None:
        return
    if not isinstance(node.value, ir.Call) or not calls_of(value):
        return
    if target.id in frame.globals or target.id in frame.nonlocals:
        return
    if target.id not in frame.interpreter.coroutines.names_read(frame.node):
        dropped(frame, node.value, value)


def _not_started(frame: Frame, node: ir.Call, value: Value) -> None:
    """`session.begin()` alone does nothing: what it gives is to be awaited or entered."""
    if not isinstance(value, Instance) or value.origin is None or value.origin.given_by is None:
        return
    given_by = value.origin.given_by
    if given_by.at != node.at or given_by.path != frame.path:
        return
    if not frame.interpreter.coroutines.is_asynchronous(value.cls):
        return
    classes = frame.interpreter.classes
    if classes.find(value.cls, "__await__") is not None or classes.find(value.cls, "__aenter__") is not None:
        if node is not None and given_by.message.partition(".")[2] in ("begin()", "begin_nested()", "connect()"):
            _note(frame, "unawaited", given_by.message, node.at, value, "not started")


def used(frame: Frame, value: Value, how: str) -> None:
    """Note that a value is used as only something else than a coroutine can be: `how` in words.

    Templates may be set to await what they are given.
    """
    for call in calls_of(value) if frame.rendering is None else ():
        _unawaited(frame, call, how)


def attribute(frame: Frame, node: ir.Attribute, value: Value) -> None:
    """Note an attribute that a coroutine, or an asynchronous handle, does not have."""
    name, at = node.attr, node.at
    if isinstance(value, (Awaitable, Union)) and name not in OF_COROUTINES and not name.startswith(("__", "cr_")):
        used(frame, value, f"attribute {name}")
        _on_one_path(frame, node, value)
    if isinstance(value, Instance):
        _missing(frame, (value,), name, at)
    elif isinstance(value, Union):
        _missing(frame, tuple(part for part in value.alternatives if part != NONE), name, at)


def _on_one_path(frame: Frame, node: ir.Attribute, value: Value) -> None:
    """Note a coroutine that a variable holds on one path, where the function never does with it what coroutines are for."""
    if not isinstance(value, Union) or value.declared or not isinstance(node.value, ir.Name) or frame.node is None:
        return
    calls = [part.call for part in value.alternatives if isinstance(part, Awaitable) and part.call is not None]
    own = [call for call in calls if call.function is not None and call.function.node is frame.node]
    name = node.value.id
    if not own:
        return
    bound = [each for statement in flatten(frame.node.body) for each, _ in bound_names(statement) if each == name]
    if len(bound) > 1 and not frame.interpreter.coroutines.hands_on(frame.node, name):
        for call in own:
            _unawaited(frame, call, f"attribute {node.attr}")


def _missing(frame: Frame, parts: tuple[Value, ...], name: str, at: ir.At) -> None:
    coroutines = frame.interpreter.coroutines
    for part in parts:
        if not isinstance(part, Instance) or not coroutines.lacks(part.cls, name):
            return
    if parts and isinstance(parts[0], Instance):
        first = parts[0]
        order = frame.interpreter.classes.order(first.cls)
        library = "sqlmodel" if any(each.module.name.startswith("sqlmodel") for each in order) else "sqlalchemy"
        _note(frame, "missing", f"{first.cls.name}.{name}", at, first, name, library)


def awaited(frame: Frame, at: ir.At, callee: Value, value: Value) -> None:
    """Note that something is awaited which surely cannot be: what a plain call of the library gives."""
    classes = frame.interpreter.classes
    for part in alternatives(value):
        if isinstance(part, Instance):
            if classes.find(part.cls, "__await__") is not None or not is_of_library(part.cls.module):
                return
        elif not isinstance(part, (Constant, Container)):
            return
    functions = alternatives(callee)
    for function in functions:
        if isinstance(function, FunctionValue):
            effects = frame.interpreter.effects.of(function.node)
            if not is_of_library(function.module) or function.node.is_async or effects.io or function.wrapped:
                return
        elif not isinstance(function, (ClassValue, Instance)) or not is_of_library(function.cls.module):
            return
    first = functions[0]
    receiver = first.receiver if isinstance(first, FunctionValue) else None
    _note(frame, "awaited", _words(first), at, receiver, "")


def _words(callee: Value) -> str:
    if isinstance(callee, (ClassValue, Instance)):
        return f"{callee.cls.name}()"
    assert isinstance(callee, FunctionValue)
    receiver = callee.receiver
    owner = receiver.cls.name if isinstance(receiver, (Instance, ClassValue)) else ""
    return f"{owner}.{callee.node.name}()" if owner else f"{callee.node.name}()"


def entered(frame: Frame, value: Value, at: ir.At, is_async: bool) -> None:
    """Note `with` on what only `async with` can enter, and the reverse."""
    used(frame, value, "async with" if is_async else "with")
    if isinstance(value, FunctionValue) and is_of_library(value.module) and isinstance(value.receiver, Instance):
        _note(frame, "protocol", _words(value).removesuffix("()"), at, value.receiver, "uncalled")
    names = ("__aenter__", "__enter__") if is_async else ("__enter__", "__aenter__")
    _protocol(frame, value, at, names, "async with" if is_async else "with")


def iterated(frame: Frame, value: Value, at: ir.At, is_async: bool) -> None:
    """Note `for` over what only `async for` can iterate, and the reverse."""
    used(frame, value, "async for" if is_async else "for")
    names = ("__aiter__", "__iter__") if is_async else ("__iter__", "__aiter__")
    _protocol(frame, value, at, names, "async for" if is_async else "for")


def _protocol(frame: Frame, value: Value, at: ir.At, names: tuple[str, str], statement: str) -> None:
    """Note that no alternative of a value has the first method, and all have the second."""
    wanted, has = names
    classes = frame.interpreter.classes
    parts = [part for part in alternatives(value) if part != NONE]
    for part in parts:
        if not isinstance(part, Instance) or classes.unknown_base(part.cls) is not None:
            return
        found = classes.find(part.cls, has)
        if classes.find(part.cls, wanted) is not None or found is None or not is_of_library(found[0].module):
            return
        if not part.made and statement.startswith("async"):
            return  # an annotation says synchronous, the statement asynchronous: either may be wrong
        if classes.proxied(part) is not None:
            return
    if parts and isinstance(parts[0], Instance):
        first = parts[0]
        given_by = first.origin.given_by if first.origin is not None else None
        words = given_by.message if given_by is not None and given_by.at == at else first.cls.name
        _note(frame, "protocol", words, at, first, statement)


def returned(frame: Frame, value: Value) -> None:
    """Note what a request handler gives to its framework, which awaits the handler only."""
    for part in alternatives(value):
        if isinstance(part, Container):
            returned(frame, part.element)
        elif isinstance(part, Awaitable):
            used(frame, part, "returned")


def _note(
    frame: Frame, kind: str, operation: str, at: ir.At, handle: Value | None, detail: str, library: str = ""
) -> None:
    made = not isinstance(handle, Instance) or handle.made
    origin = handle.origin if isinstance(handle, Instance) else None
    steps = (Place(operation, frame.path, at),)
    is_plain = frame.node is not None and not frame.node.is_async
    misuse = Misuse(kind, operation, at, steps, "", made, origin, detail, is_plain, library=library)
    frame.interpreter.events.misuse(misuse, frame.function())


def _unawaited(frame: Frame, call: CoroutineCall, how: str) -> None:
    is_plain = call.function is not None and not call.function.node.is_async
    misuse = Misuse(
        "unawaited",
        call.operation,
        call.steps[0].at,
        call.steps,
        call.helper,
        call.made,
        call.origin,
        how,
        is_plain,
    )
    frame.interpreter.events.misuse(misuse, call.function)
