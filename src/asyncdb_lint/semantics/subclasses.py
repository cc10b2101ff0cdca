"""What the project's subclasses of a declared class tell of an object: its methods, and what may differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


def implementations(value: Instance, bound: FunctionValue, interpreter: Interpreter) -> Value:
    """The overriding methods of the subclasses outside of tests, for a method that has no body of its own.

    A Protocol without such subclasses is the one class that fits it.
    """
    classes = _outside_of_tests(value.cls, interpreter)
    if not classes:
        only = None if value.made else interpreter.protocols.implementation(value.cls)
        classes = [only] if only is not None else []
    found: list[Value] = []
    for cls in classes:
        binding = interpreter.classes.find(cls, bound.node.name)
        for part in alternatives(binding[1]) if binding is not None else ():
            if isinstance(part, FunctionValue) and not is_abstract(part.node):
                found.append(replace(part, receiver=Instance(cls, (), value.fields, made=False)))
    return join(found) if found else bound


def having(
    value: Instance | ClassValue, name: str, interpreter: Interpreter
) -> list[tuple[Instance, ClassInfo, FunctionValue]]:
    """The methods of a name that only subclasses of a declared class have, each with its object and class.

    An object on which such a method is called is of one of these classes.
    """
    if not isinstance(value, Instance) or value.made or value.cls.module.is_facts:
        return []
    found: list[tuple[Instance, ClassInfo, FunctionValue]] = []
    for cls in _outside_of_tests(value.cls, interpreter):
        member = interpreter.classes.find(cls, name)
        owner = Instance(cls, (), value.fields, made=False)
        for part in alternatives(member[1]) if member is not None else ():
            if member is not None and isinstance(part, FunctionValue):
                found.append((owner, member[0], part))
    return found


def varies(value: Instance, name: str, interpreter: Interpreter) -> bool:
    """Whether an object that is only declared may be of a subclass that has another value for an attribute."""
    if value.made or value.cls.module.is_facts or value.get(name) is not None:
        return False
    return any(name in each.bindings for each in interpreter.classes.subclasses(value.cls))


def _outside_of_tests(cls: ClassInfo, interpreter: Interpreter) -> list[ClassInfo]:
    is_test = interpreter.project.is_test
    return [each for each in interpreter.classes.subclasses(cls) if not is_test(each.module.path)]


def is_abstract(node: ir.Function) -> bool:
    """Whether a method only declares: its body is a docstring, `...`, `pass` or `raise NotImplementedError`."""
    for statement in node.body:
        if isinstance(statement, ir.Evaluate) and isinstance(statement.value, ir.Const):
            continue
        if isinstance(statement, ir.Raise):
            raised = statement.value.func if isinstance(statement.value, ir.Call) else statement.value
            return isinstance(raised, ir.Name) and raised.id == "NotImplementedError"
        return False
    return any(
        isinstance(part, (ir.Name, ir.Attribute)) and _last(part) == "abstractmethod" for part in node.decorators
    ) or bool(node.body)


def _last(expression: ir.Name | ir.Attribute) -> str:
    return expression.id if isinstance(expression, ir.Name) else expression.attr
