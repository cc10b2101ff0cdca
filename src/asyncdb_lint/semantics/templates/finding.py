"""Where templates lie: the folders that code names, by what it writes, and the file in them that has a name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from asyncdb_lint.inputs import Inputs
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.prefixes import argument
from asyncdb_lint.semantics.templates.states import Folders
from asyncdb_lint.semantics.values import ClassValue, Constant, FunctionValue, ModuleValue, Value
from asyncdb_lint.semantics.written import Reader, Scope, value_of

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.WindowsPath"})
SAME = frozenset("resolve absolute expanduser as_posix strip".split())
"""Methods that change nothing that matters here."""


class _Paths(Reader[str]):
    """Paths, as text; one that is relative to the working directory stays relative."""

    def other(self, scope: Scope, node: ir.Expr, left: int) -> str | None:
        if isinstance(node, ir.Const):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ir.Operation):
            parts = [self.expression(scope, each, left - 1) for each in node.operands]
            known = [each for each in parts if each is not None]
            if len(known) < len(parts) or node.operator not in ("/", "+", "format"):
                return None
            return os.path.join(*known) if node.operator == "/" else "".join(known)
        if isinstance(node, ir.Subscript):
            return self._parents(scope, node, left - 1)
        return self._call(scope, node, left - 1) if isinstance(node, ir.Call) else None

    def name(self, scope: Scope, name: str, left: int) -> str | None:
        return scope.frame.module.path if name == "__file__" else super().name(scope, name, left)

    def attribute(self, scope: Scope, node: ir.Attribute, left: int) -> str | None:
        if node.attr == "parent":
            inner = self.expression(scope, node.value, left)
            return os.path.dirname(inner) if inner is not None else None
        if node.attr == "__file__":
            module = value_of(scope, node.value)
            is_known = isinstance(module, ModuleValue) and module.module is not None and not module.module.is_facts
            return module.module.path if is_known else None  # type: ignore[union-attr]
        return super().attribute(scope, node, left)

    def _parents(self, scope: Scope, node: ir.Subscript, left: int) -> str | None:
        """`path.parents[2]`."""
        holder, index = node.value, node.index
        if not isinstance(holder, ir.Attribute) or holder.attr != "parents" or not isinstance(index, ir.Const):
            return None
        inner = self.expression(scope, holder.value, left)
        if inner is None or type(index.value) is not int or index.value < 0:
            return None
        for _ in range(index.value + 1):
            inner = os.path.dirname(inner)
        return inner

    def _call(self, scope: Scope, node: ir.Call, left: int) -> str | None:
        func = node.func
        if isinstance(func, ir.Attribute) and func.attr in (*SAME, "joinpath"):
            inner = self.expression(scope, func.value, left)
            if inner is not None:
                return self._joined(scope, node, left, inner) if func.attr == "joinpath" else inner
        callee = value_of(scope, func)
        if isinstance(callee, ClassValue):
            is_path = callee.cls.qualname in PATHS or callee.cls.qualname == "builtins.str"
            return self._joined(scope, node, left) if is_path and node.arguments else None
        if not isinstance(callee, FunctionValue) or not callee.module.is_facts:
            return self.result(scope.frame.interpreter, callee, left)
        if callee.module.name not in ("os", "os.path"):
            return None
        name, first = callee.node.name, argument(node, 0, "")
        if name == "join":
            return self._joined(scope, node, left)
        inner = self.expression(scope, first, left) if first is not None else None
        if name in ("abspath", "realpath", "normpath", "fspath"):
            return inner
        return os.path.dirname(inner) if name == "dirname" and inner is not None else None

    def _joined(self, scope: Scope, node: ir.Call, left: int, begin: str = "") -> str | None:
        result = begin
        for each in node.arguments:
            part = self.expression(scope, each.value, left) if each.name is None and not each.star else None
            if part is None:
                return None
            result = os.path.join(result, part)
        return result


def folders(frame: Frame, node: ir.Expr) -> Folders | None:
    """The folders that an expression names, one or a list of them; None where one is not known."""
    listed = node.items if isinstance(node, ir.Sequence) else [node]
    paths = [_Paths().read(frame, each) for each in listed]
    known = [each for each in paths if each is not None]
    return Folders(tuple(_meant(frame, each) for each in known)) if len(known) == len(paths) else None


def of_package(frame: Frame, package: Value | None, path: Value | None) -> Folders | None:
    """The folder of a package: `PackageLoader("shop", "templates")`."""
    if not isinstance(package, Constant) or not isinstance(package.value, str):
        return None
    module = frame.interpreter.project.module(package.value)
    inside = path if path is not None else Constant("templates")
    if module is None or module.is_facts or not isinstance(inside, Constant) or not isinstance(inside.value, str):
        return None
    return Folders(((os.path.normpath(os.path.join(os.path.dirname(module.path), inside.value)),),))


def _meant(frame: Frame, path: str) -> tuple[str, ...]:
    """The folders that a path may mean: one that is relative may start at the project's root or below it."""
    if os.path.isabs(path):
        return (os.path.normpath(path),)
    root = os.path.normpath(frame.interpreter.project.root)
    start = os.path.dirname(os.path.normpath(frame.path))
    starts = [root]
    while start.startswith(root + os.sep):
        starts.append(start)
        start = os.path.dirname(start)
    return tuple(os.path.normpath(os.path.join(each, path)) for each in starts)


def file(inputs: Inputs, where: Folders, name: str) -> str | None:
    """The file of a template; None where there is none, or several folders that a path may mean have one."""
    parts = name.split("/")
    if not name or ".." in parts or os.path.isabs(name) or (os.sep != "/" and os.sep in name):
        return None
    for place in where.places:
        paths = [os.path.join(folder, *filter(None, parts)) for folder in place]
        found = [path for path in paths if inputs.beside(path) is not None]
        if found:
            return found[0] if len(found) == 1 else None
    return None
