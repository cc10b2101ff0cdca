"""What the project keeps in objects that take any attribute: `request.state.db`, `app.state.engine`.

The facts mark such a class by a `__getattr__` that returns `object`. Every assignment of the project to an attribute of
one is collected, whichever object it is made on: an attribute holds what some code stores in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo, flatten
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import NOTHING, FunctionValue, Instance, Unknown, Value, join

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

Writer = tuple[ModuleInfo, ir.Function | None, ClassInfo | None, ir.Assign | ir.AnnotatedAssign]


class OpenObjects:
    """Collects what is stored, by attribute name; each name is looked for once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._writers: dict[str, list[Writer]] | None = None
        self._stored: dict[tuple[ClassInfo, str], list[Value]] = {}
        self._known: dict[tuple[ClassInfo, str], Value] = {}

    def store(self, cls: ClassInfo, name: str, value: Value) -> None:
        """Note what is stored in an attribute of an open object."""
        values = self._stored.setdefault((cls, name), [])
        if value not in values:
            values.append(value)

    def is_open(self, cls: ClassInfo) -> bool:
        """Whether objects of a class take any attribute."""
        if not cls.module.is_facts:
            return False
        found = self.interpreter.classes.find(cls, "__getattr__")
        getter = found[1] if found is not None else None
        returns = getter.node.returns if isinstance(getter, FunctionValue) else None
        return isinstance(returns, ir.Name) and returns.id == "object"

    def read(self, holder: Instance, name: str) -> Value:
        """What an attribute that the facts do not declare holds."""
        cls = holder.cls
        if not self.is_open(cls):
            return Unknown(f"the facts do not know {cls.name}.{name}")
        key = (cls, name)
        known = self._known.get(key)
        if known is None:
            self._known[key] = NOTHING  # while it is worked out, what depends on it sees nothing yet
            for module, function, owner, statement in self._all_writers().get(name, ()):
                self._run(module, function, owner, statement)
            values = self._stored.get(key)
            known = join(values) if values else Unknown(f"nothing is stored in {cls.name}.{name}")
            self._known[key] = known
        return known

    def _run(
        self,
        module: ModuleInfo,
        function: ir.Function | None,
        owner: ClassInfo | None,
        statement: ir.Assign | ir.AnnotatedAssign,
    ) -> None:
        from asyncdb_lint.semantics.environment import assign
        from asyncdb_lint.semantics.expressions import evaluate

        if function is not None:
            self.interpreter.root(FunctionValue(function, module, owner))
            return
        frame = self.interpreter.names.module_frame(module)
        targets = statement.targets if isinstance(statement, ir.Assign) else [statement.target]
        if statement.value is not None:
            value = evaluate(frame, statement.value)
            for target in targets:
                assign(frame, target, value)

    def _all_writers(self) -> dict[str, list[Writer]]:
        if self._writers is None:
            self._writers = {}
            for module in self.interpreter.project.modules():
                self._collect(module, None, None, module.body)
                for function, owner, nested in module.functions:
                    if not nested:
                        self._collect(module, function, owner, function.body)
        return self._writers

    def _collect(
        self, module: ModuleInfo, function: ir.Function | None, owner: ClassInfo | None, body: list[ir.Stmt]
    ) -> None:
        assert self._writers is not None
        for statement in flatten(body):
            if isinstance(statement, ir.Assign):
                targets = statement.targets
            elif isinstance(statement, ir.AnnotatedAssign):
                targets = [statement.target]
            else:
                if isinstance(statement, ir.Function) and function is not None:
                    self._collect(module, function, owner, statement.body)
                continue
            for target in targets:
                if isinstance(target, ir.Subscript):
                    target = target.value
                if isinstance(target, ir.Attribute) and isinstance(target.value, ir.Attribute):
                    self._writers.setdefault(target.attr, []).append((module, function, owner, statement))
