"""What classes have: the order in which bases are searched, type arguments, and the fields that methods assign."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import Binding, ClassInfo, flatten
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.effects import class_mark
from asyncdb_lint.semantics.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Outside,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

CONSTRUCTORS = frozenset({"__new__", "__init__", "__post_init__", "model_post_init"})


class Classes:
    """Answers questions about classes, each worked out once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._found: dict[tuple[ClassInfo, str], tuple[ClassInfo, Value]] = {}
        self._orders: dict[ClassInfo, tuple[ClassInfo, ...]] = {}
        self._unknown_base: dict[ClassInfo, Value | None] = {}
        self._bases: dict[ClassInfo, tuple[tuple[ClassInfo, tuple[Value, ...]], ...]] = {}
        self._parameters: dict[ClassInfo, tuple[str, ...]] = {}
        self._assigned: dict[ClassInfo, Mapping[str, list[ir.Function]]] = {}
        self._subclasses: dict[ClassInfo, list[ClassInfo]] = {}
        self._awaited: dict[ClassInfo, frozenset[str]] = {}
        self._followed: dict[tuple[ClassInfo, str], bool] = {}
        self._implementations: dict[tuple[ClassInfo, str], tuple[FunctionValue, ...]] = {}

    def bases(self, cls: ClassInfo) -> tuple[tuple[ClassInfo, tuple[Value, ...]], ...]:
        """The direct bases, with the type arguments that the class gives them."""
        known = self._bases.get(cls)
        if known is None:
            self._bases[cls] = ()
            known = self._bases[cls] = tuple(self._read_bases(cls))
        return known

    def _read_bases(self, cls: ClassInfo) -> list[tuple[ClassInfo, tuple[Value, ...]]]:
        from asyncdb_lint.semantics.expressions import evaluate

        frame = self.interpreter.names.module_frame(cls.module)
        variables = {name: Unknown(f"type variable {name}") for name in self.parameters(cls)}
        result: list[tuple[ClassInfo, tuple[Value, ...]]] = []
        for expression in cls.node.bases:
            arguments: tuple[Value, ...] = ()
            plain = expression
            if isinstance(expression, ir.Subscript):
                plain = expression.value
                if self.interpreter.annotations.typing_name(frame, plain) in ("Generic", "Protocol"):
                    continue
                items = _items(expression.index)
                markers = {name: _variable(name) for name in variables}
                arguments = tuple(self.interpreter.annotations.value(frame, item, markers) for item in items)
            for value in alternatives(evaluate(frame, plain)):
                if isinstance(value, ClassValue):
                    result.append((value.cls, arguments or value.arguments))
                elif self._unknown_base.get(cls) is None and self._matters(frame, plain, value):
                    self._unknown_base[cls] = value
        told = self.interpreter.told.base(cls)
        return [*result, (told, ())] if told is not None else result

    def _matters(self, frame: object, expression: ir.Expr, value: Value) -> bool:
        return isinstance(value, (Unknown, Outside))

    def order(self, cls: ClassInfo) -> tuple[ClassInfo, ...]:
        """The class and its bases in the order in which attributes are searched."""
        known = self._orders.get(cls)
        if known is None:
            self._orders[cls] = (cls,)
            found: list[ClassInfo] = [cls]
            for base, _ in self.bases(cls):
                found.extend(self.order(base))
            # A base that several classes share comes after all of them: its last mention counts.
            last = {each: number for number, each in enumerate(found)}
            known = self._orders[cls] = tuple(each for number, each in enumerate(found) if last[each] == number)
        return known

    def unknown_base(self, cls: ClassInfo) -> Value | None:
        """A base (of the class or of one of its bases) that is not known, if there is one."""
        for each in self.order(cls):
            self.bases(each)
            value = self._unknown_base.get(each)
            if value is not None:
                return value
        return None

    def parameters(self, cls: ClassInfo) -> tuple[str, ...]:
        """The type variables of a generic class, in order."""
        known = self._parameters.get(cls)
        if known is None:
            frame = self.interpreter.names.module_frame(cls.module)
            names: list[str] = []
            generic: list[str] | None = None
            for expression in cls.node.bases:
                if not isinstance(expression, ir.Subscript):
                    continue
                found = [name for item in _items(expression.index) for name in self._variables_in(frame, item)]
                if self.interpreter.annotations.typing_name(frame, expression.value) in ("Generic", "Protocol"):
                    generic = found
                names.extend(name for name in found if name not in names)
            known = self._parameters[cls] = tuple(generic if generic is not None else names)
        return known

    def _variables_in(self, frame: object, expression: ir.Expr) -> list[str]:
        from asyncdb_lint.semantics.frame import Frame

        assert isinstance(frame, Frame)
        if isinstance(expression, ir.Name):
            target = self.interpreter.annotations.symbol(frame, expression)
            if isinstance(target, Definition):
                statement = target.bindings[-1].statement
                if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Call):
                    home = self.interpreter.names.module_frame(target.module)
                    if self.interpreter.annotations.typing_name(home, statement.value.func) in ("TypeVar", "ParamSpec"):
                        return [expression.id]
            return []
        if isinstance(expression, ir.Subscript):
            return [name for item in _items(expression.index) for name in self._variables_in(frame, item)]
        if isinstance(expression, (ir.Sequence, ir.Operation)):
            items = expression.items if isinstance(expression, ir.Sequence) else expression.operands
            return [name for item in items for name in self._variables_in(frame, item)]
        return []

    def variables(self, cls: ClassInfo, arguments: tuple[Value, ...], owner: ClassInfo) -> dict[str, Value]:
        """The values of `owner`'s type variables in an instance of `cls[arguments]`."""
        own = dict(zip(self.parameters(cls), arguments))
        if cls is owner:
            return own
        for base, given in self.bases(cls):
            if owner in self.order(base):
                replaced = tuple(_replace(value, own) for value in given)
                return self.variables(base, replaced, owner)
        return {}

    def is_subclass(self, cls: ClassInfo, base: ClassInfo) -> bool:
        """Whether `base` is `cls` or among its bases."""
        return base in self.order(cls)

    def is_one_of(self, cls: ClassInfo, names: Collection[str]) -> bool:
        """Whether a class, or a base of it, has one of these full names."""
        return any(each.qualname in names for each in self.order(cls))

    def is_in_line(self, cls: ClassInfo, other: ClassInfo) -> bool:
        """Whether one of two classes is the other or among its bases."""
        return self.is_subclass(cls, other) or self.is_subclass(other, cls)

    def find(self, cls: ClassInfo, name: str) -> tuple[ClassInfo, Value] | None:
        """The first class in the order whose body gives `name` a value, with the value."""
        key = (cls, name)
        known = self._found.get(key)
        if known is not None:
            return known
        for each in self.order(cls):
            if name in each.bindings:
                value = self.interpreter.names.class_name(each, name)
                if value is not None:
                    if self.interpreter.names.is_settled:
                        self._found[key] = (each, value)
                    return each, value
        return None

    def assigned_to_base(self, cls: ClassInfo, name: str) -> Value | None:
        """What module code assigns to an attribute of a base that a call makes: `Base.query = ...`."""
        from asyncdb_lint.semantics.expressions import evaluate

        for each in self.order(cls):
            for expression in () if each.module.is_facts else each.node.bases:
                target = (
                    self.interpreter.project.lookup(each.module, expression.id)
                    if isinstance(expression, ir.Name)
                    else None
                )
                bindings = target.module.attributes.get((target.name, name)) if isinstance(target, Definition) else None
                if isinstance(target, Definition) and bindings:
                    frame = self.interpreter.names.module_frame(target.module)
                    with frame.capture():
                        return join(evaluate(frame, value) for value in map(_assigned_value, bindings) if value)
        return None

    def follows(self, cls: ClassInfo, name: str) -> bool:
        """Whether a class has a special method that is worth following: the project's own, or one that does I/O."""
        key = (cls, name)
        known = self._followed.get(key)
        if known is None:
            found = self.find(cls, name)
            known = found is not None and (
                not found[0].module.is_facts
                or (isinstance(found[1], FunctionValue) and bool(self.interpreter.effects.of(found[1].node).io))
            )
            self._followed[key] = known
        return known

    def named_fields(self, cls: ClassInfo) -> tuple[str, ...]:
        """The fields of a `NamedTuple` class, in order; empty for any other class."""
        return self._fields_of(cls, "NamedTuple")

    def keys(self, cls: ClassInfo) -> tuple[str, ...]:
        """The keys that a `TypedDict` class declares; empty for any other class."""
        return self._fields_of(cls, "TypedDict")

    def _fields_of(self, cls: ClassInfo, base: str) -> tuple[str, ...]:
        order = self.order(cls)
        if not any(each.module.name == "typing" and each.name == base for each in order):
            return ()
        return tuple(declared_fields(order))

    def setter(self, cls: ClassInfo, name: str) -> tuple[FunctionValue, int] | None:
        """What assigning an attribute calls, and how many arguments that takes: a property's setter takes the value,
        `__setattr__` the name and the value."""
        for each in self.order(cls):
            if each.module.is_facts:
                continue
            for binding in each.bindings.get(name, ()):
                node = binding.statement
                if isinstance(node, ir.Function) and any(
                    isinstance(mark, ir.Attribute) and mark.attr == "setter" for mark in node.decorators
                ):
                    return FunctionValue(node, each.module, each), 1
        found = self.find(cls, "__setattr__") if not cls.module.is_facts else None
        if found is not None and isinstance(found[1], FunctionValue) and not found[0].module.is_facts:
            return found[1], 2
        return None

    def annotation(self, cls: ClassInfo, name: str) -> tuple[ClassInfo, ir.Expr] | None:
        """The annotation that a class body gives to an attribute."""
        for each in self.order(cls):
            for binding in each.bindings.get(name, ()):
                if isinstance(binding.statement, ir.AnnotatedAssign):
                    return each, binding.statement.annotation
        return None

    def assigned_in(self, cls: ClassInfo, name: str) -> list[tuple[ClassInfo, ir.Function]]:
        """The methods that assign `self.name`, `__init__` first."""
        found: list[tuple[ClassInfo, ir.Function]] = []
        for each in self.order(cls):
            for function in self._fields(each).get(name, ()):
                found.append((each, function))
        found.sort(key=lambda pair: pair[1].name not in CONSTRUCTORS)
        return found

    def _fields(self, cls: ClassInfo) -> Mapping[str, list[ir.Function]]:
        known = self._assigned.get(cls)
        if known is None:
            fields: dict[str, list[ir.Function]] = {}
            for function in cls.methods():
                if not function.parameters:
                    continue
                self_name = function.parameters[0].name
                for name in _assigned_fields(function, self_name):
                    fields.setdefault(name, []).append(function)
            known = self._assigned[cls] = fields
        return known

    def awaited(self, cls: ClassInfo) -> frozenset[str]:
        """Every `self.place.method` that some method of the class awaits, written with `self`."""
        known = self._awaited.get(cls)
        if known is None:
            entries: set[str] = set()
            for each in self.order(cls):
                for function in each.methods():
                    if function.parameters:
                        prefix = function.parameters[0].name + "."
                        entries.update(
                            "self." + entry[len(prefix) :] for entry in function.awaited if entry.startswith(prefix)
                        )
            known = self._awaited[cls] = frozenset(entries)
        return known

    def subclasses(self, cls: ClassInfo) -> list[ClassInfo]:
        """The project's classes below `cls`, nearest first."""
        known = self._subclasses.get(cls)
        if known is not None:
            return known
        result: list[ClassInfo] = []
        queue = [cls]
        while queue:
            current = queue.pop(0)
            for candidate in self.interpreter.project.classes_naming(current.name):
                if candidate not in result and any(base is current for base, _ in self.bases(candidate)):
                    result.append(candidate)
                    queue.append(candidate)
        self._subclasses[cls] = result
        return result

    def twin(self, cls: ClassInfo) -> ClassInfo | None:
        """The asynchronous counterpart of a facts class or of a subclass of one."""
        for each in self.order(cls):
            name = class_mark(each.node, "twin") if each.module.is_facts else ""
            if name:
                module_name, _, simple = name.rpartition(".")
                module = self.interpreter.project.module(module_name)
                target = self.interpreter.project.lookup(module, simple) if module is not None else None
                if isinstance(target, Definition) and isinstance(target.bindings[-1].statement, ir.Class):
                    return target.module.class_of[target.bindings[-1].statement]
        return None

    def proxied(self, instance: Instance) -> Value | None:
        """What a proxy class (`scoped_session[S]`) stands for."""
        for each in self.order(instance.cls):
            name = class_mark(each.node, "proxy") if each.module.is_facts else ""
            if name:
                return self.variables(instance.cls, instance.arguments, each).get(name)
        return None


def declared_fields(order: Iterable[ClassInfo]) -> list[str]:
    """The annotated fields of the project's classes among `order`, those of bases first."""
    names: list[str] = []
    for each in reversed(tuple(order)):
        if each.module.is_facts:
            continue
        for name, bindings in each.bindings.items():
            if any(isinstance(binding.statement, ir.AnnotatedAssign) for binding in bindings) and name not in names:
                names.append(name)
    return names


def _assigned_value(binding: Binding) -> ir.Expr | None:
    return binding.statement.value if isinstance(binding.statement, ir.Assign) else None


def _variable(name: str) -> Value:
    return Unknown(f"type variable {name}")


def _replace(value: Value, variables: Mapping[str, Value]) -> Value:
    if isinstance(value, Unknown) and value.reason.startswith("type variable "):
        return variables.get(value.reason.removeprefix("type variable "), value)
    return value


def _items(index: ir.Expr) -> list[ir.Expr]:
    return index.items if isinstance(index, ir.Sequence) and index.kind == "tuple" else [index]


def _assigned_fields(function: ir.Function, self_name: str) -> set[str]:
    names: set[str] = set()

    def target(node: ir.Expr) -> None:
        if isinstance(node, ir.Attribute) and isinstance(node.value, ir.Name) and node.value.id == self_name:
            names.add(node.attr)
        elif isinstance(node, ir.Sequence):
            for item in node.items:
                target(item)

    for statement in flatten(function.body):
        if isinstance(statement, ir.Assign):
            for node in statement.targets:
                target(node)
        elif isinstance(statement, (ir.AnnotatedAssign, ir.For)):
            target(statement.target)
        elif isinstance(statement, ir.With):
            for item in statement.items:
                if item.target is not None:
                    target(item.target)
    return names
