"""`Table(...)` definitions, and the classes that are mapped to one by a call (`registry.map_imperatively`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.values import ClassValue

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

MAPPERS = frozenset({"map_imperatively", "mapper"})
IMPORTED = frozenset({"registry", "mapper", "relationship"})
"""A module that maps classes by calls imports one of these."""


class Tables:
    """Answers which table a class is mapped to; the calls that map classes are looked for once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._mapped: dict[ClassInfo, tuple[ModuleInfo, ir.Call]] | None = None

    def mapping(self, cls: ClassInfo) -> tuple[ModuleInfo, ir.Call] | None:
        """The call that maps a class, with its module; None for a class that maps itself, or not at all."""
        return self.mapped().get(cls)

    def mapped(self) -> dict[ClassInfo, tuple[ModuleInfo, ir.Call]]:
        """All classes that calls map."""
        if self._mapped is None:
            self._mapped = dict(self._calls())
        return self._mapped

    def of(self, cls: ClassInfo) -> ir.Call | None:
        """The `Table(...)` of a class, where it is not made of the class's own attributes."""
        for binding in cls.bindings.get("__table__", ()):
            value = getattr(binding.statement, "value", None)
            return self._table(cls.module, value)
        found = self.mapping(cls)
        if found is None:
            return None
        module, call = found
        given = [each.value for each in call.arguments if each.name == "local_table"]
        given += [each.value for each in call.arguments if each.name is None][1:2]
        return self._table(module, given[0]) if given else None

    def _table(self, module: ModuleInfo, value: ir.Expr | None) -> ir.Call | None:
        if isinstance(value, (ir.Name, ir.Attribute)):
            frame = self.interpreter.names.module_frame(module)
            found = self.interpreter.annotations.symbol(frame, value)
            bindings = found.bindings if isinstance(found, Definition) else ()
            value = getattr(bindings[0].statement, "value", None) if len(bindings) == 1 else None
        return value if isinstance(value, ir.Call) and last_name(value.func) == "Table" else None

    def _calls(self) -> Iterator[tuple[ClassInfo, tuple[ModuleInfo, ir.Call]]]:
        for module in self.interpreter.project.modules():
            statements = (binding.statement for each in module.bindings.values() for binding in each)
            if not any(isinstance(each, ir.Import) and each.symbol in IMPORTED for each in statements):
                continue
            frame = self.interpreter.names.module_frame(module)
            for call in walk(module.body):
                if not isinstance(call, ir.Call) or last_name(call.func) not in MAPPERS or not call.arguments:
                    continue
                found = self.interpreter.annotations.symbol(frame, call.arguments[0].value)
                value = self.interpreter.names.definition(found) if isinstance(found, Definition) else None
                if isinstance(value, ClassValue) and not value.cls.module.is_facts:
                    yield value.cls, (module, call)


def columns(table: ir.Call) -> Iterator[tuple[str, ir.Call]]:
    """The columns of a table by their names, each with its declaration."""
    for each in table.arguments:
        column = each.value
        if isinstance(column, ir.Call) and last_name(column.func) == "Column" and column.arguments:
            first = column.arguments[0].value
            if isinstance(first, ir.Const) and isinstance(first.value, str):
                yield first.value, column


def properties(call: ir.Call) -> Iterator[tuple[str, ir.Expr]]:
    """The attributes that a call gives a class beside its columns."""
    given = next((each.value for each in call.arguments if each.name == "properties"), None)
    if isinstance(given, ir.Mapping):
        for key, value in zip(given.keys, given.values):
            if isinstance(key, ir.Const) and isinstance(key.value, str):
                yield key.value, value
