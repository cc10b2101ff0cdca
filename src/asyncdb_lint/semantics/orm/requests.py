"""Which objects dependencies give to the code of a request: its session holds them all along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import FunctionValue, Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


class Requests:
    """Answers from the dependencies of the whole project, and from who was seen to call whom."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._given: dict[ClassInfo, set[ir.Function]] | None = None
        self._holding: dict[ClassInfo, set[ir.Function]] = {}

    def gives(self, cls: ClassInfo) -> bool:
        """Whether some dependency gives objects of a class, or of one in line with it."""
        return any(self.interpreter.classes.is_in_line(each, cls) for each in self._dependencies())

    def hold(self, function: ir.Function, cls: ClassInfo) -> bool:
        """Whether a request that runs a function has an object of a class from a dependency.

        Only known once everything has been interpreted: callers are followed up to what the framework calls.
        """
        if cls not in self._holding:
            given = self._dependencies()
            is_in_line = self.interpreter.classes.is_in_line
            takers = {each for known, functions in given.items() if is_in_line(known, cls) for each in functions}
            self._holding[cls] = self._callers(takers)
        return bool(self._callers({function}) & self._holding[cls])

    def _callers(self, functions: set[ir.Function]) -> set[ir.Function]:
        """Functions and all that lead to them; what depends on a provider leads to it."""
        found = set(functions)
        pending = list(functions)
        while pending:
            for caller, _ in self.interpreter.callers.get(pending.pop(), {}):
                if caller is not None and caller not in found:
                    found.add(caller)
                    pending.append(caller)
        return found

    def _dependencies(self) -> dict[ClassInfo, set[ir.Function]]:
        """The mapped classes of what dependencies give, with the functions that take it or give it."""
        if self._given is None:
            self._given = {}
            for cls, function in self._found():
                self._given.setdefault(cls, set()).add(function)
        return self._given

    def _found(self) -> Iterator[tuple[ClassInfo, ir.Function]]:
        interpreter = self.interpreter
        for module in interpreter.project.modules():
            for node, owner, _ in module.functions:
                function = FunctionValue(node, module, owner)
                for number, parameter in enumerate(node.parameters):
                    if interpreter.providers.is_provided(function, parameter):
                        for cls in self._mapped(interpreter.parameters.declared(function, number)):
                            yield cls, node
                if node in interpreter.dependencies and node.returns is not None:
                    for cls in self._mapped(interpreter.annotations.value(interpreter.scope(function), node.returns)):
                        yield cls, node

    def _mapped(self, value: Value) -> Iterator[ClassInfo]:
        for part in alternatives(value):
            if isinstance(part, Instance) and self.interpreter.orm.models.of(part.cls) is not None:
                yield part.cls
