"""Built-in functions and classes that iterate: at once, or when what they give is iterated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration
from asyncdb_lint.semantics.containers import merged, spread
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import DATA, Constant, Container, Generator, Instance, Value, alternatives, join

Native = Callable[[Frame, Arguments, ir.At], "Value | None"]


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
            given = value if value.kind == "dict" else Container("dict", value.element)
            own = (tuple(Constant(name) for name in arguments.keywords), tuple(arguments.keywords.values()))
            return merged([spread(given), own]) if arguments.keywords else given
        return Container("dict", iteration.iterate(frame, value, at))
    keys = tuple(Constant(name) for name in arguments.keywords)
    values = tuple(arguments.keywords.values())
    return Container("dict", join(values) if values else DATA, values, keys)


def _lazy(frame: Frame, sources: list[Value], at: ir.At) -> tuple[tuple[Value, ...], list[Value]]:
    """The iterators that a lazy builtin asks its arguments for at once, and what each of them will give."""
    iterators = tuple(iteration.iterator(frame, source, at) for source in sources)
    with frame.capture():
        elements = [iteration.iterate(frame, each, at) for each in iterators]
    return iterators, elements


def _zip(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    iterators, elements = _lazy(frame, arguments.positional, at)
    return Generator(Container("tuple", join([DATA, *elements]), tuple(elements)), sources=iterators)


def _enumerate(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    iterators, elements = _lazy(frame, arguments.positional[:1] or [DATA], at)
    return Generator(Container("tuple", join([DATA, *elements]), (DATA, *elements)), sources=iterators)


def _reversed(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    iterators, elements = _lazy(frame, arguments.positional[:1] or [DATA], at)
    return Generator(elements[0], sources=iterators)


def _chain(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    """`itertools.chain` asks its arguments for their iterators only when it gets to them."""
    with frame.capture():
        elements = [iteration.iterate(frame, source, at) for source in arguments.positional]
    return Generator(join(elements) if elements else DATA, sources=tuple(arguments.positional))


def _map(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    iterators, elements = _lazy(frame, arguments.positional[1:], at)
    function = arguments.positional[0] if arguments.positional else DATA
    with frame.capture() as blocks:
        result = frame.interpreter.calls.call(frame, function, Arguments(elements, {}), at)
    return Generator(result, sources=iterators, blocks=tuple(blocks), words="map()")


def _filter(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    iterators, elements = _lazy(frame, arguments.positional[1:2] or [DATA], at)
    with frame.capture() as blocks:
        frame.interpreter.calls.call(frame, arguments.positional[0], Arguments(elements, {}), at)
    return Generator(elements[0], sources=iterators, blocks=tuple(blocks), words="filter()")


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
    return iteration.iterator(frame, arguments.positional[0] if arguments.positional else DATA, at)


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


ITERATING: Mapping[tuple[str, str], Native] = MappingProxyType(
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
        ("builtins", "zip"): _zip,
        ("builtins", "map"): _map,
        ("builtins", "filter"): _filter,
        ("builtins", "reversed"): _reversed,
        ("itertools", "chain"): _chain,
    }
)
