"""What iterating, awaiting, entering and leaving a value gives, and the database calls that happen by it."""

from __future__ import annotations

from dataclasses import replace

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import misuses
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    NULLABLE,
    Awaitable,
    Constant,
    Container,
    Data,
    Generator,
    Instance,
    Manager,
    Outside,
    Union,
    Unknown,
    Value,
    alternatives,
    join,
    without_none,
)


def iterate(frame: Frame, value: Value, at: ir.At) -> Value:
    """What `for x in value` binds; a generator's body and a query's execution happen here."""
    value = without_none(value)
    if isinstance(value, Awaitable):
        misuses.used(frame, value, "for")
    if isinstance(value, Union):
        return frame.interpreter.calls.each(frame, value, lambda part: iterate(frame, part, at))
    if isinstance(value, Container):
        return DATA if value.kind == "dict" else value.element
    if isinstance(value, Generator):
        run_generator(frame, value, at)
        return value.element
    if isinstance(value, Instance):
        return _iterate_instance(frame, value, at)
    if isinstance(value, Constant):
        return DATA
    if isinstance(value, (Data, Outside, Unknown)):
        return value
    member = frame.interpreter.enumerations.any_member(value)
    if member is not None:
        return member
    return Unknown(f"iteration of {type(value).__name__.lower()}")


def unpacked(frame: Frame, value: Value, at: ir.At) -> Value:
    """A value that is taken apart into targets: what must be iterated for it becomes a container of what it holds."""
    if isinstance(value, Union):
        return frame.interpreter.calls.each(frame, value, lambda part: unpacked(frame, part, at))
    if isinstance(value, Instance):
        fields = frame.interpreter.classes.named_fields(value.cls)
        if fields:
            items = tuple(frame.interpreter.attributes.get(frame, value, name, at) for name in fields)
            return Container("tuple", join(items), items)
        held = iterate(frame, value, at)
        return value if isinstance(held, Unknown) else Container("list", held)
    return Container("list", iterate(frame, value, at)) if isinstance(value, Generator) else value


def run_generator(frame: Frame, value: Generator, at: ir.At) -> None:
    """The body of a synchronous generator runs in the code that iterates it."""
    for source in value.sources:
        iterate(frame, source, at)
    for block in value.blocks:
        is_here = block.steps[0].path == frame.path and at[:2] <= block.at[:2] and block.at[2:] <= at[2:]
        name = f"iterating {value.words or 'a generator'}"
        frame.blocks.append(block if is_here else block.behind(at, frame.path, name, None))
    if value.summary is not None and value.called is not None and not value.is_async:
        frame.interpreter.calls.reach(frame, value.called, value.summary, at, None)


def iterator(frame: Frame, value: Value, at: ir.At) -> Value:
    """What `iter(value)` gives: a class's `__iter__` runs here, a generator's body does not."""
    value = without_none(value)
    if isinstance(value, Union):
        return frame.interpreter.calls.each(frame, value, lambda part: iterator(frame, part, at))
    if isinstance(value, Instance) and frame.interpreter.classes.find(value.cls, "__iter__") is not None:
        return frame.interpreter.calls.call_method(frame, value, "__iter__", Arguments([], {}), at)
    return value


def _iterate_instance(frame: Frame, value: Instance, at: ir.At) -> Value:
    calls = frame.interpreter.calls
    if frame.interpreter.classes.find(value.cls, "__iter__") is not None:
        made = iterator(frame, value, at)
        if isinstance(made, Instance):
            if frame.interpreter.classes.find(made.cls, "__next__") is not None:
                return calls.call_method(frame, made, "__next__", Arguments([], {}), at)
            return Unknown(f"iterator of {value.cls.name}")
        return iterate(frame, made, at)
    if frame.interpreter.classes.find(value.cls, "__getitem__") is not None:
        return calls.call_method(frame, value, "__getitem__", Arguments([DATA], {}), at)
    proxied = frame.interpreter.classes.proxied(value)
    if proxied is not None and not isinstance(proxied, Unknown):
        return iterate(frame, proxied, at)
    return Unknown(f"iteration of {value.cls.name}")


def iterate_async(frame: Frame, value: Value, at: ir.At) -> Value:
    """What `async for x in value` binds."""
    value = without_none(value)
    if isinstance(value, Union):
        return join(iterate_async(frame, part, at) for part in value.alternatives)
    if isinstance(value, Generator):
        return value.element
    if isinstance(value, Instance):
        calls = frame.interpreter.calls
        if frame.interpreter.classes.find(value.cls, "__aiter__") is None:
            return Unknown(f"asynchronous iteration of {value.cls.name}")
        iterator = calls.call_method(frame, value, "__aiter__", Arguments([], {}), at)
        if isinstance(iterator, Instance):
            if frame.interpreter.classes.find(iterator.cls, "__anext__") is None:
                return Unknown(f"asynchronous iterator of {value.cls.name}")
            return awaited(frame, calls.call_method(frame, iterator, "__anext__", Arguments([], {}), at), at)
        return iterate_async(frame, iterator, at)
    if isinstance(value, (Data, Outside, Unknown)):
        return value
    return Unknown("asynchronous iteration of what is not asynchronous")


def awaited(frame: Frame, value: Value, at: ir.At) -> Value:
    """What `await value` gives."""
    if isinstance(value, Union):
        return join(awaited(frame, part, at) for part in value.alternatives)
    if isinstance(value, Awaitable):
        return value.result
    if isinstance(value, Instance):
        if frame.interpreter.classes.find(value.cls, "__await__") is not None:
            result = frame.interpreter.calls.call_method(frame, value, "__await__", Arguments([], {}), at)
            returned = result.returned if isinstance(result, Generator) else None
            if isinstance(returned, Instance):
                return replace(returned, made=value.made, origin=value.origin)
            return returned if returned is not None else Unknown(f"awaited {value.cls.name}")
        return Unknown(f"{value.cls.name} is awaited although it is not awaitable")
    if isinstance(value, (Data, Outside, Unknown)):
        return value
    return Unknown("awaited value is not awaitable")


def is_never_awaitable(frame: Frame, value: Value) -> bool:
    """Whether a value surely cannot be awaited, whichever alternative it is."""
    return all(
        isinstance(part, (Constant, Container))
        or (
            isinstance(part, Instance)
            and frame.interpreter.classes.find(part.cls, "__await__") is None
            and frame.interpreter.classes.unknown_base(part.cls) is None
        )
        for part in alternatives(value)
    )


def enter(frame: Frame, value: Value, at: ir.At, is_async: bool) -> Value:
    """What `with value as x` (or `async with`) binds; entering and leaving happen at the same place."""
    value = without_none(value)
    if isinstance(value, Union):
        return frame.interpreter.calls.each(frame, value, lambda part: enter(frame, part, at, is_async))
    if isinstance(value, Manager):
        if not is_async:
            run_generator(frame, value.generator, at)
        return value.generator.element
    if isinstance(value, Instance):
        return _enter_instance(frame, value, at, is_async)
    if isinstance(value, Awaitable):
        return enter(frame, value.result, at, is_async) if is_async else Unknown("a coroutine is entered")
    if isinstance(value, (Data, Outside, Unknown)):
        return value
    return Unknown(f"{type(value).__name__.lower()} is used as a context manager")


def _enter_instance(frame: Frame, value: Instance, at: ir.At, is_async: bool) -> Value:
    calls = frame.interpreter.calls
    first, last = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
    if frame.interpreter.classes.find(value.cls, first) is None:
        proxied = frame.interpreter.classes.proxied(value)
        if proxied is not None:
            return enter(frame, proxied, at, is_async)
        base = frame.interpreter.classes.unknown_base(value.cls)
        return base if base is not None else Unknown(f"{value.cls.name} has no {first} that is known")
    entered = calls.call_method(frame, value, first, Arguments([], {}), at)
    if frame.interpreter.classes.find(value.cls, last) is not None:
        calls.call_method(frame, value, last, Arguments([NULLABLE, NULLABLE, NULLABLE], {}), at)
    return awaited(frame, entered, at) if is_async else entered
