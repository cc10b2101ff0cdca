"""What calls of library code do, by the facts: a stub is a ready-made summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import handed, setup
from asyncdb_lint.semantics.effects import Effects
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.handed import Handing
from asyncdb_lint.semantics.orm.reading import emits
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.summary import Block
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    Awaitable,
    CallableValue,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Generator,
    Instance,
    Manager,
    Origin,
    Outside,
    PartialValue,
    Place,
    Union,
    Unknown,
    Value,
    alternatives,
    join,
)


def call(frame: Frame, callee: FunctionValue, arguments: Arguments, at: ir.At) -> Value:
    """What calling a function of the facts gives; its database I/O is added to the frame."""
    node = choose(frame, callee, arguments)
    effects = frame.interpreter.effects.of(node)
    given = given_by_name(node, callee, arguments)
    if effects.decorator:
        return _decorate(frame, Handing(callee, node, given, arguments, {}), effects)
    if effects.io and setup.is_refused(frame, callee, given):
        setup.ddl(frame, callee, given, at)
    elif (
        effects.io
        and happens(effects.when, given)
        and not is_in_greenlet(callee, given)
        and not emits(frame, callee.receiver, at)
    ):
        _block(frame, callee, node, effects, at)
    variables = dict(frame.interpreter.parameters.variables(callee))
    solve(frame, callee.module, node, given, variables)
    hand_over(frame, Handing(callee, node, given, arguments, variables), variables, at)
    kept = frame.interpreter.open_objects.by_key(callee, arguments) if effects.keyed else None
    result = kept or _result(frame, callee, node, variables, at)
    if isinstance(result, Awaitable) and not node.is_async:
        result = Awaitable(result.result)  # what a library makes of a coroutine is for the library to run
    return _marked(result) if is_in_greenlet(callee, given) else result


def _decorate(frame: Frame, handing: Handing, effects: Effects) -> Value:
    """A decorator of a library, called with the function to decorate, or with what configures it."""
    from asyncdb_lint.semantics.decorators import CONFIGURED, changed, is_factory, is_function, named_after, wrap

    arguments, callee = handing.arguments, handing.callee
    decorated = arguments.positional[-1] if arguments.positional else next(iter(handing.given.values()), None)
    if effects.decorator == "offload" and decorated is not None and not isinstance(decorated, Constant):
        return wrap(decorated, "offload") if isinstance(decorated, FunctionValue) else CallableValue(Awaitable(DATA))
    takes_function = callee.wrapped == CONFIGURED or not is_factory(handing.node)
    if takes_function and decorated is not None and is_function(decorated):
        for mark in effects.entries:
            handed.enter(frame, handing, mark, decorated)
        changed_function = changed(decorated, effects, callee.receiver)
        return named_after(changed_function, callee, tuple(arguments.positional[:-1]))
    handed.keep(frame, handing, effects)
    configured = replace(callee, wrapped=CONFIGURED)
    return PartialValue(configured, tuple(arguments.positional), tuple(arguments.keywords.items()))


def choose(frame: Frame, callee: FunctionValue, arguments: Arguments) -> ir.Function:
    """The first overload that the arguments fit; what `*x` and `**x` may hold is counted on only where none fits."""
    if not callee.overloads:
        return callee.node
    known = Arguments(arguments.positional, arguments.keywords)
    for attempt in (known, arguments):
        for node in callee.overloads:
            if _fits(frame, callee, node, attempt):
                return node
    return callee.overloads[-1]


def _fits(frame: Frame, callee: FunctionValue, node: ir.Function, arguments: Arguments) -> bool:
    given = given_by_name(node, callee, arguments)
    names = {parameter.name for parameter in node.parameters}
    takes_keywords = any(parameter.kind == "kwarg" for parameter in node.parameters)
    if not takes_keywords and any(name not in names for name in arguments.keywords):
        return False
    takes_more = any(parameter.kind == "vararg" for parameter in node.parameters)
    places = sum(parameter.kind in ("positional", "either") for parameter in node.parameters)
    if not takes_more and len(arguments.positional) + (callee.receiver is not None) > places:
        return False
    scope = frame.interpreter.scope(replace(callee, node=node))
    for parameter in node.parameters[1 if callee.receiver is not None else 0 :]:
        value = given.get(parameter.name)
        if value is None:
            required = parameter.default is None and parameter.kind not in ("vararg", "kwarg")
            if required and arguments.more is None and arguments.more_keywords is None:
                return False
        elif parameter.annotation is not None and parameter.kind not in ("vararg", "kwarg"):
            if not _may_be_class(parameter.annotation, value) or not _may_be_literal(parameter.annotation, value):
                return False
            wanted = frame.interpreter.annotations.value(scope, parameter.annotation)
            if not _compatible(frame, value, wanted):
                return False
    return True


def may_be_database_call(frame: Frame, name: str, arguments: Arguments) -> bool:
    """Whether arguments fit any database method of a name: `x.get("key", None)` is none, whatever `x` is."""
    methods = frame.interpreter.database_methods().get(name, ())
    return any(_fits(frame, method, method.node, arguments) for method in methods)


def _may_be_class(annotation: ir.Expr, value: Value) -> bool:
    """Whether a parameter of type `type[...]` can take a value; any other parameter may."""
    if not (isinstance(annotation, ir.Subscript) and isinstance(annotation.value, ir.Name)):
        return True
    if annotation.value.id not in ("type", "Type"):
        return True
    return any(isinstance(part, (ClassValue, Unknown, Outside)) for part in alternatives(value))


def _may_be_literal(annotation: ir.Expr, value: Value) -> bool:
    """Whether a parameter of type `Literal[...]` is surely meant by a value; any other parameter may be."""
    if not (isinstance(annotation, ir.Subscript) and isinstance(annotation.value, ir.Name)):
        return True
    if annotation.value.id != "Literal":
        return True
    items = annotation.index.items if isinstance(annotation.index, ir.Sequence) else [annotation.index]
    listed = [Constant(item.value) for item in items if isinstance(item, ir.Const)]
    return all(part in listed for part in alternatives(value))


def _compatible(frame: Frame, value: Value, wanted: Value) -> bool:
    """Whether an argument may be meant by an annotation; what is not known fits anything."""
    for part in alternatives(wanted):
        if isinstance(part, (Unknown, Outside)):
            return True
        for given in alternatives(value):
            if isinstance(given, (Unknown, Outside)):
                return True
            if isinstance(part, Instance) and isinstance(given, Instance):
                if frame.interpreter.classes.is_subclass(given.cls, part.cls):
                    return True
            elif isinstance(part, ClassValue) and isinstance(given, ClassValue):
                if frame.interpreter.classes.is_subclass(given.cls, part.cls):
                    return True
            elif isinstance(part, (Data, Constant)) and isinstance(given, (Data, Constant)):
                if (part == NONE) == (given == NONE) or isinstance(part, Data):
                    return True
            elif isinstance(part, Container) and isinstance(given, Container):
                return True
            elif isinstance(part, CallableValue) and isinstance(given, (FunctionValue, PartialValue, ClassValue)):
                return True
            elif isinstance(part, Awaitable) and isinstance(given, Awaitable):
                return True
            elif isinstance(part, Container) and isinstance(given, Generator):
                return True
    return False


def given_by_name(node: ir.Function, callee: FunctionValue, arguments: Arguments) -> dict[str, Value]:
    """The arguments by parameter name, the receiver apart; those of `*args` are left out."""
    given: dict[str, Value] = {}
    skip = 1 if callee.receiver is not None else 0
    places = [parameter for parameter in node.parameters if parameter.kind in ("positional", "either")][skip:]
    for parameter, value in zip(places, arguments.positional):
        given[parameter.name] = value
    names = {parameter.name for parameter in node.parameters}
    for name, value in arguments.keywords.items():
        if name in names:
            given[name] = value
    return given


def is_in_greenlet(callee: FunctionValue, given: Mapping[str, Value]) -> bool:
    """Whether a call is made on or with a handle whose waits give the event loop back."""
    values = [*given.values(), *([callee.receiver] if callee.receiver is not None else [])]
    return any(isinstance(part, Instance) and part.in_greenlet for value in values for part in alternatives(value))


def _marked(value: Value) -> Value:
    """What a call in a greenlet gives waits there as well."""
    parts = [replace(part, in_greenlet=True) if isinstance(part, Instance) else part for part in alternatives(value)]
    return join(parts)


def happens(when: str, given: Mapping[str, Value]) -> bool:
    if not when:
        return True
    value = given.get(when)
    return value is not None and value not in (NONE, Constant(False))


def _block(frame: Frame, callee: FunctionValue, node: ir.Function, effects: Effects, at: ir.At) -> None:
    if at == (0, 0, 0, 0):
        return
    if frame.handling and not frame.on_loop and node.name == "rollback":
        return  # what a helper undoes after a failure is not what a call of it does
    receiver = callee.receiver
    if effects.once and isinstance(receiver, Instance) and frame.was_fetched(receiver.origin):
        return
    made = not effects.declared and (not isinstance(receiver, Instance) or receiver.made)
    origin = receiver.origin if isinstance(receiver, Instance) else None
    done = operation(frame, callee, node, at)
    steps = (Place(done, frame.path, at),)
    frame.blocks.append(Block(effects.io, done, at, steps, "", made, origin, effects.raises))


def operation(frame: Frame, callee: FunctionValue, node: ir.Function, at: ir.At) -> str:
    """What is done, in words that a user of the library knows: `Session.get()`, `leaving Engine.begin()`."""
    receiver = callee.receiver
    if callee.owner is None:
        return f"{callee.module.name.partition('.')[0]}.{node.name}()"
    owner = receiver.cls.name if isinstance(receiver, (Instance, ClassValue)) else callee.owner.name
    if node.name in _SPECIAL:
        is_with = node.name in ("__enter__", "__exit__")
        return _SPECIAL[node.name].format(_subject(owner, receiver, at if is_with else None))
    is_property = frame.interpreter.effects.of(node).kind == "property"
    return f"{owner}.{node.name}" if is_property else f"{owner}.{node.name}()"


def _subject(owner: str, receiver: Value | None, at: ir.At | None) -> str:
    """The class; or the call that gave the object, if a `with` makes it or the class is private to the library."""
    given_by = receiver.origin.given_by if isinstance(receiver, Instance) and receiver.origin is not None else None
    return given_by.message if given_by is not None and (owner.startswith("_") or given_by.at == at) else owner


_SPECIAL: Mapping[str, str] = MappingProxyType(
    {
        "__init__": "{}()",
        "__call__": "{}()",
        "__enter__": "entering {}",
        "__exit__": "leaving {}",
        "__iter__": "iterating {}",
        "__next__": "iterating {}",
        "__getitem__": "indexing {}",
        "__contains__": "searching {}",
        "__len__": "counting {}",
    }
)


def solve(
    frame: Frame, module: ModuleInfo, node: ir.Function, given: Mapping[str, Value], variables: dict[str, Value]
) -> None:
    """Settle the type variables of a signature from the arguments."""
    scope = frame.interpreter.names.module_frame(module)
    for parameter in node.parameters:
        value = given.get(parameter.name)
        if value is not None and parameter.annotation is not None:
            _unify(frame, scope, parameter.annotation, value, variables)


def _is_variable(scope: Frame, name: str) -> bool:
    return scope.interpreter.annotations.is_type_variable(scope.module, name)


def _unify(frame: Frame, scope: Frame, annotation: ir.Expr, value: Value, variables: dict[str, Value]) -> None:
    if isinstance(annotation, ir.Name):
        known = variables.get(annotation.id)
        if (known is None or isinstance(known, Unknown)) and _is_variable(scope, annotation.id):
            variables[annotation.id] = value
    elif isinstance(annotation, ir.Operation) and annotation.operator == "|":
        for operand in annotation.operands:
            _unify(frame, scope, operand, value, variables)
    elif isinstance(annotation, ir.Subscript):
        name = annotation.value.id if isinstance(annotation.value, ir.Name) else ""
        index = annotation.index
        items = index.items if isinstance(index, ir.Sequence) and index.kind == "tuple" else [index]
        solutions: list[dict[str, Value]] = []
        for part in alternatives(value):
            solutions.append(dict(variables))
            _unify_generic(frame, scope, name, items, part, solutions[-1])
        _settle(solutions, variables)


def _settle(solutions: list[dict[str, Value]], variables: dict[str, Value]) -> None:
    """A variable is what any alternative of the argument makes it."""
    for name in {name: None for solution in solutions for name in solution}:
        known = [solution[name] for solution in solutions if name in solution]
        solved = [value for value in known if not isinstance(value, Unknown)]
        variables[name] = join(solved or known)


def _unify_generic(
    frame: Frame, scope: Frame, name: str, items: list[ir.Expr], value: Value, variables: dict[str, Value]
) -> None:
    if name in ("type", "Type") and isinstance(value, ClassValue):
        _unify(frame, scope, items[0], Instance(value.cls, value.arguments, value.factory), variables)
    elif name in ("Optional", "Union", "Annotated"):
        for item in items if name == "Union" else items[:1]:
            _unify(frame, scope, item, value, variables)
    elif isinstance(value, Container) and value.kind != "dict" and len(items) == 1:
        _unify(frame, scope, items[0], value.element, variables)
    elif isinstance(value, Container) and value.kind == "dict" and len(items) == 2:
        _unify(frame, scope, items[1], value.element, variables)
    elif isinstance(value, Awaitable):
        _unify(frame, scope, items[-1], value.result, variables)
    elif isinstance(value, Generator):
        _unify(frame, scope, items[0], value.element, variables)
    elif isinstance(value, Manager):
        _unify(frame, scope, items[0], value.generator.element, variables)
    elif isinstance(value, Instance):
        for item, argument in zip(items, value.arguments):
            _unify(frame, scope, item, argument, variables)
    elif isinstance(value, CallableValue) and name == "Callable":
        _unify(frame, scope, items[-1], value.result, variables)


def hand_over(frame: Frame, handing: Handing, variables: dict[str, Value], at: ir.At) -> None:
    """Use the callables and iterables among the arguments; what a callable gives may settle a type variable."""
    effects = frame.interpreter.effects.of(handing.node)
    for use in effects.runs:
        result = handed.run(frame, handing, use, at)
        parameter = handing.parameter(use.param)
        if result is not None and parameter is not None and isinstance(parameter.annotation, ir.Subscript):
            index = parameter.annotation.index
            items = index.items if isinstance(index, ir.Sequence) and index.kind == "tuple" else [index]
            scope = frame.interpreter.names.module_frame(handing.callee.module)
            _unify(frame, scope, items[-1], result, variables)
    handed.keep(frame, handing, effects)


def _result(frame: Frame, callee: FunctionValue, node: ir.Function, variables: dict[str, Value], at: ir.At) -> Value:
    if node.returns is None:
        return Unknown(f"the facts do not say what {node.name} returns")
    scope = frame.interpreter.scope(replace(callee, node=node))
    value = frame.interpreter.annotations.value(scope, node.returns, variables, callee.receiver)
    place = Place(operation(frame, callee, node, at), frame.path, at)
    if not frame.interpreter.effects.of(node).declared:
        value = _as_made(value, Origin(place, given_by=place), callee.receiver)
    if node.is_async:
        return frame.interpreter.coroutines.of_library(frame, callee, value, place.message, at)
    return value


MAKERS = frozenset(
    {"sessionmaker", "async_sessionmaker", "scoped_session", "async_scoped_session", "Engine", "AsyncEngine"}
)
"""Classes whose objects make handles that have a life of their own."""


def _as_made(value: Value, origin: Origin, receiver: Value | None) -> Value:
    """What a call of library code gives is proof, unless the receiver itself was only declared."""
    if isinstance(value, Union):
        return join(_as_made(part, origin, receiver) for part in value.alternatives)
    if isinstance(value, Instance) and value is not receiver:
        made = not (isinstance(receiver, Instance) and not receiver.made)
        inherited = receiver.origin if isinstance(receiver, Instance) and receiver.origin is not None else None
        keeps = inherited is not None and isinstance(receiver, Instance) and not _is_maker(receiver)
        if value.origin is None:
            origin = replace(inherited, given_by=origin.given_by) if inherited is not None and keeps else origin
            return replace(value, made=made or value.made, origin=origin)
        return replace(value, made=made or value.made)
    if isinstance(value, Manager):
        return Manager(replace(value.generator, element=_as_made(value.generator.element, origin, receiver)))
    return value


def _is_maker(receiver: Instance) -> bool:
    return receiver.cls.name in MAKERS
