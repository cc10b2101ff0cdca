"""What FastAPI calls for `Depends(...)`, and what it hands over for what that gives.

`Depends(...)` is read where it is written: as a default, inside `Annotated`, in a list of dependencies, or behind a
name of a module that is assigned one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.index.project import Definition, Foreign
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    Awaitable,
    ClassValue,
    FunctionValue,
    Generator,
    Instance,
    PartialValue,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.index.module import ClassInfo
    from asyncdb_lint.semantics.interpreter import Interpreter

NOWHERE: ir.At = (0, 0, 0, 0)


class Providers:
    """Finds and runs the providers of one project."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter

    def of_parameter(self, frame: Frame, function: FunctionValue, parameter: ir.Parameter) -> Value | None:
        """What FastAPI passes for a parameter; None where no dependency fills it."""
        for scope, call in self._provisions(frame, parameter):
            provider = self._provider(scope, call, frame, parameter.annotation)
            if isinstance(provider, Unknown):
                return provider
            self.interpreter.note_dependency(function, provider)
            return self.provide(provider)
        return None

    def is_provided(self, function: FunctionValue, parameter: ir.Parameter) -> bool:
        """Whether a dependency fills a parameter."""
        return any(True for _ in self._provisions(self.interpreter.scope(function), parameter))

    def of_field(self, frame: Frame, field: ir.AnnotatedAssign) -> Value | None:
        """What a class-based view's attribute `x: T = Depends(...)` holds; None for any other field."""
        found = self.depends(frame, field.value) if field.value is not None else None
        if found is None:
            return None
        provider = self._provider(*found, frame, field.annotation)
        return provider if isinstance(provider, Unknown) else self.provide(provider)

    def listed(self, frame: Frame, expression: ir.Expr) -> Iterator[Value]:
        """The providers in a list of dependencies, whose values nobody reads."""
        scope, items = self._followed(frame, expression)
        for item in items.items if isinstance(items, ir.Sequence) else ():
            found = self.depends(scope, item)
            if found is not None:
                yield self._provider(*found, scope, None)

    def depends(self, frame: Frame, expression: ir.Expr) -> tuple[Frame, ir.Call] | None:
        """The call of `Depends` that an expression is or names, with the frame in which it stands."""
        scope, call = self._followed(frame, expression)
        if isinstance(call, ir.Call) and self._is_depends(scope, call.func):
            return scope, call
        return None

    def _followed(self, frame: Frame, expression: ir.Expr) -> tuple[Frame, ir.Expr]:
        """The expression that a module's name is assigned; any other expression is itself."""
        if isinstance(expression, (ir.Name, ir.Attribute)):
            target = self.interpreter.annotations.symbol(frame, expression)
            if isinstance(target, Definition) and not target.module.is_facts and len(target.bindings) == 1:
                statement = target.bindings[0].statement
                if isinstance(statement, (ir.Assign, ir.AnnotatedAssign)) and statement.value is not None:
                    return self.interpreter.names.module_frame(target.module), statement.value
        return frame, expression

    def _provisions(self, frame: Frame, parameter: ir.Parameter) -> Iterator[tuple[Frame, ir.Call]]:
        """Each `Depends(...)` of a parameter, as default or inside `Annotated`, with the frame in which it stands."""
        candidates: list[tuple[Frame, ir.Expr]] = []
        if parameter.default is not None:
            candidates.append((frame, parameter.default))
        if parameter.annotation is not None:
            candidates.extend(self.interpreter.annotations.metadata(frame, parameter.annotation))
        for scope, expression in candidates:
            found = self.depends(scope, expression)
            if found is not None:
                yield found

    def _is_depends(self, frame: Frame, expression: ir.Expr) -> bool:
        target = self.interpreter.annotations.symbol(frame, expression)
        if isinstance(target, Definition):
            return target.name in ("Depends", "Security") and target.module.name.partition(".")[0] == "fastapi"
        return isinstance(target, Foreign) and target.name in ("fastapi.Depends", "fastapi.Security")

    def _provider(self, scope: Frame, call: ir.Call, frame: Frame, annotation: ir.Expr | None) -> Value:
        """What FastAPI calls: the argument of `Depends`, else the class that annotates the parameter."""
        given = next((each for each in call.arguments if each.name in (None, "dependency")), None)
        if given is not None:
            return self.interpreter.parameters.default(scope, given.value)
        if annotation is None:
            return Unknown("Depends() without a class")
        value = self.interpreter.annotations.value(frame, annotation)
        return ClassValue(value.cls, value.arguments) if isinstance(value, Instance) else value

    def provide(self, provider: Value) -> Value:
        """What a dependency gives when the framework calls it: results awaited, generators entered."""
        frame = Frame(self.interpreter, self._home(provider))
        results: list[Value] = []
        for part in alternatives(provider):
            if isinstance(part, FunctionValue) and not part.module.is_facts:
                bound = self.interpreter.parameters.declared_all(part, part.receiver)
                summary = self.interpreter.summary(part, bound)
                results.append(
                    unwrapped(self.interpreter.calls.outcome(frame, part, summary, Arguments([], {}), NOWHERE))
                )
            elif isinstance(part, ClassValue) and not part.cls.module.is_facts:
                results.append(self._provide_class(frame, part))
            elif isinstance(part, PartialValue) and isinstance(part.function, FunctionValue):
                results.append(unwrapped(self.interpreter.calls.call(frame, part, Arguments([], {}), NOWHERE)))
            elif isinstance(part, Instance):
                found = self.interpreter.attributes.get(frame, part, "__call__", NOWHERE)
                is_method = isinstance(found, FunctionValue) and not found.module.is_facts
                results.append(
                    self.provide(found)
                    if is_method
                    else unwrapped(self.interpreter.calls.call(frame, found, Arguments([], {}), NOWHERE))
                )
            else:
                results.append(unwrapped(self.interpreter.calls.call(frame, part, Arguments([], {}), NOWHERE)))
        return join(results)

    def _provide_class(self, frame: Frame, value: ClassValue) -> Value:
        found = self.interpreter.classes.find(value.cls, "__init__")
        given: dict[str, Value] = {}
        if found is not None and isinstance(found[1], FunctionValue) and not found[0].module.is_facts:
            bound = self.interpreter.parameters.declared_all(found[1], Instance(value.cls, value.arguments))
            given = dict(list(bound.items())[1:])
            given = {
                name: each
                for name, each in given.items()
                if next(p for p in found[1].node.parameters if p.name == name).kind not in ("vararg", "kwarg")
            }
        else:
            given = self._declared_dependencies(value.cls)
        return self.interpreter.calls.call(frame, value, Arguments([], given), NOWHERE)

    def _declared_dependencies(self, cls: ClassInfo) -> dict[str, Value]:
        """The annotated fields of a dataclass that FastAPI fills as if they were parameters."""
        given: dict[str, Value] = {}
        for each in reversed(self.interpreter.classes.order(cls)):
            for name, bindings in each.bindings.items():
                for binding in bindings:
                    statement = binding.statement
                    if isinstance(statement, ir.AnnotatedAssign) and not each.module.is_facts:
                        parameter = ir.Parameter(name, "keyword", statement.annotation, statement.value)
                        node = ir.Function(
                            "__init__",
                            f"{each.node.qualname}.__init__",
                            [parameter],
                            None,
                            [],
                            [],
                            False,
                            False,
                            [],
                            [],
                            1,
                            0,
                            NOWHERE,
                        )
                        function = FunctionValue(node, each.module, each)
                        given[name] = self.interpreter.parameters.declared(function, 0)
        return given

    def _home(self, value: Value) -> ModuleInfo:
        for part in alternatives(value):
            if isinstance(part, FunctionValue):
                return part.module
            if isinstance(part, (ClassValue, Instance)):
                return part.cls.module
        return next(iter(self.interpreter.project.modules()))


def unwrapped(value: Value) -> Value:
    """What FastAPI hands over for what a provider gives: the awaited result, the yielded value."""
    results: list[Value] = []
    for part in alternatives(value):
        if isinstance(part, Awaitable):
            results.append(unwrapped(part.result))
        elif isinstance(part, Generator):
            results.append(part.element)
        else:
            results.append(part)
    return join(results)
