"""What a database URL begins with, as far as the code that writes it says so, and which drivers are asynchronous.

A URL is followed through what `written` follows, f-strings and the calls that make or change URLs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.prefixes import argument
from asyncdb_lint.semantics.values import ClassValue, FunctionValue, Outside, Value
from asyncdb_lint.semantics.written import Reader, Scope, value_of

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


def read(frame: Frame, expression: ir.Expr) -> Url | None:
    """The URL that an expression of the code at hand gives."""
    return _Urls().read(frame, expression)


class _Urls(Reader[Url]):
    def other(self, scope: Scope, node: ir.Expr, left: int) -> Url | None:
        if isinstance(node, ir.Const):
            return Url(node.value) if isinstance(node.value, str) else None
        if isinstance(node, ir.Operation):
            return self._operation(scope, node, left - 1)
        if isinstance(node, ir.Boolean):
            return self._boolean(scope, node, left - 1)
        if isinstance(node, ir.Call):
            return self._call(scope, node, left - 1)
        return None

    def as_default(self, found: Url) -> Url:
        return replace(found, is_default=True)

    def _operation(self, scope: Scope, node: ir.Operation, left: int) -> Url | None:
        if node.operator == "%" and isinstance(node.operands[0], ir.Const):
            text = node.operands[0].value
            return Url(text.partition("%")[0], False) if isinstance(text, str) else None
        if node.operator not in ("format", "+"):
            return None
        result = Url("")
        for operand in node.operands:
            part = self.expression(scope, operand, left)
            if part is None:
                return replace(result, is_whole=False) if result.text else None
            result = Url(result.text + part.text, part.is_whole, result.is_default or part.is_default)
            if not part.is_whole:
                break
        return result

    def _boolean(self, scope: Scope, node: ir.Boolean, left: int) -> Url | None:
        """`setting or "literal"`: the literal is the default."""
        if node.operator != "or":
            return None
        first = self.expression(scope, node.operands[0], left)
        if first is not None:
            return first if first.text else None
        last = self.expression(scope, node.operands[-1], left)
        return replace(last, is_default=True) if last is not None else None

    def _call(self, scope: Scope, node: ir.Call, left: int) -> Url | None:
        if isinstance(node.func, ir.Attribute):
            found = self._method(scope, node, node.func, left)
            if found is not None:
                return found
        if _is_environment(scope, node.func):
            given = argument(node, 1, "default")
            found = self.expression(scope, given, left) if given is not None else None
            return replace(found, is_default=True) if found is not None else None
        callee = value_of(scope, node.func)
        first = argument(node, 0, "")
        if isinstance(callee, ClassValue) and callee.cls.qualname == "builtins.str":
            return self.expression(scope, first, left) if first is not None else None
        if isinstance(callee, FunctionValue) and callee.node.name == "make_url" and callee.module.is_facts:
            given = argument(node, 0, "name_or_url")
            return self.expression(scope, given, left) if given is not None else None
        if isinstance(node.func, ir.Name) and node.func.id == "Field" and _is_pydantic(callee):
            given = argument(node, 0, "default")
            return self.expression(scope, given, left) if given is not None else None
        return self.result(scope.frame.interpreter, callee, left)

    def _method(self, scope: Scope, node: ir.Call, func: ir.Attribute, left: int) -> Url | None:
        if func.attr in ("create", "build"):
            made_by = value_of(scope, func.value)
            is_url = isinstance(made_by, ClassValue) and made_by.cls.qualname == "sqlalchemy.engine.url.URL"
            if (is_url and func.attr == "create") or (func.attr == "build" and _is_pydantic(made_by)):
                given = argument(node, 0 if is_url else 99, "drivername" if is_url else "scheme")
                scheme = self.expression(scope, given, left) if given is not None else None
                return (
                    Url(f"{scheme.text}://", False, scheme.is_default)
                    if scheme is not None and scheme.is_whole
                    else None
                )
        if func.attr == "replace":
            old, new = argument(node, 0, ""), argument(node, 1, "")
            url = self.expression(scope, func.value, left)
            if url is None or not isinstance(old, ir.Const) or not isinstance(new, ir.Const):
                return None
            if not isinstance(old.value, str) or not isinstance(new.value, str) or not old.value:
                return None
            is_safe = url.is_whole or not any(url.text.endswith(old.value[:end]) for end in range(1, len(old.value)))
            return replace(url, text=url.text.replace(old.value, new.value)) if is_safe else None
        if func.attr == "set":
            url = self.expression(scope, func.value, left)
            given = argument(node, 0, "drivername")
            if given is None or url is None:
                return url
            scheme = self.expression(scope, given, left)
            return (
                Url(f"{scheme.text}://", False, scheme.is_default) if scheme is not None and scheme.is_whole else None
            )
        if func.attr in ("render_as_string", "unicode_string", "strip"):
            return self.expression(scope, func.value, left)
        return None


def _is_pydantic(value: Value) -> bool:
    if isinstance(value, Outside):
        return value.library in ("pydantic", "pydantic_core")
    module = value.module if isinstance(value, FunctionValue) else None
    module = value.cls.module if isinstance(value, ClassValue) else module
    return module is not None and module.is_facts and module.name.partition(".")[0] in ("pydantic", "pydantic_core")


def _is_environment(scope: Scope, func: ir.Expr) -> bool:
    """Whether this is `os.getenv` or `os.environ.get`."""
    symbol = scope.frame.interpreter.annotations.symbol
    if isinstance(func, ir.Attribute) and func.attr == "get":
        found, name = symbol(scope.frame, func.value), "environ"
    else:
        found, name = symbol(scope.frame, func), "getenv"
    return isinstance(found, Definition) and found.module.name == "os" and found.name == name
