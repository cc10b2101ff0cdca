"""Which class of the project is meant by a Protocol that no class names among its bases: the only one that fits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import FunctionValue

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


class Protocols:
    """Compares methods by name, by the names of their parameters and by whether they are coroutines."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._known: dict[ClassInfo, ClassInfo | None] = {}
        self._defining: dict[str, list[ClassInfo]] | None = None

    def implementation(self, cls: ClassInfo) -> ClassInfo | None:
        """The only class outside of tests that has all methods of a Protocol; None where it is another number."""
        if cls not in self._known:
            self._known[cls] = None
            if self.is_protocol(cls):
                found = self._fitting(cls)
                self._known[cls] = found[0] if len(found) == 1 else None
        return self._known[cls]

    def is_protocol(self, cls: ClassInfo) -> bool:
        """Whether a class of the project is declared as a Protocol."""
        if cls.module.is_facts:
            return False
        home = self.interpreter.names.module_frame(cls.module)
        bases = (each.value if isinstance(each, ir.Subscript) else each for each in cls.node.bases)
        return any(self.interpreter.annotations.typing_name(home, each) == "Protocol" for each in bases)

    def _fitting(self, cls: ClassInfo) -> list[ClassInfo]:
        wanted = {node.name: node for each in self.interpreter.classes.order(cls) for node in _own_methods(each)}
        if not wanted:
            return []
        if self._defining is None:
            self._defining = {}
            for module in self.interpreter.project.modules():
                for info in () if self.interpreter.project.is_test(module.path) else module.classes:
                    for node in info.methods():
                        self._defining.setdefault(node.name, []).append(info)
        candidates = dict.fromkeys(each for name in wanted for each in self._defining.get(name, ()))
        return [each for each in candidates if not self.is_protocol(each) and self._fits(each, wanted)]

    def _fits(self, cls: ClassInfo, wanted: dict[str, ir.Function]) -> bool:
        return all(self._has(cls, node) for node in wanted.values())

    def _has(self, cls: ClassInfo, node: ir.Function) -> bool:
        found = self.interpreter.classes.find(cls, node.name)
        if found is None or not isinstance(found[1], FunctionValue):
            return False
        own = found[1].node
        names = [each.name for each in own.parameters]
        return (
            own.is_async == node.is_async and [each.name for each in node.parameters] == names[: len(node.parameters)]
        )


def _own_methods(cls: ClassInfo) -> list[ir.Function]:
    return [] if cls.module.is_facts else list(cls.methods())
