"""What an annotation promises: type expressions become values that only an annotation vouches for (`made` is False)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.index.project import Definition, Foreign, Target
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    NULLABLE,
    Awaitable,
    CallableValue,
    ClassValue,
    Container,
    Generator,
    Instance,
    Manager,
    Outside,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

TYPING_MODULES = frozenset(
    {"typing", "typing_extensions", "collections.abc", "builtins", "types", "contextlib", "collections"}
)
NO_VARIABLES: Mapping[str, Value] = MappingProxyType({})

_SCALARS = frozenset(
    "str int float bool bytes bytearray complex range memoryview Literal LiteralString Hashable Sized "
    "SupportsInt SupportsFloat ByteString Buffer NoReturn Never TypeGuard TypeIs slice".split()
)
_WRAPPERS = frozenset("Final ClassVar Required NotRequired ReadOnly InitVar Unpack".split())
_LISTS: Mapping[str, str] = MappingProxyType(
    {
        name: kind
        for kind, names in {
            "list": "list List Sequence MutableSequence Iterable Collection Container Reversible deque Deque",
            "set": "set Set frozenset FrozenSet AbstractSet MutableSet KeysView ValuesView",
        }.items()
        for name in names.split()
    }
)
_MAPPINGS = frozenset("dict Dict Mapping MutableMapping defaultdict DefaultDict OrderedDict Counter ChainMap".split())
_GENERATORS = frozenset("Generator Iterator".split())
_ASYNC_GENERATORS = frozenset("AsyncGenerator AsyncIterator AsyncIterable".split())
_AWAITABLES: Mapping[str, int] = MappingProxyType({"Awaitable": 0, "Coroutine": 2, "Future": 0})
_MANAGERS = frozenset("ContextManager AbstractContextManager AsyncContextManager AbstractAsyncContextManager".split())


class Annotations:
    """Reads annotations in the scope in which they stand."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.project = interpreter.project
        self._aliases: set[object] = set()
        self._variables: dict[tuple[ModuleInfo, str], bool] = {}
        self._closed: dict[ir.Expr, Value] = {}
        self._depends = False
        """Whether what is being read depends on more than the annotation: type variables, the receiver, locals."""

    def value(
        self,
        frame: Frame,
        expression: ir.Expr,
        variables: Mapping[str, Value] = NO_VARIABLES,
        receiver: Value | None = None,
    ) -> Value:
        """The value that an annotation promises, type variables replaced from `variables`."""
        if isinstance(expression, ir.Const):
            return NONE if expression.kind == "NoneType" else Unknown("annotation is not a type")
        known = self._closed.get(expression)
        if known is not None:
            return known
        outer, self._depends = self._depends, bool(self._aliases)
        value = self._read(frame, expression, variables, receiver)
        if not self._depends:
            self._closed[expression] = value
        self._depends = self._depends or outer
        return value

    def _read(self, frame: Frame, expression: ir.Expr, variables: Mapping[str, Value], receiver: Value | None) -> Value:
        if isinstance(expression, ir.Operation) and expression.operator == "|":
            return join([self.value(frame, each, variables, receiver) for each in expression.operands], declared=True)
        if isinstance(expression, ir.Subscript):
            return self._subscript(frame, expression, variables, receiver)
        if isinstance(expression, (ir.Name, ir.Attribute)):
            return self._symbol(frame, expression, variables, receiver)
        self._depends = True
        return self.of_value(frame, self._evaluate(frame, expression))

    def typing_name(self, frame: Frame, expression: ir.Expr) -> str:
        """The simple name of the typing construct or builtin class that an expression names, or the empty text."""
        target = self.symbol(frame, expression)
        if isinstance(target, Definition) and target.module.name in TYPING_MODULES:
            return target.name
        if isinstance(target, Foreign) and target.name.rpartition(".")[0] in TYPING_MODULES:
            return target.name.rpartition(".")[2]
        return ""

    def is_type_variable(self, module: ModuleInfo, name: str) -> bool:
        """Whether a module's name is a `TypeVar` or `ParamSpec`."""
        key = (module, name)
        known = self._variables.get(key)
        if known is None:
            target = self.project.lookup(module, name)
            known = False
            if isinstance(target, Definition):
                value = getattr(target.bindings[-1].statement, "value", None)
                if isinstance(value, ir.Call):
                    home = self.interpreter.names.module_frame(target.module)
                    known = self.typing_name(home, value.func) in ("TypeVar", "ParamSpec")
            self._variables[key] = known
        return known

    def symbol(self, frame: Frame, expression: ir.Expr) -> Target | str | None:
        """What a dotted name leads to in the module's scope, without evaluating it."""
        if isinstance(expression, ir.Name):
            found = self.project.lookup(frame.module, expression.id)
            if found is None:
                builtins = self.project.module("builtins")
                found = self.project.lookup(builtins, expression.id) if builtins is not None else None
            return found
        if isinstance(expression, ir.Attribute):
            owner = self.symbol(frame, expression.value)
            if isinstance(owner, ModuleInfo):
                return self.project.lookup(owner, expression.attr) or self.project.submodule(owner, expression.attr)
            if isinstance(owner, str):
                return self.project.module_or_foreign(f"{owner}.{expression.attr}")
            if isinstance(owner, Foreign):
                return Foreign(f"{owner.name}.{expression.attr}")
        return None

    def of_value(self, frame: Frame, value: Value) -> Value:
        """What an annotation promises that evaluates to `value`: an instance of a class, what a factory makes."""
        results: list[Value] = []
        for part in alternatives(value):
            if isinstance(part, ClassValue):
                results.append(instance_of_class(part))
            elif isinstance(part, Instance):
                made = self.interpreter.calls.call_method(frame, part, "__call__")
                results.append(replace(made, made=False) if isinstance(made, Instance) else made)
            elif part == NONE or isinstance(part, Outside):
                results.append(part)
            else:
                results.append(Unknown("annotation is not a type"))
        return join(results, declared=True)

    def _evaluate(self, frame: Frame, expression: ir.Expr) -> Value:
        from asyncdb_lint.semantics.expressions import evaluate

        return evaluate(frame, expression)

    def _symbol(
        self, frame: Frame, expression: ir.Name | ir.Attribute, variables: Mapping[str, Value], receiver: Value | None
    ) -> Value:
        if isinstance(expression, ir.Name):
            if expression.id in variables:
                self._depends = True
                return variables[expression.id]
            bound = self._local(frame, expression.id)
            if bound is not None:
                self._depends = True
                return self.of_value(frame, bound)
        target = self.symbol(frame, expression)
        if isinstance(target, Definition):
            return self._definition(frame, target, variables, receiver)
        if isinstance(target, Foreign):
            if target.name.rpartition(".")[0] in TYPING_MODULES:
                return self._typing(frame, target.name.rpartition(".")[2], [], variables, receiver)
            return self.interpreter.names.target(target)
        return self.of_value(frame, self._evaluate(frame, expression))

    def _local(self, frame: Frame, name: str) -> Value | None:
        """A class of the enclosing function or class body."""
        value = frame.get(name)
        if value is None and frame.owner is not None and name in frame.owner.bindings:
            value = self.interpreter.names.class_name(frame.owner, name)
        return value if isinstance(value, ClassValue) else None

    def _definition(
        self, frame: Frame, target: Definition, variables: Mapping[str, Value], receiver: Value | None
    ) -> Value:
        if target.module.name in TYPING_MODULES:
            native = self._typing(frame, target.name, [], variables, receiver)
            if not (isinstance(native, Unknown) and native.reason == _NOT_NATIVE):
                return native
        binding = target.bindings[-1]
        statement = binding.statement
        if isinstance(statement, ir.Class):
            return instance_of_class(ClassValue(target.module.class_of[statement]))
        if isinstance(statement, (ir.Assign, ir.AnnotatedAssign)) and statement.value is not None:
            return self._alias(target, statement.value, variables, receiver)
        return self.of_value(frame, self.interpreter.names.definition(target))

    def _alias(
        self, target: Definition, value: ir.Expr, variables: Mapping[str, Value], receiver: Value | None
    ) -> Value:
        frame = self.interpreter.names.module_frame(target.module)
        if isinstance(value, ir.Call):
            callee = self.typing_name(frame, value.func)
            if callee == "TypeVar":
                self._depends = True
                return variables.get(target.name) or self._bound(frame, value)
            if callee == "NewType" and len(value.arguments) == 2:
                return self.value(frame, value.arguments[1].value, variables, receiver)
        key = (target.module, target.name)
        if key in self._aliases:
            return Unknown("recursive type alias")
        self._aliases.add(key)
        try:
            return self.value(frame, value, variables, receiver)
        finally:
            self._aliases.discard(key)

    def _bound(self, frame: Frame, call: ir.Call) -> Value:
        for argument in call.arguments:
            if argument.name == "bound":
                value = argument.value
                if isinstance(value, ir.Const) and isinstance(value.value, str):
                    value = ir.Name(value.value)
                return self.value(frame, value)
        return Unknown("type variable")

    def _subscript(
        self, frame: Frame, node: ir.Subscript, variables: Mapping[str, Value], receiver: Value | None
    ) -> Value:
        index = node.index
        arguments = index.items if isinstance(index, ir.Sequence) and index.kind == "tuple" else [index]
        name = self.typing_name(frame, node.value)
        if name:
            native = self._typing(frame, name, arguments, variables, receiver)
            if not (isinstance(native, Unknown) and native.reason == _NOT_NATIVE):
                return native
        alias = self._generic_alias(frame, node.value)
        if alias is not None:
            target, value, names = alias
            given = {each: self.value(frame, item, variables, receiver) for each, item in zip(names, arguments)}
            return self._alias(target, value, given, receiver)
        base = self.value(frame, node.value, variables, receiver)
        if isinstance(base, Instance):
            return replace(base, arguments=tuple(self.value(frame, each, variables, receiver) for each in arguments))
        return base

    def _generic_alias(self, frame: Frame, expression: ir.Expr) -> tuple[Definition, ir.Expr, list[str]] | None:
        """The alias that a name stands for, with its type variables in the order in which they first appear."""
        target = self.symbol(frame, expression)
        if not isinstance(target, Definition) or len(target.bindings) != 1:
            return None
        statement = target.bindings[0].statement
        if not isinstance(statement, (ir.Assign, ir.AnnotatedAssign)):
            return None
        if not isinstance(statement.value, (ir.Subscript, ir.Operation)):
            return None
        names: list[str] = []
        pending: list[ir.Expr] = [statement.value]
        while pending:
            node = pending.pop()
            if isinstance(node, ir.Name):
                if node.id not in names and self.is_type_variable(target.module, node.id):
                    names.append(node.id)
            elif isinstance(node, ir.Subscript):
                pending += [node.index, node.value]
            elif isinstance(node, ir.Sequence):
                pending += reversed(node.items)
            elif isinstance(node, ir.Operation):
                pending += reversed(node.operands)
        return (target, statement.value, names) if names else None

    def _typing(
        self, frame: Frame, name: str, arguments: list[ir.Expr], variables: Mapping[str, Value], receiver: Value | None
    ) -> Value:
        def at(number: int) -> Value:
            if number < len(arguments):
                return self.value(frame, arguments[number], variables, receiver)
            return NULLABLE if frame.module.is_facts else Unknown("type argument is missing")

        if name in _SCALARS:
            return DATA
        if name == "Any":
            return NULLABLE if frame.module.is_facts else Unknown("annotated Any")
        if name == "object":
            return Unknown("annotated object")
        if name == "Optional":
            return join([at(0), NONE], declared=True)
        if name == "Union":
            return join([at(number) for number in range(len(arguments))], declared=True)
        if name == "Annotated" or name in _WRAPPERS:
            return at(0)
        if name in ("type", "Type"):
            return _class_of(at(0))
        if name in _LISTS:
            return Container(_LISTS[name], at(0))
        if name in _MAPPINGS:
            return Container("dict", at(1))
        if name in ("tuple", "Tuple"):
            return self._tuple(arguments, at)
        if name in _GENERATORS:
            return Generator(at(0), returned=at(2) if len(arguments) > 2 else None)
        if name in _ASYNC_GENERATORS:
            return Generator(at(0), is_async=True)
        if name in _AWAITABLES:
            return Awaitable(at(_AWAITABLES[name]))
        if name in _MANAGERS:
            return Manager(Generator(at(0), is_async="Async" in name))
        if name == "Callable":
            return CallableValue(at(1))
        if name == "Self":
            self._depends = True
            if isinstance(receiver, ClassValue):
                return instance_of_class(receiver)
            return receiver if receiver is not None else Unknown("Self")
        return Unknown(_NOT_NATIVE)

    def _tuple(self, arguments: list[ir.Expr], at: object) -> Value:
        assert callable(at)
        if not arguments:
            return Container("tuple", Unknown("type argument is missing"))
        if len(arguments) == 2 and isinstance(arguments[1], ir.Const) and arguments[1].kind == "ellipsis":
            return Container("tuple", at(0))
        items = tuple(at(number) for number in range(len(arguments)))
        return Container("tuple", join(items), items)

    def metadata(self, frame: Frame, expression: ir.Expr) -> list[tuple[Frame, ir.Expr]]:
        """What `Annotated` adds to a type, aliases followed, each with the frame that it is to be evaluated in."""
        if isinstance(expression, ir.Subscript):
            index = expression.index
            if self.typing_name(frame, expression.value) == "Annotated" and isinstance(index, ir.Sequence):
                inner = self.metadata(frame, index.items[0]) if index.items else []
                return inner + [(frame, item) for item in index.items[1:]]
            return []
        if isinstance(expression, ir.Operation) and expression.operator == "|":
            return [found for operand in expression.operands for found in self.metadata(frame, operand)]
        if isinstance(expression, (ir.Name, ir.Attribute)):
            target = self.symbol(frame, expression)
            if isinstance(target, Definition) and not target.module.is_facts:
                statement = target.bindings[-1].statement
                if isinstance(statement, (ir.Assign, ir.AnnotatedAssign)) and isinstance(
                    statement.value, (ir.Subscript, ir.Name, ir.Attribute)
                ):
                    key = (target.module, target.name, "metadata")
                    if key in self._aliases:
                        return []
                    self._aliases.add(key)
                    try:
                        return self.metadata(self.interpreter.names.module_frame(target.module), statement.value)
                    finally:
                        self._aliases.discard(key)
        return []


_NOT_NATIVE = "not a typing construct"


def instance_of_class(value: ClassValue) -> Value:
    """An instance that an annotation promises; built-in scalars and containers become their own values."""
    cls: ClassInfo = value.cls
    if cls.module.name == "builtins":
        if cls.name in _SCALARS:
            return DATA
        if cls.name in _LISTS:
            return Container(_LISTS[cls.name], Unknown("type argument is missing"))
        if cls.name == "dict":
            return Container("dict", Unknown("type argument is missing"))
        if cls.name == "object":
            return Unknown("annotated object")
    return Instance(cls, value.arguments, value.factory, made=False)


def _class_of(value: Value) -> Value:
    results: list[Value] = []
    for part in alternatives(value):
        if isinstance(part, Instance):
            results.append(ClassValue(part.cls, part.arguments))
        else:
            results.append(part if isinstance(part, (Data_, Outside)) else Unknown("type of something unknown"))
    return join(results)


Data_ = type(DATA)
