"""Which validators of the project run where: when code makes a model, and when a framework fills a parameter with one.

A framework validates what it was sent on the event loop, also for an endpoint that is a plain function.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.classes import declared_fields
from asyncdb_lint.semantics.values import Container, FunctionValue, Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


class Validation:
    """Finds validators by the decorators that the facts mark so; each class is looked at once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._validators: dict[ClassInfo, tuple[tuple[FunctionValue, frozenset[str]], ...]] = {}
        self._received: set[ir.Function] = set()

    def made(self, cls: ClassInfo, given: frozenset[str]) -> Iterator[FunctionValue]:
        """The validators that run when a model is made with values for the fields `given`."""
        for function, fields in self._of(cls):
            if not fields or fields & given or "*" in fields:
                yield function

    def receive(self, endpoint: FunctionValue) -> None:
        """Start the validators of the models that a framework makes for the parameters of an endpoint."""
        if endpoint.node in self._received:
            return
        self._received.add(endpoint.node)
        for number, parameter in enumerate(endpoint.node.parameters):
            if parameter.annotation is not None and not self.interpreter.providers.is_provided(endpoint, parameter):
                for cls in self._models(self.interpreter.parameters.declared(endpoint, number), set()):
                    for function, _ in self._of(cls):
                        caller = (endpoint.node, endpoint.module)
                        callers = self.interpreter.callers.setdefault(function.node, {})
                        callers.setdefault(caller, endpoint.node.at)
                        self.interpreter.start(function, on_loop=True)

    def _models(self, value: Value, seen: set[ClassInfo]) -> Iterator[ClassInfo]:
        """The project's classes that have validators, in a value and in the declared fields of its classes."""
        for part in alternatives(value):
            if isinstance(part, Container):
                for item in part.items if part.items is not None else (part.element,):
                    yield from self._models(item, seen)
            elif isinstance(part, Instance) and not part.cls.module.is_facts and part.cls not in seen:
                seen.add(part.cls)
                if not self._is_model(part.cls):
                    continue
                yield part.cls
                for name in declared_fields(self.interpreter.classes.order(part.cls)):
                    annotated = self.interpreter.classes.annotation(part.cls, name)
                    if annotated is not None:
                        frame = self.interpreter.names.class_frame(annotated[0])
                        yield from self._models(self.interpreter.annotations.value(frame, annotated[1]), seen)

    def _is_model(self, cls: ClassInfo) -> bool:
        return any(each.module.name == "pydantic.main" for each in self.interpreter.classes.order(cls))

    def _of(self, cls: ClassInfo) -> tuple[tuple[FunctionValue, frozenset[str]], ...]:
        """The validators of a class and its bases, each with the fields that it is for."""
        known = self._validators.get(cls)
        if known is None:
            found: list[tuple[FunctionValue, frozenset[str]]] = []
            for each in self.interpreter.classes.order(cls) if self._is_model(cls) else ():
                for method in () if each.module.is_facts else each.methods():
                    fields = self._fields(each, method)
                    if fields is not None:
                        found.append((FunctionValue(method, each.module, each), fields))
            known = self._validators[cls] = tuple(found)
        return known

    def _fields(self, owner: ClassInfo, method: ir.Function) -> frozenset[str] | None:
        """The fields that a method validates, none for the whole model; None if it is no validator."""
        frame = self.interpreter.names.module_frame(owner.module)
        for expression in method.decorators:
            call = expression if isinstance(expression, ir.Call) else None
            target = self.interpreter.annotations.symbol(frame, call.func if call is not None else expression)
            if not isinstance(target, Definition) or not target.module.is_facts:
                continue
            function = self.interpreter.names.definition(target)
            if isinstance(function, FunctionValue) and any(
                mark.kind == "validator" for mark in self.interpreter.effects.of(function.node).entries
            ):
                texts = [each.value for each in call.arguments if each.name is None] if call is not None else []
                return frozenset(str(each.value) for each in texts if isinstance(each, ir.Const))
        return None
