"""What the project keeps in objects that take anything: `request.state.db`, `app.state.engine`, `app["db"]`.

The facts mark such a class by a `__getattr__` that returns `object`, or a `__getitem__` where keys are texts. Every assignment of the project to an attribute of
one is collected, whichever object it is made on: an attribute holds what some code stores in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo, flatten
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name
from asyncdb_lint.semantics.values import NONE, NOTHING, Constant, FunctionValue, Instance, Unknown, Value, join

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter
    from asyncdb_lint.semantics.parameters import Arguments

Writer = tuple[ModuleInfo, ir.Function | None, ClassInfo | None, ir.Assign | ir.AnnotatedAssign | ir.Evaluate]


class OpenObjects:
    """Collects what is stored, by attribute name; each name is looked for once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._writers: dict[str, list[Writer]] | None = None
        self._stored: dict[tuple[ClassInfo, str], list[Value]] = {}
        self._known: dict[tuple[ClassInfo, str], Value] = {}
        self._reading: set[tuple[ClassInfo, str]] = set()
        self._keyed: set[str] = set()
        """The names of classes and methods whose keywords are keys."""

    def store(self, cls: ClassInfo, name: str, value: Value) -> None:
        """Note what is stored in an attribute of an open object."""
        values = self._stored.setdefault((self._home(cls, name), name), [])
        if value not in values:
            values.append(value)

    def _home(self, cls: ClassInfo, name: str) -> ClassInfo:
        """The class that takes keys or attributes, of which `cls` may be a subclass."""
        found = self.interpreter.classes.find(cls, "__getitem__" if name.startswith("[") else "__getattr__")
        return found[0] if found is not None else cls

    def keep_named(self, cls: ClassInfo, named: Mapping[str, Value]) -> None:
        """Keep keywords under their names."""
        for name, value in named.items():
            self.store(cls, _key(name), value)

    def by_key(self, callee: FunctionValue, arguments: Arguments) -> Value | None:
        """What is kept under the key that a method is asked for, or its default."""
        receiver = callee.receiver
        name = self.key(receiver, arguments.positional[0]) if receiver is not None and arguments.positional else ""
        if not name or not isinstance(receiver, Instance):
            return None
        if len(arguments.positional) > 1 and arguments.positional[1] != NONE:
            self.store(receiver.cls, name, arguments.positional[1])
        return self.read(receiver, name)

    def named(self, cls: ClassInfo, name: str) -> Value:
        """What is kept in an open class under the key that a parameter is called."""
        return self.read(Instance(cls), _key(name))

    def add_keyed(self, cls: ClassInfo) -> None:
        """Note a class whose construction, and whose methods, keep keywords."""
        methods = {node.name for node in cls.methods() if self.interpreter.effects.of(node).keyed}
        names = {cls.name if name == "__init__" else name for name in methods}
        if not names <= self._keyed:
            self._keyed |= names
            self._writers = None

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
        cls = self._home(holder.cls, name)
        if not name.startswith("[") and not self.is_open(cls):
            return Unknown(f"the facts do not know {cls.name}.{name}")
        key = (cls, name)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._reading:
            # While it is worked out, what depends on it sees what has been stored so far.
            return join(self._stored[key]) if key in self._stored else NOTHING
        self._reading.add(key)
        for module, function, owner, statement in self._all_writers().get(name, ()):
            self._run(module, function, owner, statement)
        self._reading.discard(key)
        values = [*self._stored.get(key, ()), *self._of_subclasses(cls, name)]
        place = cls.name + name if name.startswith("[") else f"{cls.name}.{name}"
        known = self._known[key] = join(values) if values else Unknown(f"nothing is stored in {place}")
        return known

    def _of_subclasses(self, cls: ClassInfo, name: str) -> Iterator[Value]:
        """What the project's subclasses store in themselves: `self.session = ...` in a class of bots."""
        for each in () if name.startswith("[") else self.interpreter.classes.subclasses(cls):
            if not each.module.is_facts:
                frame = self.interpreter.names.module_frame(each.module)
                value = self.interpreter.attributes.get(frame, Instance(each), name, (0, 0, 0, 0))
                if not isinstance(value, Unknown):
                    yield value

    def _run(
        self,
        module: ModuleInfo,
        function: ir.Function | None,
        owner: ClassInfo | None,
        statement: ir.Assign | ir.AnnotatedAssign | ir.Evaluate,
    ) -> None:
        from asyncdb_lint.semantics.environment import assign
        from asyncdb_lint.semantics.expressions import evaluate

        if function is not None:
            self.interpreter.root(FunctionValue(function, module, owner))
            return
        frame = self.interpreter.names.module_frame(module)
        targets = _targets(statement)
        if statement.value is not None:
            with frame.capture():
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
            if isinstance(statement, ir.Function) and function is not None:
                self._collect(module, function, owner, statement.body)
            if not isinstance(statement, (ir.Assign, ir.AnnotatedAssign, ir.Evaluate)):
                continue
            for name in self._keywords(statement.value):
                self._writers.setdefault(_key(name), []).append((module, function, owner, statement))
            targets = _targets(statement)
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

    def _keywords(self, value: ir.Expr | None) -> list[str]:
        """The keywords of a call that keeps them, which may be awaited or handed to `asyncio.run`."""
        if isinstance(value, ir.Await):
            value = value.value
        if not self._keyed or not isinstance(value, ir.Call):
            return []
        name = last_name(value.func)
        if name not in self._keyed:
            return self._keywords(value.arguments[0].value) if len(value.arguments) == 1 else []
        return [argument.name for argument in value.arguments if argument.name is not None]


def _targets(statement: ir.Assign | ir.AnnotatedAssign | ir.Evaluate) -> list[ir.Expr]:
    if isinstance(statement, ir.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ir.AnnotatedAssign) else []


def _may_be_open(expression: ir.Expr, receiver: str | None) -> bool:
    return isinstance(expression, ir.Attribute) or (isinstance(expression, ir.Name) and expression.id != receiver)


def _key(text: str) -> str:
    return f"[{text!r}]"
