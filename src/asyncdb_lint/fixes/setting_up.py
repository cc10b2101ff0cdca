"""What sets SQLAlchemy up: schema statements, drivers in URLs, factories of sessions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from asyncdb_lint.diagnostic import Applicability, Fix, Request
from asyncdb_lint.fixes import imports
from asyncdb_lint.fixes.scopes import coroutine_function
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax

DRIVERS: Mapping[str, str] = MappingProxyType(
    {
        "postgresql": "asyncpg",
        "mysql": "aiomysql",
        "mariadb": "aiomysql",
        "sqlite": "aiosqlite",
        "mssql": "aioodbc",
        "oracle": "oracledb",
    }
)
ASYNCIO = "sqlalchemy.ext.asyncio"
COUNTERPARTS: Mapping[str, str] = MappingProxyType({"sessionmaker": "async_sessionmaker", "Session": "AsyncSession"})


def run_sync(request: Request, files: Files) -> Fix:
    """Statements that define the schema, on an asynchronous engine or connection; `names` are the operation and the class
    of what is given as `bind`."""
    operation, kind = request.names
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    function = coroutine_function(syntax, call)
    statement = _alone(syntax, call)
    bind = next((each for each in call.args if each.keyword is not None and each.keyword.value == "bind"), None)
    if bind is None:
        bind = call.args[0] if call.args and not call.args[0].star and call.args[0].keyword is None else None
    if bind is None or any(each.star for each in call.args):
        raise Refused("it is not plain which argument is the engine")
    if any(isinstance(each, cst.Comment) for each in syntax.walk(call)):
        raise Refused("there is a comment inside of the call")
    given = [syntax.code(call.func), *(syntax.code(each).rstrip(", \t") for each in call.args if each is not bind)]
    handle = syntax.code(bind.value)
    start, end = syntax.range(call)
    applicability = Applicability.UNSAFE if operation.endswith("drop_all()") else Applicability.SAFE
    title = f"Run {operation} with run_sync()"
    if kind == "AsyncConnection":
        return Fix(title, applicability, (syntax.edit(start, end, f"await {handle}.run_sync({', '.join(given)})"),))
    span = syntax.span(statement)
    line = syntax.lines.start(span.line)
    margin = syntax.text[line : line + span.column]
    name = _fresh(syntax, function, "connection")
    inner = margin + syntax.module.default_indent
    text = f"async with {handle}.begin() as {name}:\n{inner}await {name}.run_sync({', '.join(given)})"
    return Fix(title, applicability, (syntax.edit(start, end, text),))


def _alone(syntax: Syntax, call: cst.Call) -> cst.SimpleStatementLine:
    """The line whose one statement is the call."""
    expression = syntax.parent(call)
    line = syntax.parent(expression) if isinstance(expression, cst.Expr) else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1 or call.lpar:
        raise Refused("the call is not a statement of its own")
    return line


def _fresh(syntax: Syntax, function: cst.FunctionDef, name: str) -> str:
    """A name that the function does not use."""
    taken = {node.value for node in syntax.walk(function) if isinstance(node, cst.Name)}
    number = 1
    chosen = name
    while chosen in taken:
        number += 1
        chosen = f"{name}_{number}"
    return chosen


def driver(request: Request, files: Files) -> Fix:
    """The driver in a URL that is written where the engine is made; `names` is the operation."""
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    argument = next((each for each in call.args if each.keyword is not None and each.keyword.value == "url"), None)
    argument = argument or next((each for each in call.args if each.keyword is None and not each.star), None)
    literal, start = _literal(syntax, argument.value if argument is not None else None)
    found = re.match(r"(?P<dialect>postgres|[a-z]+)(?P<driver>\+\w+)?(?=://)", literal)
    dialect = found["dialect"] if found is not None else ""
    dialect = "postgresql" if dialect == "postgres" else dialect
    if found is None or dialect not in DRIVERS:
        raise Refused("the URL is not written here, or no asynchronous driver is known for it")
    if "?" in literal:
        raise Refused("the URL has options, which drivers name differently")
    wanted = f"{dialect}+{DRIVERS[dialect]}"
    edit = syntax.edit(start, start + found.end(), wanted)
    return Fix(f"Use {wanted}:// (needs {DRIVERS[dialect]} to be installed)", Applicability.UNSAFE, (edit,))


def _literal(syntax: Syntax, node: cst.BaseExpression | None) -> tuple[str, int]:
    """The text that a URL begins with, and the offset of its first character."""
    if isinstance(node, cst.Name):
        node = _constant(syntax, node.value)
    while isinstance(node, cst.ConcatenatedString):
        node = node.left
    if isinstance(node, cst.FormattedString) and node.parts and isinstance(node.parts[0], cst.FormattedStringText):
        return node.parts[0].value, syntax.range(node)[0] + len(node.start)
    if isinstance(node, cst.SimpleString):
        opening = len(node.prefix) + len(node.quote)
        return node.value[opening : -len(node.quote)], syntax.range(node)[0] + opening
    raise Refused("the URL is not written here")


def _constant(syntax: Syntax, name: str) -> cst.BaseExpression | None:
    """What a module variable is given, if it is bound once and used once."""
    uses = [node for node in syntax.walk(syntax.module) if isinstance(node, cst.Name) and node.value == name]
    for line in syntax.module.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(statement, cst.Assign) and len(statement.targets) == 1 and len(uses) == 2:
                target = statement.targets[0].target
                if isinstance(target, cst.Name) and target.value == name:
                    return statement.value
    raise Refused("the URL is used elsewhere, too")


def session_class(request: Request, files: Files) -> Fix:
    """The asynchronous counterpart of what makes sessions; `names` are the operation and the kind of sessions."""
    operation, kind = request.names
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    if kind != "synchronous":
        raise Refused("the engine has to be made by create_async_engine(), with an asynchronous driver")
    name = operation.partition("(")[0]
    if not isinstance(call.func, cst.Name) or name not in COUNTERPARTS:
        raise Refused(f"it is not plain how {name} is called here")
    if any(each.keyword is not None and each.keyword.value == "class_" for each in call.args):
        raise Refused("the class of its sessions is given")
    counterpart, edits = imports.use(syntax, ASYNCIO, COUNTERPARTS[name])
    for module in ("sqlalchemy.orm", "sqlalchemy.orm.session"):
        edits += imports.unused(syntax, module, name, [call.func])
    start, end = syntax.range(call.func)
    title = f"Use {COUNTERPARTS[name]}"
    return Fix(title, Applicability.UNSAFE, (syntax.edit(start, end, counterpart), *edits))


def keep(request: Request, files: Files) -> Fix:
    """`expire_on_commit=False` where sessions are made."""
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    title = "Make sessions with expire_on_commit=False"
    for each in call.args:
        if each.star == "**":
            raise Refused("how its sessions are made is not written here")
        if each.keyword is not None and each.keyword.value == "expire_on_commit":
            start, end = syntax.outer(each.value)
            return Fix(title, Applicability.UNSAFE, (syntax.edit(start, end, "False"),))
    if not call.args:
        end = syntax.range(call)[1] - 1
        return Fix(title, Applicability.UNSAFE, (syntax.insert(end, "expire_on_commit=False"),))
    end = syntax.outer(call.args[-1].value)[1]
    return Fix(title, Applicability.UNSAFE, (syntax.insert(end, ", expire_on_commit=False"),))


def unique(request: Request, files: Files) -> Fix:
    """`.unique()` before the rows of a result are taken by the call, or the loop, at a place."""
    syntax = files.get(request.path)
    calls = syntax.all(request.span, cst.Call)
    for call in calls:
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in TAKING:
            return _unique(syntax, call.func.value)
    for node in syntax.all(request.span, cst.BaseExpression):  # type: ignore[type-abstract]
        parent = syntax.parent(node)
        if isinstance(parent, (cst.For, cst.CompFor)) and parent.iter is node:
            return _unique(syntax, node)
    raise Refused("it is not plain where the rows are taken")


TAKING = frozenset("all one one_or_none first scalar_one scalar_one_or_none fetchall partitions fetchmany".split())


def _unique(syntax: Syntax, result: cst.BaseExpression) -> Fix:
    """Behind an expression; what binds less closely than an attribute gets parentheses."""
    start, end = syntax.outer(result)
    closely = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)
    if result.lpar or isinstance(result, closely):
        edits = [syntax.insert(end, ".unique()")]
    else:
        edits = [syntax.insert(start, "("), syntax.insert(end, ").unique()")]
    return Fix("Take duplicates out with unique()", Applicability.SAFE, tuple(edits))
