"""Which code puts something into a thing of some name, by its text: `handlers["x"] = f`, `pool.append(s)`, `db.engine = e`.

Also which module code uses a function of some name: calls it in a statement, or decorates with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from asyncdb_lint.index.module import ClassInfo, ModuleInfo, flatten
from asyncdb_lint.index.project import Project
from asyncdb_lint.lowering import ir

PUTTING = frozenset({"append", "add", "appendleft", "insert", "extend", "update", "setdefault", "set", "push", "put"})
_GETTING = frozenset({"setdefault", "get"})


@dataclass(frozen=True, eq=False)
class Writer:
    """A statement of module code, or one in a function (of a class), nested ones included."""

    module: ModuleInfo
    function: ir.Function | None
    owner: ClassInfo | None
    statement: ir.Stmt


class Writers:
    """`puts` and `attributes` by the name of what is written, `uses` by the name of the function that is used."""

    def __init__(self, project: Project) -> None:
        self.puts: dict[str, list[Writer]] = {}
        self.attributes: dict[str, list[Writer]] = {}
        self.uses: dict[str, list[tuple[ModuleInfo, ir.Expr, Writer]]] = {}
        for module in project.modules():
            if project.is_test(module.path):
                continue
            self._suite(module, None, None, [each for each in module.body if not _is_script(each)])
            for function, owner, nested in module.functions:
                if nested:
                    continue
                self._suite(module, function, owner, function.body)
                self._decorated(module, function, owner)
            for info in module.classes:
                if info.function is None:
                    self._decorated(module, info.node, None)

    def _decorated(self, module: ModuleInfo, node: ir.Function | ir.Class, owner: ClassInfo | None) -> None:
        for decorator in node.decorators:
            name = last_name(decorator.func if isinstance(decorator, ir.Call) else decorator)
            self.uses.setdefault(name, []).append((module, decorator, Writer(module, None, owner, node)))

    def _suite(
        self, module: ModuleInfo, function: ir.Function | None, owner: ClassInfo | None, body: list[ir.Stmt]
    ) -> None:
        own = function.parameters[0].name if function is not None and owner is not None and function.parameters else ""
        seen: set[tuple[bool, str]] = set()
        for statement in flatten(body):
            if isinstance(statement, ir.Function) and function is not None:
                self._suite(module, function, owner, statement.body)
                continue
            for is_attribute, name in _written(statement, own):
                if function is None or (is_attribute, name) not in seen:
                    seen.add((is_attribute, name))
                    writers = self.attributes if is_attribute else self.puts
                    writers.setdefault(name, []).append(Writer(module, function, owner, statement))
            if function is None and isinstance(statement, ir.Evaluate) and isinstance(statement.value, ir.Call):
                call = statement.value
                used = Writer(module, None, None, statement)
                self.uses.setdefault(last_name(call.func), []).append((module, call, used))


def _is_script(statement: ir.Stmt) -> bool:
    """Whether a statement is what a module does when it is run as a script: `if __name__ == "__main__":`."""
    test = statement.test if isinstance(statement, ir.If) else None
    return isinstance(test, ir.Operation) and any(
        isinstance(each, ir.Name) and each.id == "__name__" for each in test.operands
    )


def _written(statement: ir.Stmt, own: str) -> list[tuple[bool, str]]:
    """The names into which a statement puts something, and the attributes (True) that it assigns from outside."""
    found: list[tuple[bool, str]] = []
    value: ir.Expr | None = None
    if isinstance(statement, ir.Assign):
        value = statement.value
        for target in statement.targets:
            if isinstance(target, ir.Subscript):
                found.append((False, held_name(target.value)))
            elif isinstance(target, ir.Attribute) and not _is_own(target.value, own):
                found.append((True, target.attr))
            elif isinstance(target, ir.Attribute) and own == "cls":
                found.append((True, target.attr))
    elif isinstance(statement, ir.Evaluate):
        value = statement.value
    if isinstance(value, ir.Await):
        value = value.value
    if isinstance(value, ir.Call) and isinstance(value.func, ir.Attribute) and value.func.attr in PUTTING:
        found.append((False, held_name(value.func.value)))
    return found


def _is_own(node: ir.Expr, own: str) -> bool:
    return isinstance(node, ir.Name) and node.id == own


def held_name(node: ir.Expr) -> str:
    """The name of the outermost container: `self.groups` for `self.groups[x]` and `self.groups.setdefault(x, [])`."""
    while True:
        if isinstance(node, ir.Subscript):
            node = node.value
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute) and node.func.attr in _GETTING:
            node = node.func.value
        else:
            return last_name(node)


def last_name(node: ir.Expr) -> str:
    """`c` of `a.b.c`."""
    if isinstance(node, ir.Attribute):
        return node.attr
    return node.id if isinstance(node, ir.Name) else ""
