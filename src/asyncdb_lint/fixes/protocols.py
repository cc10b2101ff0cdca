"""`with` and `for` where their asynchronous forms are needed, and the reverse."""

from __future__ import annotations

import libcst as cst

from asyncdb_lint.diagnostic import Applicability, Fix, Request, Span
from asyncdb_lint.fixes.scopes import coroutine_function
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax

Statement = cst.With | cst.For | cst.CompFor


def turn(request: Request, files: Files) -> Fix:
    """The other form of the `with` or `for` that uses the expression at a place; `names` are the operation and the form
    that stands there."""
    operation, form = request.names
    syntax = files.get(request.path)
    expression, statement = _statement(syntax, request.span)
    if form == "uncalled":
        end = syntax.outer(expression)[1]
        return Fix(f"Call {operation}", Applicability.SAFE, (syntax.insert(end, "()"),))
    if isinstance(statement, cst.With) and len(statement.items) > 1:
        raise Refused("the statement enters several things, and may need both `with` and `async with`")
    start = syntax.range(statement)[0]
    if form.startswith("async"):
        _only_asynchronous(syntax, statement)
        end = start + len("async")
        while syntax.text[end].isspace():
            end += 1
        if not syntax.text.startswith(form.removeprefix("async "), end):
            raise Refused("something stands between `async` and what it belongs to")
        edit = syntax.edit(start, end, "")
        return Fix(f"Use `{form.removeprefix('async ')}`", Applicability.SAFE, (edit,))
    if isinstance(statement, cst.CompFor):
        comprehension = syntax.enclosing(statement, cst.BaseComp)  # type: ignore[type-abstract]
        if isinstance(comprehension, cst.GeneratorExp):
            raise Refused("`async for` would make this generator expression an asynchronous one")
        coroutine_function(syntax, comprehension if comprehension is not None else statement)
    else:
        coroutine_function(syntax, statement)
    return Fix(f"Use `async {form}`", Applicability.SAFE, (syntax.insert(start, "async "),))


def _only_asynchronous(syntax: Syntax, statement: Statement) -> None:
    if isinstance(statement, cst.CompFor):
        comprehension = syntax.enclosing(statement, cst.BaseComp)  # type: ignore[type-abstract]
        if isinstance(comprehension, cst.GeneratorExp):
            raise Refused("a plain `for` would make this generator expression a synchronous one")


def _statement(syntax: Syntax, span: Span) -> tuple[cst.BaseExpression, Statement]:
    for node in syntax.all(span, cst.BaseExpression):  # type: ignore[type-abstract]
        parent = syntax.parent(node)
        if isinstance(parent, cst.WithItem):
            outer = syntax.parent(parent)
            if isinstance(outer, cst.With):
                return node, outer
        if isinstance(parent, (cst.For, cst.CompFor)) and parent.iter is node:
            return node, parent
    raise Refused("its place was not found in the concrete syntax")
