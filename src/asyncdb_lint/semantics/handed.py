"""What library code does with what it is handed: it calls it, iterates it, or keeps it as an entry point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration
from asyncdb_lint.semantics.effects import Effects, EntryMark, Run
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments, with_partial
from asyncdb_lint.semantics.values import (
    NONE,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Instance,
    PartialValue,
    Value,
    Wrapped,
    alternatives,
    join,
)

METHODS = frozenset({"get", "post", "put", "patch", "delete", "options", "head", "trace"})
_ITERABLES = frozenset({"Iterable", "Iterator", "Sequence", "Collection"})


@dataclass(frozen=True)
class Entry:
    """A function that is handed to a framework: `kind` is the fact's (route, websocket, middleware, startup, ...)."""

    node: ir.Function
    module: ModuleInfo
    kind: str
    method: str = ""
    path: str = ""
    is_method: bool = False
    """Whether a framework knows it by the class whose method it is."""


@dataclass(frozen=True)
class Handing:
    """A call of library code: its overload, its arguments by parameter and in order, and the settled type variables."""

    callee: FunctionValue
    node: ir.Function
    given: Mapping[str, Value]
    arguments: Arguments
    variables: Mapping[str, Value]

    def parameter(self, name: str) -> ir.Parameter | None:
        return next((each for each in self.node.parameters if each.name == name), None)


def run(frame: Frame, handing: Handing, use: Run, at: ir.At) -> Value | None:
    """Use one argument as the facts say: iterate it, or call it, which gives its result."""
    parameter, thread = handing.parameter(use.param), use.on
    values = _values(handing, parameter)
    if parameter is None or not values or isinstance(values[0], (Constant, Data)):
        return None
    if _is_iterable(parameter.annotation):
        with frame.capture() as blocks:
            for value in values:
                iteration.iterate(frame, value, at)
        frame.blocks.extend(blocks if thread == "here" else ())
        return None
    passed = _passed(frame, handing, parameter)
    if use.resolves:
        passed = _resolved(frame, passed, handing, use.resolves)
    if thread == "loop":
        for function, arguments in _functions(values[0], passed):
            frame.interpreter.unit(function, frame.interpreter.parameters.bind(function, arguments))
        return None
    if thread == "greenlet" and passed.positional:
        passed.positional[0] = _in_greenlet(passed.positional[0])
    with frame.capture() as blocks:
        result = frame.interpreter.calls.call(frame, values[0], passed, at)
    if thread == "here":
        frame.blocks.extend(blocks)
    elif thread == "greenlet":
        # A handle that only an annotation calls synchronous may be the greenlet's own, handed on through other objects.
        frame.blocks.extend(block for block in blocks if block.made)
    return result


def _resolved(frame: Frame, passed: Arguments, handing: Handing, name: str) -> Arguments:
    """The arguments, what is made by instances of a class of the facts in their place."""
    cls = frame.interpreter.names.module_name(handing.callee.module, name)

    def made(value: Value) -> Value:
        return join(
            frame.interpreter.calls.call_method(frame, part, "__call__")
            if isinstance(part, Instance)
            and isinstance(cls, ClassValue)
            and frame.interpreter.classes.is_subclass(part.cls, cls.cls)
            else part
            for part in alternatives(value)
        )

    return replace(
        passed,
        positional=[made(each) for each in passed.positional],
        keywords={key: made(each) for key, each in passed.keywords.items()},
    )


def _values(handing: Handing, parameter: ir.Parameter | None) -> list[Value]:
    if parameter is None:
        return []
    if parameter.kind == "vararg":
        places = [each for each in handing.node.parameters if each.kind in ("positional", "either")]
        return handing.arguments.positional[len(places) - (handing.callee.receiver is not None) :]
    return [handing.given[parameter.name]] if parameter.name in handing.given else []


def _is_iterable(annotation: ir.Expr | None) -> bool:
    name = annotation.value if isinstance(annotation, ir.Subscript) else None
    return isinstance(name, ir.Name) and name.id in _ITERABLES


def _functions(value: Value, arguments: Arguments) -> Iterator[tuple[FunctionValue, Arguments]]:
    """The project's functions that a value may be or hold, with the arguments that they would get."""
    for part in alternatives(value):
        if isinstance(part, PartialValue):
            yield from _functions(part.function, with_partial(part, arguments))
        elif isinstance(part, FunctionValue) and not part.module.is_facts:
            yield part, arguments
        elif isinstance(part, Wrapped):
            yield from _functions(part.function, arguments)
        elif isinstance(part, Container):
            for item in part.items if part.items is not None else (part.element,):
                yield from _functions(item, arguments)


def _in_greenlet(value: Value) -> Value:
    """The handle that `run_sync` gives to its function: waiting on it lets the event loop go on."""
    return replace(value, made=True, in_greenlet=True) if isinstance(value, Instance) else value


def _passed(frame: Frame, handing: Handing, parameter: ir.Parameter) -> Arguments:
    """The arguments of a callable: those that its annotation names, then what follows it in the call."""
    node, arguments = handing.node, handing.arguments
    promised = [_promised(frame, handing, each) for each in _named(parameter.annotation)]
    places = sum(each.kind in ("positional", "either") for each in node.parameters)
    places -= handing.callee.receiver is not None
    own = {each.name for each in node.parameters}
    keywords = {key: value for key, value in arguments.keywords.items() if key not in own}
    args, kwargs = handing.given.get("args"), handing.given.get("kwargs")
    if isinstance(args, Container) and args.items is not None:
        if isinstance(kwargs, Container) and kwargs.keys is not None and kwargs.items is not None:
            keywords = {
                str(key.value): each for key, each in zip(kwargs.keys, kwargs.items) if isinstance(key, Constant)
            }
        return Arguments([*promised, *args.items], keywords)
    return Arguments([*promised, *arguments.positional[places:]], keywords, arguments.more, arguments.more_keywords)


def _named(annotation: ir.Expr | None) -> list[ir.Expr]:
    """The parameters that `Callable[[A, B], R]` or `Callable[Concatenate[A, P], R]` names."""
    if isinstance(annotation, ir.Operation):
        return next((found for each in annotation.operands if (found := _named(each))), [])
    index = annotation.index if isinstance(annotation, ir.Subscript) else None
    first = index.items[0] if isinstance(index, ir.Sequence) and index.items else None
    if isinstance(first, ir.Sequence):
        return first.items
    if isinstance(annotation, ir.Subscript) and isinstance(annotation.value, ir.Name):
        if annotation.value.id != "Callable":
            return next((found for each in _items(annotation.index) if (found := _named(each))), [])
    if isinstance(first, ir.Subscript) and isinstance(first.index, ir.Sequence):
        return first.index.items[:-1]
    return []


def _items(index: ir.Expr) -> list[ir.Expr]:
    return index.items if isinstance(index, ir.Sequence) else [index]


def _promised(frame: Frame, handing: Handing, annotation: ir.Expr) -> Value:
    callee = handing.callee
    scope = frame.interpreter.scope(replace(callee, node=handing.node))
    return frame.interpreter.annotations.value(scope, annotation, handing.variables, callee.receiver)


def keep(frame: Frame, handing: Handing, effects: Effects) -> None:
    """Note the entry points among the arguments, and the keywords that are keys of an open object."""
    for mark in effects.entries:
        for value in _values(handing, handing.parameter(mark.param)):
            enter(frame, handing, mark, value)
    if effects.keyed and isinstance(handing.callee.receiver, Instance):
        own = {parameter.name for parameter in handing.node.parameters}
        named = {name: value for name, value in handing.arguments.keywords.items() if name not in own}
        frame.interpreter.open_objects.keep_named(handing.callee.receiver.cls, named)


def enter(frame: Frame, handing: Handing, mark: EntryMark, value: Value) -> None:
    """Note the functions that a value is or holds as entry points, and the methods that its classes write for it."""
    if mark.kind == "object":
        _enter_object(frame, mark, value)
        return
    method, path = _route(handing, mark.kind)
    on_loop = frame.interpreter.provided.is_on_loop(mark) and not _is_given(handing, mark.unless)
    parameter = handing.parameter(mark.param)
    promised = called_with(frame, handing.callee, handing.node, parameter)
    if mark.gives:
        frame.interpreter.provided.add(mark.gives, value)
    for function, _ in _functions(value, Arguments([], {})):
        frame.interpreter.parameters.promise(function, promised)
        pass_by_name(frame, mark, function)
        if mark.on == "own":
            frame.interpreter.own_loops.add(function.node)
        if mark.kind != "dependency":
            entry = Entry(function.node, function.module, mark.kind, method, path)
            frame.interpreter.entries.setdefault(function.node, []).append(entry)
        if mark.kind == "route":
            frame.interpreter.validation.receive(function)
    start(frame, value, on_loop, is_provider=mark.kind == "dependency")
    if mark.kind in ("route", "websocket"):
        for cls in _classes(value):
            _enter_class(frame, cls, path)


def pass_by_name(frame: Frame, mark: EntryMark, function: FunctionValue) -> None:
    """Note that a framework passes what is kept under a parameter's name."""
    module_name, _, name = mark.named.rpartition(".")
    module = frame.interpreter.project.module(module_name) if name else None
    cls = frame.interpreter.names.module_name(module, name) if module is not None else None
    if isinstance(cls, ClassValue):
        frame.interpreter.parameters.name_by_key(function, cls.cls)


def start(frame: Frame, value: Value, on_loop: bool, *, is_provider: bool = False) -> None:
    """Note that a framework calls the functions that a value is or holds; what moves into a thread leaves the loop."""
    for function, _ in _functions(value, Arguments([], {})):
        # What a provider does after its `yield` may run on another thread than what it does before.
        leaves = function.wrapped == "offload" or (is_provider and function.node.is_generator)
        frame.interpreter.start(function, on_loop=on_loop and not leaves)


def _enter_object(frame: Frame, mark: EntryMark, value: Value) -> None:
    """Methods of an object that is handed over are called on this very object: its coroutines, or what the mark names."""
    for part in alternatives(value):
        if isinstance(part, Container):
            for item in part.items if part.items is not None else (part.element,):
                _enter_object(frame, mark, item)
        if not isinstance(part, Instance) or part.cls.module.is_facts:
            continue
        for base in frame.interpreter.classes.order(part.cls):
            for node in () if base.module.is_facts else base.methods():
                if _is_decorated(frame, base, node, mark.of) if mark.of else node.is_async:
                    method = FunctionValue(node, base.module, base, part)
                    frame.interpreter.entries.setdefault(node, []).append(Entry(node, base.module, "object"))
                    frame.interpreter.start(method, on_loop=mark.on == "loop")


def _is_decorated(frame: Frame, cls: ClassInfo, node: ir.Function, names: str) -> bool:
    """Whether a method has one of the decorators, which are given as dotted names."""
    home = frame.interpreter.names.module_frame(cls.module)
    for decorator in node.decorators:
        expression = decorator.func if isinstance(decorator, ir.Call) else decorator
        target = frame.interpreter.annotations.symbol(home, expression)
        if isinstance(target, Definition) and f"{target.module.name}.{target.name}" in names.split(", "):
            return True
    return False


def _enter_class(frame: Frame, cls: ClassInfo, path: str) -> None:
    """The methods of a class that is handed over serve its path."""
    known = frame.interpreter.entries
    for base in frame.interpreter.classes.order(cls):
        for node in () if base.module.is_facts else base.methods():
            for entry in [each for each in known.get(node, ()) if each.is_method]:
                verb = node.name.upper() if node.name in METHODS else "ANY"
                served = "WEBSOCKET" if entry.kind == "websocket" else verb
                routed = replace(entry, method=served, path=path)
                if routed not in known[node]:
                    known[node].append(routed)


def _classes(value: Value) -> Iterator[ClassInfo]:
    for part in alternatives(value):
        if isinstance(part, ClassValue) and not part.cls.module.is_facts:
            yield part.cls


def _is_given(handing: Handing, name: str) -> bool:
    """Whether an argument is given and may be true."""
    value = handing.given.get(name) if name else None
    return value is not None and value not in (NONE, Constant(False))


def called_with(frame: Frame, callee: FunctionValue, node: ir.Function, parameter: ir.Parameter | None) -> list[Value]:
    """What library code passes to a callable that it is handed: as the argument, or to the decorated function."""
    if parameter is not None:
        annotations = _named(parameter.annotation)
    else:
        annotations = next((_named(each) for each in _named(node.returns)), [])
    scope = frame.interpreter.scope(replace(callee, node=node))
    return [frame.interpreter.annotations.value(scope, each, {}, callee.receiver) for each in annotations]


def _route(handing: Handing, kind: str) -> tuple[str, str]:
    if kind not in ("route", "websocket"):
        return "", ""
    first = next((each.name for each in handing.node.parameters if each.name != "self"), "")
    path = handing.given.get("path", handing.given.get(first))
    methods = handing.given.get("methods", handing.given.get("method"))
    name = handing.node.name.removeprefix("add_")
    own = name.upper() if name in METHODS else "GET"
    if isinstance(methods, Constant):
        own, methods = str(methods.value).upper(), None
    names = methods.items or () if isinstance(methods, Container) else (Constant(own),)
    method = "/".join(str(name.value) for name in names if isinstance(name, Constant))
    text = str(path.value) if isinstance(path, Constant) else "{...}"
    return "WEBSOCKET" if kind == "websocket" else method or own, text
