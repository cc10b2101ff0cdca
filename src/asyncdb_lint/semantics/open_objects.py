"""What the project keeps in objects that take anything: `request.state.db`, `app.state.engine`, `app["db"]`.

The facts mark such a class by a `__getattr__` that returns `object`, or a `__getitem__` where keys are texts. Every assignment of the project to an attribute of
one is collected, whichever object it is made on: an attribute holds what some code stores in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo, flatten
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import NOTHING, Constant, FunctionValue, Instance, Unknown, Value, join

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

    def is_open(self, cls: ClassInfo, method: str = "__getattr__") -> bool:
        """Whether objects of a class take any attribute, or with `__getitem__` any key."""
        if not cls.module.is_facts:
            return False
        found = self.interpreter.classes.find(cls, method)
        getter = found[1] if found is not None else None
        returns = getter.node.returns if isinstance(getter, FunctionValue) else None
        return isinstance(returns, ir.Name) and returns.id == "object"

    def key(self, holder: Value, index: Value) -> str:
        """The name under which an item of an open object is kept; empty where it is not one, or the key not known."""
        is_text = isinstance(index, Constant) and isinstance(index.value, str)
        if isinstance(holder, Instance) and is_text and self.is_open(holder.cls, "__getitem__"):
            return _key(str(index.value)) if isinstance(index, Constant) else ""
        return ""

    def read(self, holder: Instance, name: str) -> Value:
        """What an attribute that the facts do not declare holds."""
        cls = holder.cls
        if not name.startswith("[") and not self.is_open(cls):
            return Unknown(f"the facts do not know {cls.name}.{name}")
        key = (cls, name)
        known = self._known.get(key)
        if known is None:
            self._known[key] = NOTHING  # while it is worked out, what depends on it sees nothing yet
            for module, function, owner, statement in self._all_writers().get(name, ()):
                self._run(module, function, owner, statement)
            values = self._stored.get(key)
            place = cls.name + name if name.startswith("[") else f"{cls.name}.{name}"
            known = join(values) if values else Unknown(f"nothing is stored in {place}")
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
                if isinstance(target, ir.Subscript):
                    holder = evaluate(frame, target.value)
                    name = self.key(holder, evaluate(frame, target.index))
                    if name and isinstance(holder, Instance):
                        self.store(holder.cls, name, value)

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
            receiver = function.parameters[0].name if owner and function and function.parameters else None
            for target in targets:
                writer = (module, function, owner, statement)
                if isinstance(target, ir.Subscript):
                    index = target.index
                    if isinstance(index, ir.Const) and isinstance(index.value, str):
                        self._writers.setdefault(_key(index.value), []).append(writer)
                    target = target.value
                if isinstance(target, ir.Attribute) and _may_be_open(target.value, receiver):
                    self._writers.setdefault(target.attr, []).append(writer)


def _may_be_open(expression: ir.Expr, receiver: str | None) -> bool:
    return isinstance(expression, ir.Attribute) or (isinstance(expression, ir.Name) and expression.id != receiver)


def _key(text: str) -> str:
    return f"[{text!r}]"
