"""What parameters are: bound from the arguments of a call, or as annotations, defaults and dependencies promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.contexts import carries
from asyncdb_lint.semantics.evidence import completed, narrowed
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    NULLABLE,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Instance,
    Origin,
    Outside,
    PartialValue,
    Place,
    Unknown,
    Value,
    alternatives,
    is_plain,
    join,
    without_none,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


@dataclass
class Arguments:
    """Evaluated arguments; `more` and `more_keywords` stand for `*x` and `**x` of unknown length."""

    positional: list[Value]
    keywords: dict[str, Value]
    more: Value | None = None
    more_keywords: Value | None = None

    def get(self, number: int, name: str = "") -> Value | None:
        """An argument by position or by name."""
        if 0 <= number < len(self.positional):
            return self.positional[number]
        return self.keywords.get(name) if name else None

    def after(self, count: int) -> Arguments:
        """What is left when the first `count` positional arguments are taken."""
        return Arguments(self.positional[count:], self.keywords, self.more, self.more_keywords)

    def values(self) -> list[Value]:
        return [*self.positional, *self.keywords.values()]


class Parameters:
    """Binds parameters; what is declared of each is worked out once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._declared: dict[tuple[ir.Function, int, object], Value] = {}
        self._running: set[tuple[ir.Function, int]] = set()
        self._promised: dict[tuple[ir.Function, int], Value] = {}
        self._named: dict[ir.Function, ClassInfo] = {}
        """The open classes whose keys are passed to parameters of the same names."""

    def variables(self, function: FunctionValue) -> Mapping[str, Value]:
        """The type variables that a method's receiver settles."""
        receiver = function.receiver
        if isinstance(receiver, Instance) and function.owner is not None:
            return self.interpreter.classes.variables(receiver.cls, receiver.arguments, function.owner)
        return {}

    def declared_all(self, function: FunctionValue, receiver: Value | None) -> dict[str, Value]:
        """Every parameter as its declaration promises; the first is the receiver, if there is one."""
        bound: dict[str, Value] = {}
        for number, parameter in enumerate(function.node.parameters):
            if number == 0 and receiver is not None:
                bound[parameter.name] = self._receiver(function, receiver)
            else:
                bound[parameter.name] = self.declared(function, number)
        return bound

    def _receiver(self, function: FunctionValue, receiver: Value) -> Value:
        names = {part.id for part in function.node.decorators if isinstance(part, ir.Name)}
        if "classmethod" in names and isinstance(receiver, Instance):
            return ClassValue(receiver.cls, receiver.arguments)
        return receiver

    def promise(self, function: FunctionValue, values: Sequence[Value]) -> None:
        """Note what a framework passes to a function, which counts where the function itself declares nothing."""
        node = function.node
        is_method = function.receiver is not None or (function.owner is not None and not _is_static(node))
        places = [n for n, each in enumerate(node.parameters) if each.kind in ("positional", "either")]
        for number, value in zip(places[1:] if is_method else places, values):
            is_open = isinstance(value, Instance) and self.interpreter.open_objects.is_open(value.cls, "__getitem__")
            if (is_open or node.parameters[number].annotation is None) and not isinstance(value, Unknown):
                self._promised[node, number] = value
                self._declared.pop((node, number, function.closure), None)

    def name_by_key(self, function: FunctionValue, cls: ClassInfo) -> None:
        """Note that a framework passes what is kept in an open class by name, to parameters that declare nothing."""
        self.interpreter.open_objects.add_keyed(cls)
        self._named[function.node] = cls

    def declared(self, function: FunctionValue, number: int) -> Value:
        """What a parameter holds when nothing is known of the caller."""
        node = function.node
        key = (node, number, function.closure)
        value = self._declared.get(key)
        if value is not None:
            return value
        if (node, number) in self._running:
            return Unknown("dependency that depends on itself")
        self._running.add((node, number))
        try:
            value = self._declare(function, node.parameters[number])
            if isinstance(value, (Unknown, Container)):
                # An object that takes any key may be declared as a dictionary.
                value = self._promised.get((node, number), value)
            if isinstance(value, Unknown) and node in self._named:
                named = self.interpreter.open_objects.named(self._named[node], node.parameters[number].name)
                value = value if isinstance(named, Unknown) else named
        finally:
            self._running.discard((node, number))
        self._declared[key] = value
        return value

    def _declare(self, function: FunctionValue, parameter: ir.Parameter) -> Value:
        frame = self.interpreter.scope(function)
        if parameter.kind in ("vararg", "kwarg"):
            inner = self._annotated(frame, function, parameter) or Unknown(f"parameter *{parameter.name}")
            return Container("tuple" if parameter.kind == "vararg" else "dict", inner)
        provided = self.interpreter.providers.of_parameter(frame, function, parameter)
        annotated = self._annotated(frame, function, parameter)
        if provided is not None and annotated is not None:
            return completed(self.interpreter.classes, provided, annotated)
        if annotated is not None:
            if isinstance(parameter.default, ir.Const) and parameter.default.kind == "NoneType":
                return join([annotated, NONE], declared=True)
            return annotated
        if provided is not None:
            return provided
        if parameter.default is not None:
            value = self.default(frame, parameter.default)
            if value != NONE and not isinstance(value, Unknown):
                # Callers may pass something else of the kind: a constant decides nothing.
                return Data() if isinstance(value, Constant) else value
        return Unknown(f"parameter {parameter.name} has no annotation")

    def default(self, frame: Frame, expression: ir.Expr) -> Value:
        """The value of a default, as evaluated where the function is defined."""
        from asyncdb_lint.semantics.expressions import evaluate

        with frame.capture():
            return evaluate(frame, expression)

    def _annotated(self, frame: Frame, function: FunctionValue, parameter: ir.Parameter) -> Value | None:
        if parameter.annotation is None:
            return None
        value = self.interpreter.annotations.value(
            frame, parameter.annotation, self.variables(function), function.receiver
        )
        place = Place(f"annotation of {parameter.name}", function.module.path, function.node.at)
        origin = Origin(place, (function.node, parameter.name))
        return _with_origin(value, origin)

    def bind(self, function: FunctionValue, arguments: Arguments) -> dict[str, Value]:
        """The parameters of a call; what an argument does not tell, the declaration does."""
        bound: dict[str, Value] = {}
        positional = list(arguments.positional)
        if function.receiver is not None:
            positional.insert(0, function.receiver)
        keywords = dict(arguments.keywords)
        taken = 0
        for number, parameter in enumerate(function.node.parameters):
            given: Value | None = None
            if parameter.kind in ("positional", "either") and taken < len(positional):
                given = positional[taken]
                taken += 1
            elif parameter.kind == "vararg":
                rest = positional[taken:]
                taken = len(positional)
                if arguments.more is not None:
                    bound[parameter.name] = Container("tuple", join([*rest, arguments.more]))
                else:
                    bound[parameter.name] = Container("tuple", join(rest) if rest else DATA, tuple(rest))
                continue
            elif parameter.kind == "kwarg":
                bound[parameter.name] = self._rest(keywords, arguments)
                continue
            elif parameter.name in keywords:
                given = keywords.pop(parameter.name)
            elif arguments.more is not None and parameter.kind != "keyword":
                given = arguments.more
            elif arguments.more_keywords is not None:
                given = arguments.more_keywords
            bound[parameter.name] = self._bound(function, number, parameter, given)
        return bound

    def _decides(self, function: FunctionValue, parameter: ir.Parameter, given: Value | None) -> bool:
        """Whether an argument makes a call of a coroutine function a context of its own.

        It carries more than a decision, or it decides by which options objects are loaded.
        """
        if given is None:
            default = parameter.default
            return isinstance(default, ir.Const) and self.interpreter.orm.chooses(function.node, parameter.name)
        parts = alternatives(given)
        if any(not isinstance(part, (Constant, Data, Unknown, Outside)) and carries(part) for part in parts):
            return True
        if self.interpreter.templates.names_one(function.node, parameter.name):
            return any(isinstance(part, Constant) for part in parts)
        is_flag = any(isinstance(part, Constant) and carries(part) for part in parts)
        return is_flag and self.interpreter.orm.chooses(function.node, parameter.name)

    def _rest(self, keywords: dict[str, Value], arguments: Arguments) -> Value:
        if arguments.more_keywords is not None:
            return Container("dict", join([*keywords.values(), arguments.more_keywords]))
        keys = tuple(Constant(name) for name in keywords)
        values = tuple(keywords.values())
        return Container("dict", join(values) if values else DATA, values, keys)

    def _bound(self, function: FunctionValue, number: int, parameter: ir.Parameter, given: Value | None) -> Value:
        if (
            parameter.annotation is not None
            and function.node.is_async
            and not self._decides(function, parameter, given)
        ):
            # What a coroutine runs into is found by its own run, in which every parameter is what it is declared to be.
            declared = self.declared(function, number)
            if not any(isinstance(part, Unknown) for part in alternatives(declared)):
                return declared
        if given is None:
            if parameter.default is None:
                return self.declared(function, number)
            frame = self.interpreter.scope(function)
            if self.interpreter.providers.depends(frame, parameter.default) is not None:
                return self.declared(function, number)
            value = self.default(frame, parameter.default)
            return self.declared(function, number) if isinstance(value, Unknown) else value
        if isinstance(given, Constant) and self.interpreter.templates.names_one(function.node, parameter.name):
            return given
        if any(isinstance(part, Unknown) for part in alternatives(given)):
            if parameter.annotation is None and parameter.default is None:
                return given
            declared = self.declared(function, number)
            if isinstance(declared, Unknown):
                return given
            return join(declared if isinstance(part, Unknown) else part for part in alternatives(given))
        if parameter.annotation is not None and not (isinstance(given, Constant) and carries(given)):
            # Plain data tells no more than its annotation, and what is annotated as data is taken as data unless a
            # handle was traced to it: calls that differ in it share one context.
            declared = self.declared(function, number)
            if not isinstance(declared, Unknown):
                if not carries(given) or (_is_data(declared) and not _has_handle(given)):
                    return declared if _may_be_none(given) else _present(declared)
                given = narrowed(self.interpreter.classes, given, declared)
                self._note_given(function, parameter, given, declared)
        return given

    def _note_given(self, function: FunctionValue, parameter: ir.Parameter, given: Value, declared: Value) -> None:
        """Remember whether the objects that callers pass are what the annotation says, or other synchronous handles."""
        classes = self.interpreter.classes
        promised = [part.cls for part in alternatives(declared) if isinstance(part, Instance)]
        for part in alternatives(given):
            if isinstance(part, Instance) and part.made:
                is_meant = classes.twin(part.cls) is not None or any(
                    classes.is_in_line(part.cls, cls) for cls in promised
                )
                self.interpreter.given.setdefault((function.node, parameter.name), set()).add(is_meant)


def _is_static(node: ir.Function) -> bool:
    return any(isinstance(each, ir.Name) and each.id == "staticmethod" for each in node.decorators)


def _with_origin(value: Value, origin: Origin) -> Value:
    parts = [replace(part, origin=origin) if isinstance(part, Instance) else part for part in alternatives(value)]
    return join(parts, declared=len(parts) > 1)


def _is_data(value: Value) -> bool:
    return all(isinstance(part, (Data, Constant)) or is_plain(part) for part in alternatives(value))


def _may_be_none(value: Value) -> bool:
    return any(part in (NONE, NULLABLE) for part in alternatives(value))


def _present(value: Value) -> Value:
    """What is declared of an argument that is given and not None."""
    if value == NONE:
        return value
    return without_none(DATA if value == NULLABLE else value)


def _has_handle(value: Value) -> bool:
    return any(isinstance(part, Instance) and part.made and part.cls.is_handle for part in alternatives(value))


def with_partial(value: PartialValue, arguments: Arguments) -> Arguments:
    """The arguments of a call through `functools.partial`."""
    keywords = {**dict(value.keywords), **arguments.keywords}
    return Arguments([*value.positional, *arguments.positional], keywords, arguments.more, arguments.more_keywords)


def handle_origin(receiver: Value | None, arguments: Arguments | None) -> Origin | None:
    """Where the database handle among a call's receiver and arguments came from."""
    candidates = list(arguments.values()) if arguments is not None else []
    if receiver is not None:
        candidates.append(receiver)
    for value in candidates:
        for part in alternatives(value):
            if isinstance(part, Instance):
                if part.cls.module.is_facts and part.origin is not None:
                    return part.origin
                for _, field in part.fields:
                    if isinstance(field, Instance) and field.cls.module.is_facts and field.origin is not None:
                        return field.origin
    return None
