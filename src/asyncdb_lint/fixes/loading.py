"""Attributes that are read and not there: options for the query that loads the object, or a refresh behind what expired it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst
import msgspec

from asyncdb_lint.diagnostic import Applicability, Fix, Request, TextEdit
from asyncdb_lint.fixes import imports
from asyncdb_lint.fixes.scopes import coroutine_function
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax

BY_KEY = frozenset({"get", "get_one"})
BY_STATEMENT = frozenset({"scalars", "scalar", "execute", "exec", "stream", "stream_scalars"})
CHANGING = frozenset({"commit", "flush", "refresh", "rollback"})
_WORDS = re.compile(r"(?P<function>\w+)\((?P<class>\w+)\.(?P<key>\w+)\)")


def load(request: Request, files: Files) -> Fix:
    """What is missing is loaded by the query at the place; `names` are the options, `symbols` the classes in them.

    Where the object does not come out of a query, what is missing is loaded by a refresh.
    """
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    if not isinstance(call.func, cst.Attribute):
        raise Refused("it is not plain how the object is loaded")
    method = call.func.attr.value
    options = [each for each in request.names if each != "refresh"]
    if method in CHANGING or not options:
        return refresh(request, files)
    edits: list[TextEdit] = []
    texts = [_imported(syntax, option, request, edits) for option in options]
    if method in BY_KEY:
        edits += _of_get(syntax, call, texts)
    elif method in BY_STATEMENT:
        edits += _of_statement(syntax, call, texts)
    else:
        raise Refused("it is not plain how the object is loaded")
    # `get()` gives what the session has already, and then its options do nothing.
    is_sure = not request.is_shared and method not in BY_KEY
    applicability = Applicability.SAFE if is_sure else Applicability.UNSAFE
    return Fix(f"Load with {', '.join(options)}", applicability, tuple(edits))


def load_unasked(request: Request, files: Files) -> Fix:
    """As `load`, where what is missing is loaded today when it is read."""
    return msgspec.structs.replace(load(request, files), applicability=Applicability.UNSAFE)


def _imported(syntax: Syntax, option: str, request: Request, edits: list[TextEdit]) -> str:
    """An option as it can be written in the file; what it needs is imported."""
    modules = dict(request.symbols)

    def written(found: re.Match[str]) -> str:
        function, cls = found["function"], found["class"]
        if not option.startswith(function) or found.start():
            local = function  # a method of the option before
        else:
            local, more = imports.use(syntax, "sqlalchemy.orm", function)
            edits.extend(more)
        name = cls
        if modules.get(cls) and imports.is_from_elsewhere(syntax, cls, modules[cls]):
            raise Refused(f"{cls} is another thing in this file")
        if not imports.is_bound(syntax, cls):
            if not modules.get(cls):
                raise Refused(f"{cls} is not known in this file")
            name, more = imports.use(syntax, modules[cls], cls)
            edits.extend(more)
        return f"{local}({name}.{found['key']})"

    return _WORDS.sub(written, option)


def _of_get(syntax: Syntax, call: cst.Call, texts: Sequence[str]) -> Iterator[TextEdit]:
    """`options=[...]` of `get()`."""
    given = next((each for each in call.args if each.keyword is not None and each.keyword.value == "options"), None)
    if given is None:
        yield _argument(syntax, call, f"options=[{', '.join(texts)}]")
    elif isinstance(given.value, (cst.List, cst.Tuple)) and given.value.elements:
        yield from _merged(syntax, [each.value for each in given.value.elements], texts)
    else:
        raise Refused("its options are not written here")


def _of_statement(syntax: Syntax, call: cst.Call, texts: Sequence[str]) -> Iterator[TextEdit]:
    """`.options(...)` of the statement that a session executes: of the call that is there, else behind the statement."""
    statement = next((each for each in call.args if each.keyword is None or each.keyword.value == "statement"), None)
    if statement is None or statement.star:
        raise Refused("it is not plain which statement is executed")
    for each in _chain(statement.value):
        if isinstance(each.func, cst.Attribute) and each.func.attr.value == "options" and each.args:
            if not any(argument.star for argument in each.args):
                yield from _merged(syntax, [argument.value for argument in each.args], texts)
                return
    start, end = syntax.outer(statement.value)
    closely = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)
    text = f".options({', '.join(texts)})"
    if not statement.value.lpar and not isinstance(statement.value, closely):
        yield syntax.insert(start, "(")
        text = f"){text}"
    elif not statement.value.lpar and (margin := _margin(syntax, statement.value)):
        text = f"\n{margin}{text}"
        line_end = syntax.lines.start(syntax.lines.place(end)[0] + 1) if end < len(syntax.text) else end
        rest = syntax.text[end:line_end].rstrip("\r\n")
        if rest.lstrip().startswith("#"):
            end += len(rest)  # a comment stays in its line
    yield syntax.insert(end, text)


def _chain(node: cst.BaseExpression) -> Iterator[cst.Call]:
    """The calls of a chain, the last first."""
    while isinstance(node, (cst.Call, cst.Attribute)):
        if isinstance(node, cst.Call):
            yield node
            node = node.func
        else:
            node = node.value


def _margin(syntax: Syntax, node: cst.BaseExpression) -> str:
    """The white space before the last link of a chain, where it stands on a line of its own."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return ""
    dot = syntax.outer(node.func.value)[1]
    between = syntax.text[dot : syntax.range(node.func.attr)[0]]
    if not between.endswith(".") or "\n" not in between.replace("\r", "\n"):
        return ""
    line = syntax.lines.place(syntax.range(node.func.attr)[0])[0]
    begin = syntax.lines.start(line)
    margin = syntax.text[begin : syntax.range(node.func.attr)[0] - 1]
    return margin if not margin.strip() else ""


def _merged(syntax: Syntax, given: Sequence[cst.BaseExpression], texts: Sequence[str]) -> Iterator[TextEdit]:
    """Options added to others: a longer path continues the option that is its beginning."""
    last = syntax.outer(given[-1])[1]
    for text in texts:
        prefix, dot, rest = text.rpartition(").")
        begun = next((each for each in given if dot and _plain(syntax.code(each)) == _plain(f"{prefix})")), None)
        other = next((each for each in given if _path(syntax.code(each)) == _path(text)), None)
        if begun is not None:
            yield syntax.insert(syntax.range(begun)[1], f".{rest}")
        elif other is not None:
            yield syntax.edit(*syntax.range(other), text)
        else:
            yield syntax.insert(last, f", {text}")


def _path(text: str) -> list[str]:
    """The attributes that an option leads through: two strategies for one path contradict each other."""
    return [f"{found['class']}.{found['key']}" for found in _WORDS.finditer(_plain(text))]


def _plain(text: str) -> str:
    return "".join(text.split())


def _argument(syntax: Syntax, call: cst.Call, text: str) -> TextEdit:
    """One more argument, behind the last one."""
    if not call.args:
        raise Refused("it is called without arguments")
    last = call.args[-1]
    end = syntax.range(last)[1]
    value_end = syntax.outer(last.value)[1]
    return syntax.insert(min(end, value_end), f", {text}")


def refresh(request: Request, files: Files) -> Fix:
    """`await session.refresh(object)` behind the statement at the place, for what is read at `source`."""
    if request.source is None or request.source_path != request.path:
        raise Refused("the object is read in another file than where it would have to be refreshed")
    syntax = files.get(request.path)
    call = syntax.find(request.span, cst.Call)
    function = coroutine_function(syntax, call)
    read = syntax.find(request.source, cst.Attribute)
    if syntax.enclosing(read, cst.FunctionDef) is not function or not isinstance(read.value, cst.Name):
        raise Refused("the object is read elsewhere than where it would have to be refreshed")
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value not in CHANGING - {"rollback"}:
        raise Refused("it is not plain where the object could be refreshed")
    statement = _statement(syntax, call)
    if not _is_bound_before(syntax, function, read.value.value, statement, syntax.range(read)[0]):
        raise Refused(f"{read.value.value} is not surely the object that is read, where it would have to be refreshed")
    if any(")." in each for each in request.names):
        raise Refused("what is missing belongs to an object that this one holds")
    names = [found["key"] for each in request.names for found in _WORDS.finditer(each)]
    what = ", [" + ", ".join(f'"{each}"' for each in dict.fromkeys(names)) + "]" if names else ""
    line = syntax.span(statement).line
    margin = syntax.text[syntax.lines.start(line) : syntax.range(statement)[0]]
    end = syntax.lines.start(syntax.span(statement).end_line + 1)
    text = f"{margin}await {syntax.code(call.func.value)}.refresh({read.value.value}{what})"
    is_last = end == len(syntax.text) and not syntax.text.endswith(("\n", "\r"))
    edit = syntax.insert(end, f"\n{text}" if is_last else f"{text}\n")
    return Fix(f"Refresh {read.value.value} behind {syntax.code(call.func)}()", Applicability.SAFE, (edit,))


def _is_bound_before(syntax: Syntax, function: cst.FunctionDef, name: str, statement: cst.CSTNode, read: int) -> bool:
    """Whether a variable surely has its value behind a statement, and still has it at an offset where it is read."""
    here = syntax.range(statement)[0]
    around = {id(outer) for outer, _ in syntax.ancestors(statement)}
    is_bound = False
    for target, owner in _targets(syntax, function):
        if not any(isinstance(each, cst.Name) and each.value == name for each in syntax.walk(target)):
            continue
        start = syntax.range(target)[0]
        if isinstance(owner, cst.CompFor) or here < start < read:
            return False
        suite = next((outer for outer, _ in syntax.ancestors(owner) if isinstance(outer, cst.IndentedBlock)), None)
        is_sure = isinstance(owner, cst.Parameters) or id(owner if isinstance(owner, cst.For) else suite) in around
        is_bound = is_bound or (start < here and is_sure)
    return is_bound


def _targets(syntax: Syntax, function: cst.FunctionDef) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """What a function binds, with what binds it."""
    for node in syntax.walk(function.params):
        if isinstance(node, cst.Param):
            yield node.name, function.params
    for node in syntax.walk(function.body):
        if isinstance(node, cst.Assign):
            for each in node.targets:
                yield each.target, node
        elif isinstance(node, (cst.AnnAssign, cst.For, cst.CompFor, cst.NamedExpr)):
            yield node.target, node
        elif isinstance(node, cst.WithItem) and node.asname is not None:
            yield node.asname.name, node


def _statement(syntax: Syntax, call: cst.Call) -> cst.SimpleStatementLine:
    """The statement that is `await session.commit()`, alone on its line."""
    awaited = syntax.parent(call)
    expression = syntax.parent(awaited) if isinstance(awaited, cst.Await) else None
    line = syntax.parent(expression) if isinstance(expression, cst.Expr) else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        raise Refused("the call is not a statement of its own")
    if not isinstance(syntax.parent(line), cst.IndentedBlock):
        raise Refused("the call is not a statement of its own")
    return line
