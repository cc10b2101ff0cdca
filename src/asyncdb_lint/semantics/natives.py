"""What builtins and a few functions of the standard library give whose signatures do not tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration, library
from asyncdb_lint.semantics.containers import display
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.iterating import ITERATING, Native
from asyncdb_lint.semantics.kept import context_variable
from asyncdb_lint.semantics.namespaces import NAMESPACES
from asyncdb_lint.semantics.operators import TEXT, special, tested
from asyncdb_lint.semantics.orm import reading
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    NOTHING,
    Awaitable,
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Generator,
    Instance,
    Manager,
    PartialValue,
    Unknown,
    Value,
    alternatives,
    join,
)


def call(frame: Frame, callee: FunctionValue, arguments: Arguments, at: ir.At) -> Value | None:
    """The result of a native function, or None for any other."""
    if not callee.module.is_facts:
        return None
    package = callee.module.name.partition(".")[0]
    if (
        callee.module.name == "contextvars"
        and isinstance(callee.receiver, Instance)
        and callee.node.name in ("get", "set")
    ):
        return context_variable(
            frame, callee.receiver, callee.node.name, arguments, library.call(frame, callee, arguments, at)
        )
    if callee.owner is None:
        native = FUNCTIONS.get((package, callee.node.name))
        return native(frame, arguments, at) if native is not None else None
    if (
        callee.node.name in ("enter_context", "enter_async_context")
        and package == "contextlib"
        and arguments.positional
    ):
        is_async = callee.node.is_async
        value = iteration.enter(frame, arguments.positional[0], at, is_async)
        return Awaitable(value) if is_async else value
    return None


def construct(frame: Frame, callee: ClassValue, arguments: Arguments, at: ir.At) -> Value | None:
    """The result of calling a native class, or None for any other."""
    if not callee.cls.module.is_facts:
        return None
    package = callee.cls.module.name.partition(".")[0]
    native = FUNCTIONS.get((package, callee.cls.name))
    if native is not None:
        return native(frame, arguments, at)
    if package == "builtins" and callee.cls.name in _SCALARS:
        for value in arguments.positional[:1]:
            if callee.cls.name not in ("str", "int", "float", "bool"):
                iteration.iterate(frame, value, at)
        return DATA
    return None


def is_cast(callee: Value) -> bool:
    """Whether a call is `typing.cast`, whose first argument is an annotation."""
    if not isinstance(callee, FunctionValue) or callee.node.name != "cast":
        return False
    return callee.module.name in ("typing", "typing_extensions")


def super_object(frame: Frame) -> Value:
    """`super()`: the receiver, seen as an instance of what comes after its class."""
    scope: Frame | None = frame
    while scope is not None and not (scope.owner is not None and scope.node is not None and scope.node.parameters):
        scope = scope.parent
    if scope is None or scope.owner is None or scope.node is None:
        return Unknown("super() outside a class")
    receiver = frame.get(scope.node.parameters[0].name)
    cls = receiver.cls if isinstance(receiver, (Instance, ClassValue)) else scope.owner
    order = frame.interpreter.classes.order(cls)
    after = order[order.index(scope.owner) + 1 :] if scope.owner in order else ()
    fields = receiver.fields if isinstance(receiver, Instance) else ()
    if not after:
        base = frame.interpreter.classes.unknown_base(scope.owner)
        return base if base is not None else DATA
    if isinstance(receiver, ClassValue):
        return ClassValue(after[0], receiver.arguments)
    return Instance(after[0], _base_arguments(frame, receiver, after[0]), fields)


def _base_arguments(frame: Frame, receiver: Value | None, base: ClassInfo) -> tuple[Value, ...]:
    if not isinstance(receiver, Instance):
        return ()
    classes = frame.interpreter.classes
    variables = classes.variables(receiver.cls, receiver.arguments, base)
    return tuple(variables.get(name, Unknown("type argument is missing")) for name in classes.parameters(base))


_SCALARS = frozenset({"str", "int", "float", "bool", "bytes", "bytearray", "complex", "range", "memoryview", "object"})


def _getattr(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    name = arguments.get(1)
    if not arguments.positional or not isinstance(name, Constant) or not isinstance(name.value, str):
        return Unknown("getattr with a name that is not known")
    value = frame.interpreter.attributes.get(frame, arguments.positional[0], name.value, at)
    value = _read_by_name(frame, arguments, value, at)
    default = arguments.get(2)
    if default is None:
        return value
    is_open = any(
        isinstance(part, Instance) and frame.interpreter.open_objects.is_open(part.cls)
        for part in alternatives(arguments.positional[0])
    )
    return join([value, default]) if is_open or isinstance(value, Unknown) else value


def _hasattr(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    _read_by_name(frame, arguments, DATA, at)
    return DATA


def _read_by_name(frame: Frame, arguments: Arguments, result: Value, at: ir.At) -> Value:
    """An attribute that is named by a text is read as any other."""
    name, given = arguments.get(1), frame.calling.arguments if frame.calling is not None else []
    if not arguments.positional or not given or not isinstance(name, Constant) or not isinstance(name.value, str):
        return result
    return reading.attribute(frame, ir.Attribute(given[0].value, name.value, at), arguments.positional[0], result)


def _type(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    results: list[Value] = []
    for part in alternatives(arguments.positional[0]) if arguments.positional else ():
        results.append(ClassValue(part.cls, part.arguments) if isinstance(part, Instance) else Unknown("type()"))
    return join(results)


def _partial(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    if not arguments.positional:
        return Unknown("partial of nothing")
    keywords = tuple(arguments.keywords.items())
    return PartialValue(arguments.positional[0], tuple(arguments.positional[1:]), keywords)


def _partial_method(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    value = _partial(frame, arguments, at)
    return replace(value, is_method=True) if isinstance(value, PartialValue) else value


def _property(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    """`property(function)`, as the value of a class attribute."""
    getter = arguments.get(0, "fget") or NONE
    return join(
        replace(part, wrapped="property") if isinstance(part, FunctionValue) else part for part in alternatives(getter)
    )


def _update_wrapper(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    wrapper, wrapped = arguments.get(0, "wrapper") or DATA, arguments.get(1, "wrapped")
    if isinstance(wrapper, FunctionValue) and isinstance(wrapped, FunctionValue):
        return replace(wrapper, stands_for=wrapped)
    return wrapper


def _defaultdict(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    """A dict whose missing items are made by the factory."""
    factory = arguments.get(0)
    if factory is None or factory == NONE:
        return Container("dict", NOTHING, (), ())
    with frame.capture():
        return Container("dict", frame.interpreter.calls.call(frame, factory, Arguments([], {}), at))


def _deque(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    if arguments.positional:
        return Container("list", iteration.iterate(frame, arguments.positional[0], at))
    return Container("list", NOTHING, ())


def _gather(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    results = [iteration.awaited(frame, value, at) for value in arguments.positional]
    if arguments.more is not None:
        return Awaitable(Container("list", iteration.awaited(frame, arguments.more, at)))
    return Awaitable(display("list", results))


def _run_coroutine(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return iteration.awaited(frame, arguments.positional[0], at) if arguments.positional else DATA


def _closing(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return Manager(Generator(arguments.positional[0] if arguments.positional else DATA))


def _identity(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return arguments.positional[0] if arguments.positional else DATA


def _asks(*names: str) -> Native:
    """Builtins that call a special method of each argument and give plain data."""

    def ask(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
        for value in arguments.positional:
            special(frame, value, names, [], at)
        return DATA

    return ask


_ASKED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "len": ("__len__",),
        "str": TEXT,
        "repr": ("__repr__",),
        "format": ("__format__", *TEXT),
        "int": ("__int__", "__index__"),
        "float": ("__float__",),
        "abs": ("__abs__",),
        "hash": ("__hash__",),
    }
)


def _bool(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    known = tested(frame, arguments.positional[0], at) if arguments.positional else False
    return Constant(known) if known is not None else DATA


def _is_coroutine_function(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    """Known where every alternative is a function that is known."""
    parts = alternatives(arguments.positional[0]) if arguments.positional else ()
    answers = {is_coroutine_function(part) for part in parts}
    answer = answers.pop() if len(answers) == 1 else None
    return Constant(answer) if answer is not None else DATA


def is_coroutine_function(value: Value) -> bool | None:
    """Whether a value is a function whose calls give coroutines; None where that is not known."""
    while isinstance(value, PartialValue):
        value = value.function
    if not isinstance(value, FunctionValue):
        return None
    return (value.node.is_async and not value.node.is_generator) or value.wrapped == "offload"


def _is_instance(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return DATA


def _none(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return NONE


FUNCTIONS: Mapping[tuple[str, str], Native] = MappingProxyType(
    {
        **ITERATING,
        **NAMESPACES,
        ("builtins", "getattr"): _getattr,
        ("builtins", "hasattr"): _hasattr,
        ("builtins", "type"): _type,
        ("builtins", "isinstance"): _is_instance,
        ("builtins", "setattr"): _none,
        ("builtins", "bool"): _bool,
        ("builtins", "print"): _asks(*TEXT),
        **{("builtins", name): _asks(*methods) for name, methods in _ASKED.items()},
        ("builtins", "property"): _property,
        ("functools", "partial"): _partial,
        ("collections", "defaultdict"): _defaultdict,
        ("collections", "deque"): _deque,
        ("functools", "update_wrapper"): _update_wrapper,
        ("functools", "partialmethod"): _partial_method,
        ("asyncio", "gather"): _gather,
        ("asyncio", "run"): _run_coroutine,
        ("contextlib", "closing"): _closing,
        ("contextlib", "aclosing"): _closing,
        ("contextlib", "nullcontext"): _closing,
        ("asyncio", "iscoroutinefunction"): _is_coroutine_function,
        ("inspect", "iscoroutinefunction"): _is_coroutine_function,
        ("copy", "copy"): _identity,
        ("copy", "deepcopy"): _identity,
        ("typing", "assert_type"): _identity,
    }
)
