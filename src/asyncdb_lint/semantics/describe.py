"""How values are told to a person."""

from __future__ import annotations

from dataclasses import replace

from asyncdb_lint.semantics.classes import CONSTRUCTORS
from asyncdb_lint.semantics.values import (
    Awaitable,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Generator,
    Instance,
    ModuleValue,
    Outside,
    Union,
    Unknown,
    Value,
)


def describe(value: Value) -> str:
    """A value in a few words, with where a database handle comes from."""
    if isinstance(value, Union):
        return " or ".join(describe(part) for part in value.alternatives)
    if isinstance(value, Instance):
        name = _type_name(value)
        if value.origin is not None:
            place = value.origin.place
            whence = "by the " if value.origin.declared is not None else "from "
            return f"{name} ({whence}{place.message}, {place.path}:{place.at[0]})"
        return name if value.made else f"{name}, as its annotation says"
    if isinstance(value, ClassValue):
        return f"class {value.cls.name}"
    if isinstance(value, FunctionValue):
        return f"function {value.node.name}"
    if isinstance(value, ModuleValue):
        return f"module {value.name}"
    if isinstance(value, Container):
        return f"{value.kind} of {describe(value.element)}"
    if isinstance(value, Awaitable):
        return f"coroutine that gives {describe(value.result)}"
    if isinstance(value, Generator):
        return f"generator of {describe(value.element)}"
    if isinstance(value, Constant):
        return repr(value.value)
    if isinstance(value, Data):
        return "plain data"
    if isinstance(value, Outside):
        return f"something of {value.library}"
    if isinstance(value, Unknown):
        return f"something unknown ({value.reason})"
    return type(value).__name__.lower()


def _type_name(value: Instance) -> str:
    """The class with those type arguments that are classes too."""
    arguments = ", ".join(_type_name(part) for part in value.arguments if isinstance(part, Instance))
    return f"{value.cls.name}[{arguments}]" if arguments else value.cls.name


def helper_name(callee: FunctionValue) -> str:
    """How a called function is named in a trace: with its class, and the class itself for constructors."""
    while callee.stands_for is not None:
        callee = replace(callee.stands_for, receiver=callee.receiver)
    name = callee.node.name
    if callee.owner is not None:
        receiver = callee.receiver
        owner = receiver.cls.name if isinstance(receiver, (Instance, ClassValue)) else callee.owner.name
        return f"{owner}()" if name in CONSTRUCTORS else f"{owner}.{name}()"
    return "lambda" if name == "<lambda>" else f"{name}()"
