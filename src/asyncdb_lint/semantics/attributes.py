"""What `value.name` is: fields, methods bound to their receiver, properties read, proxies looked through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import subclasses
from asyncdb_lint.semantics.containers import container_attribute, generator_attribute
from asyncdb_lint.semantics.evidence import completed
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    NULLABLE,
    Awaitable,
    CallableValue,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Generator,
    Instance,
    ModuleValue,
    Outside,
    PartialValue,
    Site,
    Union,
    Unknown,
    Value,
    Wrapped,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


class Attributes:
    """Reads attributes; what a class's methods store in `self` is worked out once per class and name."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._stored: dict[tuple[ClassInfo, tuple[Value, ...], bool, str], Value | None] = {}
        self._running: set[tuple[ClassInfo, str]] = set()
        self._guessed = False
        self._eager_methods: dict[tuple[str, str], FunctionValue | None] = {}

    def get(self, frame: Frame, value: Value, name: str, at: ir.At) -> Value:
        """`value.name`, in code that stands at `at` of `frame`."""
        if isinstance(value, Union):
            return join(self.get(frame, part, name, at) for part in value.alternatives if part != NONE)
        if isinstance(value, (Instance, ClassValue)):
            return self._member(frame, value, name, at)
        if isinstance(value, ModuleValue):
            return self.interpreter.names.attribute(value, name)
        if isinstance(value, (Data, Constant)):
            method = self._eager(value, "str", name)
            plain = value if isinstance(value, Data) else DATA
            return plain if method is None else CallableValue(plain, method=method)
        if isinstance(value, Outside):
            return value
        if isinstance(value, Container):
            found = container_attribute(value, name)
            return replace(found, method=self._eager(value, value.kind, name))
        if isinstance(value, Generator):
            return generator_attribute(value, name)
        if isinstance(value, FunctionValue):
            return self._of_function(value, name)
        if isinstance(value, PartialValue) and name == "func":
            return value.function
        if isinstance(value, Unknown):
            return value if value.hides is None else Unknown(value.reason)
        if isinstance(value, Awaitable):
            return Unknown("attribute of a coroutine that is not awaited")
        return Unknown(f"attribute {name} of {type(value).__name__.lower()}")

    def _eager(self, receiver: Value, kind: str, name: str) -> FunctionValue | None:
        """The method of a value of a built-in class, if it iterates or calls what it is given."""
        key = (kind, name)
        if key not in self._eager_methods:
            cls = self.interpreter.names.builtin(kind)
            found = self.interpreter.classes.find(cls.cls, name) if isinstance(cls, ClassValue) else None
            method = found[1] if found is not None and isinstance(found[1], FunctionValue) else None
            uses = method is not None and bool(self.interpreter.effects.of(method.node).runs)
            self._eager_methods[key] = method if uses else None
        known = self._eager_methods[key]
        return replace(known, receiver=receiver) if known is not None else None

    def _of_function(self, value: FunctionValue, name: str) -> Value:
        if name == "__wrapped__":
            return value.stands_for or value
        if name == "register" and value.wrapped == "dispatch":
            functools = self.interpreter.project.module("functools")
            return self.interpreter.names.module_name(functools, "_register") if functools is not None else DATA
        return DATA if name.startswith("__") else Unknown(f"attribute {name} of a function")

    def _member(self, frame: Frame, value: Instance | ClassValue, name: str, at: ir.At) -> Value:
        told = self.interpreter.told
        if told.attributes and (held := told.attribute(value.cls, name)) is not None:
            return held
        found = self._own_member(frame, value, name, at)
        if (
            isinstance(found, Constant)
            and isinstance(value, Instance)
            and subclasses.varies(value, name, self.interpreter)
        ):
            return NULLABLE
        if value.cls.module.is_facts:
            provided = self.interpreter.provided.read(value.cls, name) if isinstance(found, Unknown) else None
            return found if provided is None else provided
        is_flag = isinstance(value, ClassValue) and isinstance(found, Constant)
        is_set_elsewhere = is_flag and name in self.interpreter.kept.writers().attributes
        if any(part != NONE and not isinstance(part, Unknown) for part in alternatives(found)):
            return DATA if is_set_elsewhere else found
        for cls in self.interpreter.classes.order(value.cls):
            stored = self.interpreter.kept.attribute(cls.qualname, name)
            if stored is not None:
                return join([*([NONE] if NONE in alternatives(found) else []), stored])
        return NULLABLE if is_set_elsewhere else found

    def _own_member(self, frame: Frame, value: Instance | ClassValue, name: str, at: ir.At) -> Value:
        if isinstance(value, Instance):
            stored = value.get(name)
            if stored is not None:
                return self.as_awaited(frame, value, name, stored)
            if name == "value" and (held := self.interpreter.enumerations.value(value.cls)) is not None:
                return held
        found = self.interpreter.classes.find(value.cls, name)
        if found is not None:
            owner, member = found
            if isinstance(value, Instance) and isinstance(member, (Constant, Data)):
                return self.as_awaited(frame, value, name, self._defaulted(value, name, member))
            bound = self._bind(frame, value, owner, member, at)
            return bound if isinstance(value, Instance) else self.interpreter.enumerations.member(value.cls, bound)
        if isinstance(value, Instance):
            field = self._field(value, name)
            if field is not None:
                return self.as_awaited(frame, value, name, field)
        elif (annotated := self._annotated(value, name)) is not None:
            return annotated
        if name == "__class__" and isinstance(value, Instance):
            return ClassValue(value.cls, value.arguments)
        return self._missing(frame, value, name, at)

    def _defaulted(self, value: Instance, name: str, default: Value) -> Value:
        """A field whose class gives it a default: objects may hold that, or whatever else is declared or stored."""
        field = self._field(value, name)
        if field is None:
            return default
        return join([field, default]) if default == NONE or not isinstance(default, Constant) else _widened(field)

    def _missing(self, frame: Frame, value: Instance | ClassValue, name: str, at: ir.At) -> Value:
        if isinstance(value, Instance):
            proxied = self.interpreter.classes.proxied(value)
            if proxied is not None:
                return self.get(frame, proxied, name, at)
        assigned = self.interpreter.classes.assigned_to_base(value.cls, name)
        if assigned is not None:
            return self._bind(frame, value, value.cls, assigned, at)
        base = self.interpreter.classes.unknown_base(value.cls)
        if base is not None:
            return base if isinstance(base, Outside) else Unknown(f"a base of {value.cls.name} is unknown")
        if isinstance(value, ClassValue) and name.startswith("__"):
            return DATA
        getter = self.interpreter.classes.find(value.cls, "__getattr__")
        is_facts = value.cls.module.is_facts
        is_open = getter is None or self.interpreter.open_objects.is_open(value.cls)
        if isinstance(value, Instance) and is_facts and is_open:
            return self.interpreter.open_objects.read(value, name)
        if getter is not None and isinstance(value, Instance) and (is_facts or not getter[0].module.is_facts):
            bound = self._bind(frame, value, getter[0], getter[1], at)
            return self._asked(frame, bound, name, at)
        below = self._below(frame, value, name, at)
        return below or Unknown(f"{value.cls.name} has no attribute {name} that is known")

    def _asked(self, frame: Frame, getter: Value, name: str, at: ir.At) -> Value:
        """What the project's `__getattr__` gives for a name; its annotation as a text hides nothing."""
        is_own = isinstance(getter, FunctionValue) and not getter.module.is_facts
        if not isinstance(getter, FunctionValue) or not is_own or len(getter.node.parameters) != 2:
            return self.interpreter.calls.call(frame, getter, Arguments([Constant(name)], {}), at)
        given = Arguments([Constant(name)], {})
        bound = self.interpreter.parameters.bind(getter, given)
        bound[getter.node.parameters[1].name] = Constant(name)
        summary = self.interpreter.summary(getter, bound)
        return self.interpreter.calls.outcome(frame, getter, summary, given, at)

    def _below(self, frame: Frame, value: Instance | ClassValue, name: str, at: ir.At) -> Value | None:
        found = subclasses.having(value, name, self.interpreter)
        return join(self._bind(frame, owner, cls, part, at) for owner, cls, part in found) if found else None

    def store(self, frame: Frame, target: ir.Attribute, value: Value) -> None:
        """`x.name = value`, beyond what the environment holds: `__setattr__`, property setters and open objects."""
        from asyncdb_lint.semantics.expressions import evaluate

        for holder in alternatives(evaluate(frame, target.value)):
            if isinstance(holder, ModuleValue) and holder.module is not None:
                self.interpreter.kept.put(Site(holder.module.name, target.attr), None, value)
            elif isinstance(holder, (Instance, ClassValue)) and not holder.cls.module.is_facts:
                if isinstance(holder, ClassValue) or not _is_self(frame, target.value):
                    self.interpreter.kept.put(Site(holder.cls.qualname, target.attr), None, value)
            if not isinstance(holder, Instance):
                continue
            if self.interpreter.open_objects.is_open(holder.cls):
                self.interpreter.open_objects.store(holder.cls, target.attr, value)
                continue
            setter = self.interpreter.classes.setter(holder.cls, target.attr)
            if setter is not None:
                function, arguments = setter
                given = [*([Constant(target.attr)] if arguments == 2 else []), value]
                self.interpreter.calls.call(frame, replace(function, receiver=holder), Arguments(given, {}), target.at)

    def as_awaited(self, frame: Frame, receiver: Instance, name: str, value: Value) -> Value:
        """A declared synchronous handle in `self.name` that the class's methods await is an asynchronous one."""
        entries = self.interpreter.classes.awaited(receiver.cls)
        if not entries:
            return value
        prefix = f"self.{name}."
        methods = frozenset(entry.removeprefix(prefix) for entry in entries if entry.startswith(prefix))
        return self.corrected(value, methods)

    def corrected(self, value: Value, awaited: frozenset[str]) -> Value:
        """The asynchronous twin of a handle that only an annotation calls synchronous, if its coroutines are awaited."""
        if not awaited:
            return value
        parts: list[Value] = []
        for part in alternatives(value):
            if isinstance(part, Instance) and not part.made:
                twin = self.interpreter.classes.twin(part.cls)
                if twin is not None and any(self.interpreter.classes.find(twin, name) for name in awaited):
                    part = Instance(twin, (), (), made=False, origin=part.origin)
            parts.append(part)
        return join(parts, declared=isinstance(value, Union) and value.declared)

    def _bind(self, frame: Frame, value: Instance | ClassValue, owner: ClassInfo, member: Value, at: ir.At) -> Value:
        results: list[Value] = []
        for part in alternatives(member):
            if isinstance(part, FunctionValue) and part.receiver is None:
                results.append(self._bind_function(frame, value, part, at))
            elif isinstance(part, PartialValue) and part.is_method:
                method = self._bind(frame, value, owner, part.function, at)
                results.append(replace(part, function=method, is_method=False))
            elif isinstance(part, Instance) and isinstance(value, (Instance, ClassValue)):
                results.append(self._descriptor(frame, value, part, at))
            elif isinstance(part, Wrapped):
                results.append(replace(part, function=self._bind(frame, value, owner, part.function, at)))
            elif isinstance(part, Unknown) and part.hides is not None and part.hides.receiver is None:
                bound = self._bind_function(frame, value, replace(part.hides, wrapped=""), at)
                results.append(replace(part, hides=bound if isinstance(bound, FunctionValue) else None))
            else:
                results.append(part)
        return join(results)

    def _descriptor(self, frame: Frame, value: Instance | ClassValue, member: Instance, at: ir.At) -> Value:
        """A class attribute that is an object with `__get__` gives what that returns."""
        if self.interpreter.classes.find(member.cls, "__get__") is None:
            return member
        if member.cls.module.is_facts and isinstance(value, ClassValue):
            return member
        owner = ClassValue(value.cls, value.arguments)
        instance: Value = value if isinstance(value, Instance) else NONE
        return self.interpreter.calls.call_method(frame, member, "__get__", Arguments([instance, owner], {}), at)

    def _bind_function(self, frame: Frame, value: Instance | ClassValue, function: FunctionValue, at: ir.At) -> Value:
        names = {part.id for part in function.node.decorators if isinstance(part, ir.Name)}
        if "staticmethod" in names or (isinstance(value, ClassValue) and function.node.name == "__new__"):
            return function
        if "classmethod" in names:
            cls = value if isinstance(value, ClassValue) else ClassValue(value.cls, value.arguments)
            return replace(function, receiver=cls)
        if isinstance(value, ClassValue):
            return function
        bound = replace(function, receiver=value)
        if function.wrapped == "property":
            return self.interpreter.calls.call(frame, replace(bound, wrapped=""), Arguments([], {}), at)
        if subclasses.is_abstract(function.node):
            return subclasses.implementations(value, bound, self.interpreter)
        return bound

    def _annotated(self, value: Instance | ClassValue, name: str) -> Value | None:
        annotated = self.interpreter.classes.annotation(value.cls, name)
        if annotated is None:
            return None
        owner, expression = annotated
        variables = self.interpreter.classes.variables(value.cls, value.arguments, owner)
        frame = self.interpreter.names.class_frame(owner)
        receiver = value if isinstance(value, Instance) else Instance(value.cls, value.arguments)
        return self.interpreter.annotations.value(frame, expression, variables, receiver)

    def _field(self, value: Instance, name: str) -> Value | None:
        """What methods store in the field, else what its annotation says."""
        key = (value.cls, value.arguments, value.made, name)
        if key in self._stored:
            return self._stored[key]
        if (value.cls, name) in self._running:
            self._guessed = True
            return self._annotated(value, name)
        outer, self._guessed = self._guessed, False
        self._running.add((value.cls, name))
        try:
            stored = self._assigned(value, name)
        finally:
            self._running.discard((value.cls, name))
        annotated = self._annotated(value, name)
        if stored is None or stored == NONE:
            stored = annotated if annotated is not None else stored
        elif annotated is not None:
            stored = completed(self.interpreter.classes, stored, annotated)
        if stored is not None:
            stored = _unfixed(stored)
            if value.made and not value.cls.module.is_facts:
                stored = self.interpreter.kept.stamped(stored, value.cls.qualname, name)
        if not self._guessed:
            self._stored[key] = stored
        self._guessed = self._guessed or outer
        return stored

    def _assigned(self, value: Instance, name: str) -> Value | None:
        values: list[Value] = []
        plain = Instance(value.cls, value.arguments)
        for owner, method in self.interpreter.classes.assigned_in(value.cls, name):
            if owner.module.is_facts or is_static(method):
                continue
            running = self.interpreter.running.get(method)
            if running is not None:
                # The method that stores the field is what asks for it: what it has stored so far is known.
                values.extend(running.fields.get(name, ()))
                self._guessed = True
                continue
            summary = self.interpreter.declared_fields(owner, method, plain)
            values.extend(each for field, each in summary.fields if field == name)
        if not values:
            return None
        known = [each for each in values if each != NONE]
        return join(values if not known else [*known, NONE] if len(known) < len(values) else known)


def _is_self(frame: Frame, node: ir.Expr) -> bool:
    return isinstance(node, ir.Name) and node.id == frame.self_name


def _widened(value: Value) -> Value:
    """A value without the constants in it, which say only what may be stored."""
    return join(DATA if isinstance(part, Constant) and part != NONE else part for part in alternatives(value))


def _unfixed(value: Value) -> Value:
    """What a field may hold that was seen to be given constants: other code may store something else."""
    if value == NONE:
        return join([NONE, Unknown("only None is stored in it")])
    return _widened(value)


def is_static(node: ir.Function) -> bool:
    """Whether a method gets no receiver."""
    return any(isinstance(part, ir.Name) and part.id == "staticmethod" for part in node.decorators)
