"""What attributes of a library's objects hold because a callable of the project, or a value, was handed over for them.

The facts name the attribute: `@entry("dependency", param="context_getter", gives="strawberry.types.info.Info.context")`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, flatten
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Manager,
    PartialValue,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.effects import EntryMark
    from asyncdb_lint.semantics.interpreter import Interpreter


class Provided:
    """Sources by the attribute that they fill, and which libraries' parts the project uses."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._sources: dict[str, list[Value]] = {}
        self._known: dict[str, Value] = {}
        self._imported: frozenset[str] | None = None

    def add(self, attribute: str, source: Value) -> None:
        """Note what was handed over for an attribute."""
        sources = self._sources.setdefault(attribute, [])
        if source not in sources:
            sources.append(source)
            self._known.pop(attribute, None)

    def read(self, cls: ClassInfo, name: str) -> Value | None:
        """What an attribute of a library's object holds; None where nothing was handed over for it."""
        attribute = f"{cls.qualname}.{name}"
        if attribute not in self._sources:
            return None
        known = self._known.get(attribute)
        if known is None:
            self._known[attribute] = Unknown(f"{name} depends on itself")
            known = join(self._given(part) for each in self._sources[attribute] for part in alternatives(each))
            self._known[attribute] = known
        return known

    def _given(self, source: Value) -> Value:
        if isinstance(source, FunctionValue) and source.owner is not None and source.receiver is None:
            source = replace(source, receiver=Instance(source.owner))
        if isinstance(source, (FunctionValue, PartialValue, ClassValue)):
            given = self.interpreter.providers.provide(source)
            # A context manager is entered: its value is what it yields.
            return join(part.generator.element if isinstance(part, Manager) else part for part in alternatives(given))
        return source

    def is_on_loop(self, mark: EntryMark) -> bool:
        """Whether a plain function runs on the event loop in this project: some libraries leave it to their driver."""
        if mark.on != "loop" or not mark.within:
            return mark.on == "loop"
        if self._imported is None:
            self._imported = frozenset(self._imports())
        wanted = tuple(each.strip() for each in mark.within.split(","))
        return any(each in self._imported for each in wanted)

    def _imports(self) -> set[str]:
        """The modules and names that the project imports, with the packages around them."""
        found: set[str] = set()
        for module in self.interpreter.project.modules():
            for body in (module.body, *(function.body for function, _, _ in module.functions)):
                for statement in flatten(body):
                    if isinstance(statement, ir.Import):
                        name = (
                            statement.module if statement.symbol is None else f"{statement.module}.{statement.symbol}"
                        )
                        found.update(_with_parents(name))
        return found


def _with_parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:number]) for number in range(1, len(parts) + 1)}
