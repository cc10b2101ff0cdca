"""What builtins and a few functions of the standard library give whose signatures do not tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration
from asyncdb_lint.semantics.containers import display
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
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

Native = Callable[[Frame, Arguments, ir.At], "Value | None"]


def call(frame: Frame, callee: FunctionValue, arguments: Arguments, at: ir.At) -> Value | None:
    """The result of a native function, or None for any other."""
    if not callee.module.is_facts:
        return None
    library = callee.module.name.partition(".")[0]
    if callee.owner is None:
        native = FUNCTIONS.get((library, callee.node.name))
        return native(frame, arguments, at) if native is not None else None
    if callee.node.name in ("enter_context", "enter_async_context") and library == "contextlib" and arguments.positional:
        is_async = callee.node.is_async
        value = iteration.enter(frame, arguments.positional[0], at, is_async)
        return Awaitable(value) if is_async else value
    return None


def construct(frame: Frame, callee: ClassValue, arguments: Arguments, at: ir.At) -> Value | None:
    """The result of calling a native class, or None for any other."""
    if not callee.cls.module.is_facts:
        return None
    library = callee.cls.module.name.partition(".")[0]
    native = FUNCTIONS.get((library, callee.cls.name))
    if native is not None:
        return native(frame, arguments, at)
    if library == "builtins" and callee.cls.name in _SCALARS:
        for value in arguments.positional[:1]:
            if callee.cls.name not in ("str", "int", "float", "bool"):
                iteration.iterate(frame, value, at)
        return DATA
    return None


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


def _collection(kind: str) -> Native:
    def collect(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
        if not arguments.positional:
            return Container(kind, DATA, ())
        value = arguments.positional[0]
        if isinstance(value, Container) and value.items is not None and value.kind != "dict":
            return Container(kind, value.element, value.items)
        return Container(kind, iteration.iterate(frame, value, at))

    return collect


def _dict(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    if arguments.positional:
        value = arguments.positional[0]
        if isinstance(value, Container):
            return value if value.kind == "dict" else Container("dict", value.element)
        return Container("dict", iteration.iterate(frame, value, at))
    keys = tuple(Constant(name) for name in arguments.keywords)
    values = tuple(arguments.keywords.values())
    return Container("dict", join(values) if values else DATA, values, keys)


def _lazy(*, tupled: bool = False, skip: int = 0) -> Native:
    """Builtins whose result iterates their arguments when it is iterated."""

    def build(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
        sources = tuple(arguments.positional[skip:])
        with frame.capture():
            elements = [iteration.iterate(frame, source, at) for source in sources]
        element = join(elements) if elements else DATA
        if tupled:
            element = Container("tuple", join([DATA, element]), tuple(elements))
        return Generator(element, sources=sources)

    return build


def _enumerate(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    source = arguments.positional[0] if arguments.positional else DATA
    with frame.capture():
        element = iteration.iterate(frame, source, at)
    return Generator(Container("tuple", join([DATA, element]), (DATA, element)), sources=(source,))


def _map(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    sources = tuple(arguments.positional[1:])
    with frame.capture() as blocks:
        elements: list[Value] = [iteration.iterate(frame, source, at) for source in sources]
        function = arguments.positional[0] if arguments.positional else DATA
        result = frame.interpreter.calls.call(frame, function, Arguments(elements, {}), at)
    return Generator(result, blocks=tuple(blocks))


def _next(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    if not arguments.positional:
        return DATA
    value = arguments.positional[0]
    results: list[Value] = []
    for part in alternatives(value):
        if isinstance(part, Instance) and frame.interpreter.classes.find(part.cls, "__next__") is not None:
            results.append(frame.interpreter.calls.call_method(frame, part, "__next__", Arguments([], {}), at))
        else:
            results.append(iteration.iterate(frame, part, at))
    return join([*results, *arguments.positional[1:2]])


def _iter(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    value = arguments.positional[0] if arguments.positional else DATA
    return value if isinstance(value, (Generator, Container)) else Generator(iteration.iterate(frame, value, at))


def _consume(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    """Builtins that iterate their argument at once and give plain data (sum, any, all)."""
    for value in arguments.positional[:1]:
        iteration.iterate(frame, value, at)
    return DATA


def _choose(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    """min and max: one of the arguments, or of what the only argument holds."""
    key = arguments.keywords.get("key")
    if len(arguments.positional) == 1:
        result = iteration.iterate(frame, arguments.positional[0], at)
    else:
        result = join(arguments.positional) if arguments.positional else DATA
    if key is not None:
        frame.interpreter.calls.call(frame, key, Arguments([result], {}), at)
    return join([result, *([arguments.keywords["default"]] if "default" in arguments.keywords else [])])


def _sorted(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    element = iteration.iterate(frame, arguments.positional[0], at) if arguments.positional else DATA
    key = arguments.keywords.get("key")
    if key is not None:
        frame.interpreter.calls.call(frame, key, Arguments([element], {}), at)
    return Container("list", element)


def _getattr(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    name = arguments.get(1)
    if not arguments.positional or not isinstance(name, Constant) or not isinstance(name.value, str):
        return Unknown("getattr with a name that is not known")
    value = frame.interpreter.attributes.get(frame, arguments.positional[0], name.value, at)
    default = arguments.get(2)
    return join([value, default]) if default is not None and isinstance(value, Unknown) else value


def _type(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    results: list[Value] = []
    for part in alternatives(arguments.positional[0]) if arguments.positional else ():
        results.append(ClassValue(part.cls, part.arguments) if isinstance(part, Instance) else Unknown("type()"))
    return join(results)


def _cast(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    value = arguments.get(1, "val") or DATA
    wanted = arguments.get(0, "typ")
    if isinstance(value, Unknown) and isinstance(wanted, ClassValue):
        return frame.interpreter.annotations.of_value(frame, wanted)
    return value


def _partial(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    if not arguments.positional:
        return Unknown("partial of nothing")
    keywords = tuple(arguments.keywords.items())
    return PartialValue(arguments.positional[0], tuple(arguments.positional[1:]), keywords)


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


def _is_instance(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return DATA


def _none(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return NONE


FUNCTIONS: Mapping[tuple[str, str], Native] = MappingProxyType(
    {
        ("builtins", "list"): _collection("list"),
        ("builtins", "tuple"): _collection("tuple"),
        ("builtins", "set"): _collection("set"),
        ("builtins", "frozenset"): _collection("set"),
        ("builtins", "dict"): _dict,
        ("builtins", "sorted"): _sorted,
        ("builtins", "sum"): _consume,
        ("builtins", "any"): _consume,
        ("builtins", "all"): _consume,
        ("builtins", "min"): _choose,
        ("builtins", "max"): _choose,
        ("builtins", "next"): _next,
        ("builtins", "iter"): _iter,
        ("builtins", "enumerate"): _enumerate,
        ("builtins", "zip"): _lazy(tupled=True),
        ("builtins", "map"): _map,
        ("builtins", "filter"): _lazy(skip=1),
        ("builtins", "reversed"): _lazy(),
        ("builtins", "getattr"): _getattr,
        ("builtins", "type"): _type,
        ("builtins", "isinstance"): _is_instance,
        ("builtins", "setattr"): _none,
        ("typing", "cast"): _cast,
        ("typing_extensions", "cast"): _cast,
        ("functools", "partial"): _partial,
        ("asyncio", "gather"): _gather,
        ("asyncio", "run"): _run_coroutine,
        ("contextlib", "closing"): _closing,
        ("contextlib", "aclosing"): _closing,
        ("contextlib", "nullcontext"): _closing,
        ("copy", "copy"): _identity,
        ("copy", "deepcopy"): _identity,
        ("typing", "assert_type"): _identity,
    }
)
