"""Blocking code leaves the event loop: a coroutine function becomes a plain one, or one call goes to a worker thread."""

from __future__ import annotations

from types import MappingProxyType

import libcst as cst

from asyncdb_lint.diagnostic import Applicability, Fix, Request, TextEdit
from asyncdb_lint.fixes import imports
from asyncdb_lint.fixes.scopes import coroutine_function, needs_parentheses
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax

FRAMEWORKS = frozenset({"fastapi", "starlette"})
OTHER_LOOPS = frozenset({"anyio", "trio"})
"""Libraries whose tasks may run where no event loop of asyncio does: `asyncio.to_thread()` raises there."""
CALLING = MappingProxyType({"run_in_threadpool": 0, "to_thread": 0, "run_sync": 0, "run_in_executor": 1})
"""What calls one of its arguments, by name, and the position of that argument."""
LAZY = frozenset({"enumerate", "filter", "iter", "map", "reversed", "zip"})
ROWS = (".execute()", ".scalars()", ".exec()")
"""Operations whose rows are fetched by what follows in the chain: that belongs to the same thread."""


def plain(request: Request, files: Files) -> Fix:
    """`async def` becomes `def`, which the framework runs in a worker thread."""
    syntax = files.get(request.path)
    function = syntax.functions.get(request.span.line)
    if function is None or function.asynchronous is None:
        raise Refused("its place was not found in the concrete syntax")
    end = syntax.text.rindex("def", 0, syntax.range(function.name)[0])
    start = syntax.text.rindex("async", 0, end)
    if syntax.text[start + len("async") : end].strip(" \t"):
        raise Refused("something stands between `async` and `def`")
    title = f"Make {function.name.value}() a plain function"
    return Fix(title, Applicability.UNSAFE, (syntax.edit(start, end, ""),), changes_signature=True)


def move(request: Request, files: Files) -> Fix:
    """A call in a worker thread; `names` are the helper that is called, if it is one, and the operation behind it."""
    helper, operation = request.names
    syntax = files.get(request.path)
    calls = syntax.all(request.span, cst.Call)
    if not calls:
        raise Refused("only a call can be moved to a worker thread")
    call = calls[0]
    function = coroutine_function(syntax, call)
    if isinstance(syntax.parent(call), cst.Await):
        raise Refused("what it gives is awaited: a worker thread would only make a coroutine")
    if isinstance(call.func, cst.Name) and call.func.value in LAZY:
        raise Refused(f"{call.func.value}() takes from the database only when it is iterated itself")
    _check_not_handed_over(syntax, call)
    whole = call if helper else _with_rows(syntax, call, operation)
    runner, edits = _runner(syntax)
    if any(isinstance(each, (cst.Await, cst.Yield, cst.NamedExpr)) for each in syntax.walk(whole.func)):
        raise Refused("what is called awaits, yields or assigns something first")
    start, end = syntax.range(whole)
    opening, closing = f"await {runner}(", ")"
    if needs_parentheses(syntax, whole):
        opening, closing = f"({opening}", "))"
    if whole is not call:
        _check_lambda(syntax, whole, function)
        edits += [syntax.insert(start, f"{opening}lambda: "), syntax.insert(end, closing)]
    else:
        edits += _arguments(syntax, whole, opening)
        edits += [syntax.insert(end, closing[:-1])] if len(closing) > 1 else []
    title = f"Run {helper or operation} in a worker thread"
    return Fix(title, Applicability.UNSAFE, tuple(edits))


def _check_not_handed_over(syntax: Syntax, call: cst.Call) -> None:
    """`to_thread(helper(db))` most likely means `to_thread(helper, db)`: moving the inner call would hide that."""
    argument = syntax.parent(call)
    outer = syntax.parent(argument) if isinstance(argument, cst.Arg) else None
    if isinstance(outer, cst.Call) and isinstance(outer.func, (cst.Attribute, cst.Name)):
        name = outer.func.attr.value if isinstance(outer.func, cst.Attribute) else outer.func.value
        position = CALLING.get(name)
        if position is not None and argument in outer.args[position : position + 1]:
            raise Refused(f"{name}() calls what it is given here: it may be meant to get the function itself")


def _with_rows(syntax: Syntax, call: cst.Call, operation: str) -> cst.Call:
    """The call with what fetches its rows: the last call of the chain that it begins."""
    found: cst.Call = call
    if not operation.endswith(ROWS):
        return found
    for outer, inner in syntax.ancestors(call):
        if isinstance(outer, cst.Call) and outer.func is inner:
            found = outer
        elif not (isinstance(outer, cst.Attribute) and outer.value is inner):
            break
    if found is call:
        raise Refused("the rows would still be fetched on the event loop")
    return found


def _check_lambda(syntax: Syntax, whole: cst.Call, function: cst.FunctionDef) -> None:
    for node in syntax.walk(whole):
        if isinstance(node, (cst.Await, cst.Yield, cst.NamedExpr)):
            raise Refused("its arguments await, yield or assign something")
        if isinstance(node, cst.Name) and node.value == "super":
            raise Refused("super() without arguments does not work in a lambda")
    if any(isinstance(outer, cst.ClassDef) for outer, _ in syntax.ancestors(whole) if outer is not function):
        if syntax.enclosing(whole, cst.FunctionDef) is not function:
            raise Refused("a lambda does not see the names of a class")


def _arguments(syntax: Syntax, call: cst.Call, opening: str) -> list[TextEdit]:
    """What opens the new call comes before what is called, whose own parenthesis becomes a comma, or nothing."""
    if any(isinstance(each.value, cst.GeneratorExp) and not each.value.lpar for each in call.args):
        raise Refused("its argument is a generator without parentheses, which only stands alone")
    if any(each.keyword is not None and each.keyword.value == "func" for each in call.args):
        raise Refused("an argument has the name of a parameter of what runs it")
    start = syntax.outer(call.func)[1]
    end = syntax.text.index("(", start) + 1
    if syntax.text[start : end - 1].strip():
        raise Refused("something stands before the arguments")
    first = syntax.range(call)[0]
    if not call.args:
        return [syntax.insert(first, opening), syntax.edit(start, end, "")]
    if syntax.text[end : end + 1] not in ("\r", "\n"):
        comma = "," if syntax.text[end].isspace() else ", "
        return [syntax.insert(first, opening), syntax.edit(start, end, comma)]
    argument = syntax.range(call.args[0])[0]
    margin = syntax.text[syntax.lines.start(syntax.lines.place(argument)[0]) : argument]
    if margin.strip():
        margin = ""
    return [syntax.insert(first, f"{opening}\n{margin}"), syntax.edit(start, end, ",")]


def _runner(syntax: Syntax) -> tuple[str, list[TextEdit]]:
    """What runs something in a worker thread: the framework's own function where the file knows the framework."""
    for name in imports.modules(syntax):
        if name.partition(".")[0] in FRAMEWORKS:
            package = "fastapi" if name.startswith("fastapi") else "starlette"
            return imports.use(syntax, f"{package}.concurrency", "run_in_threadpool")
    for name in imports.packages(syntax):
        if name in OTHER_LOOPS:
            raise Refused(f"the file uses {name}, whose tasks may run without an event loop of asyncio")
    return imports.use_module(syntax, "asyncio", "to_thread")
