"""Which implementation a call of a `functools.singledispatch` function runs: the class of the argument decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Unknown,
    Value,
    alternatives,
    join,
)

Implementation = tuple[ClassInfo, FunctionValue]


def chosen(frame: Frame, callee: FunctionValue, arguments: Arguments) -> Value:
    """The implementations that a call may run; where the class of the argument does not tell, any of them."""
    known = [(cls, replace(each, receiver=callee.receiver)) for cls, each in _implementations(frame, callee)]
    general = replace(callee, wrapped="")
    given = arguments.get(0)
    results: list[Value] = []
    for part in alternatives(given if given is not None else Unknown("no argument")):
        if not isinstance(part, Instance):
            return join([general, *(each for _, each in known)], declared=True)
        order = frame.interpreter.classes.order(part.cls)
        fitting = [(order.index(cls), each) for cls, each in known if cls in order]
        results.append(min(fitting, key=lambda item: item[0])[1] if fitting else general)
    return join(results)


def _implementations(frame: Frame, callee: FunctionValue) -> Iterator[Implementation]:
    from asyncdb_lint.semantics.expressions import evaluate

    names = frame.interpreter.names
    for module, expression, used in frame.interpreter.kept.writers().uses.get("register", ()):
        target = expression.func if isinstance(expression, ir.Call) else expression
        node = used.statement
        if not (isinstance(target, ir.Attribute) and isinstance(node, ir.Function)):
            continue
        scope = names.class_frame(used.owner) if used.owner is not None else names.module_frame(module)
        with scope.capture():
            holder = evaluate(scope, target.value)
            if not any(isinstance(part, FunctionValue) and part.node is callee.node for part in alternatives(holder)):
                continue
            function = FunctionValue(node, module, used.owner)
            for cls in _classes(scope, function, expression):
                yield cls, function


def _classes(scope: Frame, function: FunctionValue, expression: ir.Expr) -> Iterator[ClassInfo]:
    """The classes for which an implementation is registered: named by the decorator, else annotated."""
    from asyncdb_lint.semantics.expressions import evaluate

    number = 1 if function.owner is not None else 0
    if isinstance(expression, ir.Call) and expression.arguments:
        for part in alternatives(evaluate(scope, expression.arguments[0].value)):
            if isinstance(part, ClassValue):
                yield part.cls
    elif len(function.node.parameters) > number:
        for part in alternatives(scope.interpreter.parameters.declared(function, number)):
            if isinstance(part, Instance):
                yield part.cls
