"""What a database URL begins with, as far as the code that writes it says so, and which drivers are asynchronous.

A URL is followed through names, attributes of classes, f-strings and the calls that make or change URLs. A place that
is assigned twice, or that a test in its surroundings mentions, is not known: what holds on one branch need not on another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import Binding, ClassInfo, ModuleInfo, bound_names, flatten
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, names, walk
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.prefixes import argument
from asyncdb_lint.semantics.values import ClassValue, FunctionValue, Instance, ModuleValue, Outside, Value

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

MAXIMUM_STEPS = 12
SYNCHRONOUS = frozenset(
    "psycopg2 psycopg2cffi pg8000 pysqlite pysqlcipher mysqldb pymysql mysqlconnector mariadbconnector cymysql pyodbc"
    " pymssql cx_oracle".split()
)
ASYNCHRONOUS = frozenset("asyncpg psycopg_async aiosqlite aiomysql asyncmy aioodbc oracledb_async".split())
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {"sqlite": "pysqlite", "mysql": "mysqldb", "mariadb": "mysqldb", "mssql": "pyodbc", "postgresql": "", "oracle": ""}
)
"""The driver that SQLAlchemy takes where the URL names none; it depends on the version where it is empty here."""
OLDER_DEFAULTS: Mapping[str, str] = MappingProxyType({"postgresql": "psycopg2", "oracle": "cx_oracle"})
ABSENT = frozenset({"postgresql+aiopg"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9]*)(?:\+([A-Za-z0-9_]+))?://")


@dataclass(frozen=True)
class Url:
    """The known beginning of a URL: `is_whole` where all of it is known, `is_default` where a setting may replace it."""

    text: str
    is_whole: bool = True
    is_default: bool = False

    def driver(self, frame: Frame) -> tuple[str, str]:
        """What the URL names (`postgresql+psycopg2`), and its driver; empty where that is not known."""
        found = _SCHEME.match(self.text)
        if found is None:
            return "", ""
        scheme, backend, driver = found[0].removesuffix("://"), found[1].lower(), (found[2] or "").lower()
        if scheme.lower() in ABSENT or backend == "postgres":
            return scheme, "absent"
        if backend not in DEFAULTS:
            return "", ""
        if not driver:
            driver = DEFAULTS[backend] or self._older(frame, backend)
        return scheme, driver

    def _older(self, frame: Frame, backend: str) -> str:
        is_old = frame.interpreter.project.requirements.is_older(frame.path, "sqlalchemy", (2, 1))
        return OLDER_DEFAULTS[backend] if is_old else ""


@dataclass(frozen=True)
class _Scope:
    """Where an expression stands: a function, or a module or class; `cls` is what `receiver` is an object of."""

    frame: Frame
    node: ir.Function | None
    cls: ClassInfo | None = None

    @property
    def body(self) -> list[ir.Stmt]:
        return self.node.body if self.node is not None else self.frame.module.body


def read(frame: Frame, expression: ir.Expr) -> Url | None:
    """The URL that an expression of the code at hand gives."""
    return _read(_Scope(frame, frame.node, None), expression, MAXIMUM_STEPS)


def _read(scope: _Scope, node: ir.Expr, left: int) -> Url | None:
    if left == 0:
        return None
    if isinstance(node, ir.Const):
        return Url(node.value) if isinstance(node.value, str) else None
    if isinstance(node, ir.Name):
        return _name(scope, node.id, left - 1)
    if isinstance(node, ir.Attribute):
        return _attribute(scope, node, left - 1)
    if isinstance(node, ir.Operation):
        return _operation(scope, node, left - 1)
    if isinstance(node, ir.Boolean):
        return _boolean(scope, node, left - 1)
    if isinstance(node, ir.Call):
        return _call(scope, node, left - 1)
    return None


def _operation(scope: _Scope, node: ir.Operation, left: int) -> Url | None:
    if node.operator == "%" and isinstance(node.operands[0], ir.Const):
        text = node.operands[0].value
        return Url(text.partition("%")[0], False) if isinstance(text, str) else None
    if node.operator not in ("format", "+"):
        return None
    result = Url("")
    for operand in node.operands:
        part = _read(scope, operand, left)
        if part is None:
            return replace(result, is_whole=False) if result.text else None
        result = Url(result.text + part.text, part.is_whole, result.is_default or part.is_default)
        if not part.is_whole:
            break
    return result


def _boolean(scope: _Scope, node: ir.Boolean, left: int) -> Url | None:
    """`setting or "literal"`: the literal is the default."""
    if node.operator != "or":
        return None
    first = _read(scope, node.operands[0], left)
    if first is not None:
        return first if first.text else None
    last = _read(scope, node.operands[-1], left)
    return replace(last, is_default=True) if last is not None else None


def _name(scope: _Scope, name: str, left: int) -> Url | None:
    if name in _tested(scope.body):
        return None
    if scope.node is not None:
        if any(parameter.name == name for parameter in scope.node.parameters):
            return None
        own = [each for each in _bindings(scope.node.body) if each[0] == name]
        if own:
            return _bound(scope, [binding for _, binding in own], left)
        outer = scope.frame.parent
        if outer is not None and outer.node is not None:
            return _read(_Scope(outer, outer.node), ir.Name(name), left)
    if scope.frame.owner is not None and scope.node is None:
        bindings = scope.frame.owner.bindings.get(name)
        if bindings:
            return _bound(scope, bindings, left)
    return _global(scope.frame.interpreter, scope.frame.module, name, left)


def _global(interpreter: Interpreter, module: ModuleInfo, name: str, left: int) -> Url | None:
    target = interpreter.project.lookup(module, name)
    if not isinstance(target, Definition) or target.module.is_facts:
        return None
    if target.name in _tested(target.module.body):
        return None
    inner = _Scope(Frame(interpreter, target.module), None)
    return _bound(inner, list(target.bindings), left)


def _bindings(body: list[ir.Stmt]) -> Iterator[tuple[str, Binding]]:
    for statement in flatten(body):
        yield from bound_names(statement)


def _bound(scope: _Scope, bindings: list[Binding], left: int) -> Url | None:
    """What the only assignment of a place gives it."""
    value = _only_value(bindings)
    return _read(scope, value, left) if value is not None else None


def _only_value(bindings: list[Binding]) -> ir.Expr | None:
    valued = [each for each in bindings if not _only_annotates(each)]
    if len(valued) != 1 or valued[0].scope is not None or not isinstance(valued[0].target, ir.Name):
        return None
    statement = valued[0].statement
    if isinstance(statement, ir.Assign) and statement.targets[0] is valued[0].target:
        return statement.value
    return statement.value if isinstance(statement, ir.AnnotatedAssign) else None


def _only_annotates(binding: Binding) -> bool:
    return isinstance(binding.statement, ir.AnnotatedAssign) and binding.statement.value is None


def _attribute(scope: _Scope, node: ir.Attribute, left: int) -> Url | None:
    interpreter = scope.frame.interpreter
    root: ir.Expr = node.value
    while isinstance(root, (ir.Attribute, ir.Call)):
        root = root.value if isinstance(root, ir.Attribute) else root.func
    if isinstance(root, ir.Name) and (root.id in _tested(scope.body) or root.id in _tested(scope.frame.module.body)):
        return None
    if scope.cls is not None and scope.node is not None and isinstance(node.value, ir.Name):
        if scope.node.parameters and scope.node.parameters[0].name == node.value.id:
            return _member(interpreter, scope.cls, node.attr, left)
    value = _value(scope, node.value)
    if isinstance(value, ModuleValue) and value.module is not None and not value.module.is_facts:
        return _global(interpreter, value.module, node.attr, left)
    if isinstance(value, ClassValue) or (isinstance(value, Instance) and value.made):
        return _member(interpreter, value.cls, node.attr, left)
    return None


def _member(interpreter: Interpreter, cls: ClassInfo, name: str, left: int) -> Url | None:
    """The default of a field of a class, or what its property of that name gives."""
    if cls.module.is_facts or interpreter.classes.assigned_in(cls, name):
        return None
    for each in interpreter.classes.order(cls):
        bindings = each.bindings.get(name)
        if not bindings or each.module.is_facts:
            continue
        frame = Frame(interpreter, each.module, owner=each)
        if len(bindings) == 1 and isinstance(bindings[0].statement, ir.Function):
            return _property(interpreter, each, cls, bindings[0].statement, left)
        found = _bound(_Scope(frame, None), bindings, left)
        if found is None or interpreter.set_up.gives(cls.name, name):
            return None
        return replace(found, is_default=True)
    return None


def _property(interpreter: Interpreter, owner: ClassInfo, cls: ClassInfo, method: ir.Function, left: int) -> Url | None:
    found = {last_name(each) for each in method.decorators}
    if not found & {"property", "cached_property"}:
        return None
    return _returned(_Scope(Frame(interpreter, owner.module, method, owner), method, cls), method, left)


def _returned(scope: _Scope, function: ir.Function, left: int) -> Url | None:
    results = [each for each in flatten(function.body) if isinstance(each, ir.Return)]
    if len(results) != 1 or results[0].value is None or function.is_async or function.is_generator:
        return None
    return _read(scope, results[0].value, left)


def _value(scope: _Scope, expression: ir.Expr) -> Value:
    from asyncdb_lint.semantics.expressions import evaluate

    with scope.frame.capture():
        return evaluate(scope.frame, expression)


def _call(scope: _Scope, node: ir.Call, left: int) -> Url | None:
    interpreter = scope.frame.interpreter
    if isinstance(node.func, ir.Attribute):
        found = _method(scope, node, node.func, left)
        if found is not None:
            return found
    if _is_environment(scope, node.func):
        given = argument(node, 1, "default")
        found = _read(scope, given, left) if given is not None else None
        return replace(found, is_default=True) if found is not None else None
    callee = _value(scope, node.func)
    first = argument(node, 0, "")
    if isinstance(callee, ClassValue) and callee.cls.qualname == "builtins.str":
        return _read(scope, first, left) if first is not None else None
    if isinstance(callee, FunctionValue) and callee.node.name == "make_url" and callee.module.is_facts:
        given = argument(node, 0, "name_or_url")
        return _read(scope, given, left) if given is not None else None
    if isinstance(node.func, ir.Name) and node.func.id == "Field" and _is_pydantic(callee):
        given = argument(node, 0, "default")
        return _read(scope, given, left) if given is not None else None
    if isinstance(callee, FunctionValue) and not callee.module.is_facts and not callee.wrapped:
        inner = Frame(interpreter, callee.module, callee.node, callee.owner, callee.closure)
        cls = callee.receiver.cls if isinstance(callee.receiver, Instance) else None
        return _returned(_Scope(inner, callee.node, cls), callee.node, left)
    return None


def _method(scope: _Scope, node: ir.Call, func: ir.Attribute, left: int) -> Url | None:
    if func.attr in ("create", "build"):
        made_by = _value(scope, func.value)
        is_url = isinstance(made_by, ClassValue) and made_by.cls.qualname == "sqlalchemy.engine.url.URL"
        if (is_url and func.attr == "create") or (func.attr == "build" and _is_pydantic(made_by)):
            given = argument(node, 0 if is_url else 99, "drivername" if is_url else "scheme")
            scheme = _read(scope, given, left) if given is not None else None
            return (
                Url(f"{scheme.text}://", False, scheme.is_default) if scheme is not None and scheme.is_whole else None
            )
    if func.attr == "replace":
        old, new = argument(node, 0, ""), argument(node, 1, "")
        url = _read(scope, func.value, left)
        if url is None or not isinstance(old, ir.Const) or not isinstance(new, ir.Const):
            return None
        if not isinstance(old.value, str) or not isinstance(new.value, str) or not old.value:
            return None
        is_safe = url.is_whole or not any(url.text.endswith(old.value[:end]) for end in range(1, len(old.value)))
        return replace(url, text=url.text.replace(old.value, new.value)) if is_safe else None
    if func.attr == "set":
        url = _read(scope, func.value, left)
        given = argument(node, 0, "drivername")
        if given is None or url is None:
            return url
        scheme = _read(scope, given, left)
        return Url(f"{scheme.text}://", False, scheme.is_default) if scheme is not None and scheme.is_whole else None
    if func.attr in ("render_as_string", "unicode_string", "strip"):
        return _read(scope, func.value, left)
    return None


def _is_pydantic(value: Value) -> bool:
    if isinstance(value, Outside):
        return value.library in ("pydantic", "pydantic_core")
    module = value.module if isinstance(value, FunctionValue) else None
    module = value.cls.module if isinstance(value, ClassValue) else module
    return module is not None and module.is_facts and module.name.partition(".")[0] in ("pydantic", "pydantic_core")


def _is_environment(scope: _Scope, func: ir.Expr) -> bool:
    """Whether this is `os.getenv` or `os.environ.get`."""
    symbol = scope.frame.interpreter.annotations.symbol
    if isinstance(func, ir.Attribute) and func.attr == "get":
        found, name = symbol(scope.frame, func.value), "environ"
    else:
        found, name = symbol(scope.frame, func), "getenv"
    return isinstance(found, Definition) and found.module.name == "os" and found.name == name


def _tested(body: list[ir.Stmt]) -> frozenset[str]:
    """The names that the tests of a suite mention, functions inside apart."""
    found: set[str] = set()
    for node in walk(body, stop=(ir.Function, ir.Class, ir.Lambda)):
        if isinstance(node, (ir.If, ir.While, ir.Narrow, ir.Conditional)):
            found.update(names(node.test))
        elif isinstance(node, ir.Match):
            found.update(names(node.subject))
    return frozenset(found)
