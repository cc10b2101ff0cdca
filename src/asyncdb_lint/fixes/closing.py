"""Sessions and connections that nobody closes: `async with` around what follows them."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncdb_lint.diagnostic import Applicability, Fix, Request, TextEdit
from asyncdb_lint.fixes.scopes import coroutine_function
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax


def enclose(request: Request, files: Files) -> Fix:
    """`name = make()` becomes `async with make() as name:`, with the rest of the block inside; `names` is the operation."""
    (operation,) = request.names
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    coroutine_function(syntax, call)
    parent = syntax.parent(call)
    made = parent if isinstance(parent, cst.Await) else call
    assignment = syntax.parent(made)
    line = syntax.parent(assignment) if isinstance(assignment, cst.Assign) else None
    block = syntax.parent(line) if isinstance(line, cst.SimpleStatementLine) else None
    if not isinstance(assignment, cst.Assign) or not isinstance(line, cst.SimpleStatementLine):
        raise Refused("it is not assigned by a statement of its own")
    target = assignment.targets[0].target
    if len(assignment.targets) != 1 or not isinstance(target, cst.Name) or len(line.body) != 1 or made.lpar:
        raise Refused("it is not assigned by a statement of its own")
    if not isinstance(block, cst.IndentedBlock):
        raise Refused("it is not assigned by a statement of its own")
    rest = block.body[list(block.body).index(line) + 1 :]
    if not rest:
        raise Refused("nothing follows it")
    start, end = syntax.range(assignment)
    edits = [syntax.edit(start, end, f"async with {syntax.code(call)} as {target.value}:")]
    edits += _indented(syntax, line, rest)
    return Fix(f"Enter {operation} with `async with`", Applicability.UNSAFE, tuple(edits))


def _indented(syntax: Syntax, line: cst.SimpleStatementLine, rest: Sequence[cst.BaseStatement]) -> list[TextEdit]:
    """One more level for every line of these statements, and for the comments between them."""
    for statement in rest:
        for node in syntax.walk(statement):
            if isinstance(node, (cst.SimpleString, cst.FormattedString)) and _is_long(syntax, node):
                raise Refused("what follows has a text over several lines, which indenting would change")
    step = syntax.module.default_indent
    edits: list[TextEdit] = []
    for number in range(syntax.span(line).end_line + 1, syntax.span(rest[-1]).end_line + 1):
        start = syntax.lines.start(number)
        if syntax.text[start : syntax.lines.start(number + 1)].strip():
            edits.append(syntax.insert(start, step))
    return edits


def _is_long(syntax: Syntax, node: cst.CSTNode) -> bool:
    span = syntax.span(node)
    return span.line != span.end_line
