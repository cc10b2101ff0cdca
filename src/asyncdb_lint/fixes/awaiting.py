"""Coroutines that are not awaited, and awaits of what cannot be awaited."""

from __future__ import annotations

import libcst as cst

from asyncdb_lint.diagnostic import Applicability, Fix, Request
from asyncdb_lint.fixes.scopes import coroutine_function, needs_parentheses
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax

QUIET = frozenset({"dropped", "tested", "text", "is", "is not", "not", "==", "!="})
"""What happens to a coroutine without an exception: code that runs today does something else afterwards."""
STREAMED = ("stream(", "stream_scalars(", "begin(", "begin_nested(", "connect(")
"""Calls whose results have coroutine methods of their own."""

NOT_INDEXED = (".execute()", ".exec()", ".scalars()", ".stream()", ".stream_scalars()")
"""Operations whose results have no `[...]`: awaiting them first would raise TypeError."""


def add(request: Request, files: Files) -> Fix:
    """`await` before a call; `names` are what is called, the operation that it leads to, and what is done with it.

    An `await` that stands before the chain which the call begins moves to the call, where the call is the only
    coroutine: `await db.scalars(q).all()`.
    """
    name, operation, how = request.names
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    if how == "not started":
        raise Refused("whether it is to be awaited or entered with `async with` is not known")
    coroutine_function(syntax, call)
    outer = syntax.parent(call)
    if isinstance(outer, cst.Subscript) and outer.value is call and name == operation and name.endswith(NOT_INDEXED):
        raise Refused(f"what {name} gives cannot be indexed when it is awaited, either")
    start, end = syntax.range(call)
    edits = [syntax.insert(start, "await ")]
    if needs_parentheses(syntax, call):
        edits = [syntax.insert(start, "(await "), syntax.insert(end, ")")]
        misplaced = _misplaced(syntax, call)
        if misplaced is not None and name == operation and not operation.endswith(_endings()):
            opening = syntax.range(misplaced)[0]
            if syntax.text[opening:start].removeprefix("await").isspace():
                edits = [syntax.edit(opening, start, "(await "), syntax.insert(end, ")")]
    applicability = Applicability.UNSAFE if how in QUIET else Applicability.SAFE
    return Fix(f"Await {name}", applicability, tuple(edits))


def _endings() -> tuple[str, ...]:
    return tuple(f".{name})" for name in STREAMED)


def _misplaced(syntax: Syntax, call: cst.Call) -> cst.Await | None:
    """The `await` before the chain of attributes and calls that a call begins."""
    for outer, inner in syntax.ancestors(call):
        if isinstance(outer, cst.Await):
            return outer
        is_in_chain = (isinstance(outer, (cst.Attribute, cst.Subscript)) and outer.value is inner) or (
            isinstance(outer, cst.Call) and outer.func is inner
        )
        if not is_in_chain:
            return None
    return None


def drop(request: Request, files: Files) -> Fix:
    """Takes an `await` away; `names` is the operation."""
    (operation,) = request.names
    syntax = files.get(request.path)
    node = _await(syntax, request)
    start = syntax.range(node)[0]
    end = syntax.outer(node.expression)[0]
    if syntax.text[start:end].removeprefix("await").strip():
        raise Refused("something stands between `await` and the call")
    return Fix(f"Do not await {operation}", Applicability.SAFE, (syntax.edit(start, end, ""),))


def _await(syntax: Syntax, request: Request) -> cst.Await:
    try:
        return syntax.find(request.span, cst.Await)
    except Refused:
        call = syntax.find(request.span, cst.Call)
        parent = syntax.parent(call)
        if not isinstance(parent, cst.Await):
            raise
        return parent
