"""What a name means: locals, enclosing functions, the class body, the module, builtins, and attributes of modules.

Module and class names are evaluated one at a time, when they are asked for, so that import cycles do no harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.index.module import Binding, ClassInfo, ModuleInfo
from asyncdb_lint.index.project import Definition, Foreign, Target
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.environment import assign
from asyncdb_lint.semantics.evidence import completed
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    ClassValue,
    ModuleValue,
    Outside,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


class Names:
    """Evaluates the names of modules and class bodies, each once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.project = interpreter.project
        self._globals: dict[tuple[ModuleInfo, str], Value] = {}
        self._class_names: dict[tuple[ClassInfo, str], Value | None] = {}
        self._class_frames: dict[ClassInfo, Frame] = {}
        self._module_frames: dict[ModuleInfo, Frame] = {}
        self._running: set[object] = set()
        self._settled: dict[tuple[ModuleInfo, str], Value] = {}

    def name(self, frame: Frame, name: str) -> Value:
        """The value of a name as code in `frame` reads it."""
        if name not in frame.globals:
            value = frame.get(name)
            if value is not None:
                return value
        if frame.node is None and frame.owner is not None:
            found = self.class_name(frame.owner, name)
            if found is not None:
                return found
        return self.module_name(frame.module, name)

    def module_name(self, module: ModuleInfo, name: str) -> Value:
        """The value of a module's global name, or of the builtin of that name."""
        key = (module, name)
        known = self._settled.get(key)
        if known is not None:
            return known
        value = self._module_name(module, name)
        if self.is_settled:
            self._settled[key] = value
        return value

    @property
    def is_settled(self) -> bool:
        """Whether no name is being worked out just now: what is read then will not change."""
        return not self._running

    def _module_name(self, module: ModuleInfo, name: str) -> Value:
        target = self.project.lookup(module, name)
        if target is None:
            builtins = self.project.module("builtins")
            if builtins is not None and module is not builtins:
                target = self.project.lookup(builtins, name)
            if target is None:
                return DATA if name.startswith("__") else Unknown(f"name {name} is not bound in its module")
        return self.target(target)

    def builtin(self, name: str) -> Value:
        """The value of a built-in name."""
        builtins = self.project.module("builtins")
        return self.module_name(builtins, name) if builtins is not None else Unknown("there are no builtins")

    def target(self, target: Target | str) -> Value:
        """The value of what a name leads to."""
        if isinstance(target, ModuleInfo):
            return ModuleValue(target.name, target)
        if isinstance(target, str):
            return ModuleValue(target)
        if isinstance(target, Foreign):
            if target.library in ("?", ""):
                return Unknown(f"{target.name.removeprefix('?.')} is not found in the project")
            return Outside(target.library)
        return self.definition(target)

    def definition(self, definition: Definition) -> Value:
        """The join of all that binds a global name."""
        key = (definition.module, definition.name)
        value = self._globals.get(key)
        if value is None:
            if key in self._running:
                return Unknown(f"{definition.name} is defined by itself")
            self._running.add(key)
            try:
                frame = self.module_frame(definition.module)
                values = [self._binding(frame, definition.name, each, None) for each in _effective(definition.bindings)]
                value = join(values)
            finally:
                self._running.discard(key)
            self._globals[key] = value
            if not definition.module.is_facts:
                value = self._globals[key] = self._kept(definition.module, definition.name, value)
        return value

    def _kept(self, module: ModuleInfo, name: str, value: Value) -> Value:
        """A module's name with what other code makes of it: it is assigned from outside, or something is put into it."""
        kept = self.interpreter.kept
        if all(part == NONE or isinstance(part, Unknown) for part in alternatives(value)):
            stored = kept.attribute(module.name, name)
            return join([*alternatives(value), stored]) if stored is not None else value
        return kept.stamped(value, module.name, name)

    def module_frame(self, module: ModuleInfo) -> Frame:
        """The frame in which a module's own code is evaluated; what it runs into is not reported."""
        frame = self._module_frames.get(module)
        if frame is None:
            frame = self._module_frames[module] = Frame(self.interpreter, module)
        return frame

    def class_frame(self, owner: ClassInfo) -> Frame:
        """The frame in which a class body is evaluated."""
        frame = self._class_frames.get(owner)
        if frame is None:
            frame = self._class_frames[owner] = Frame(self.interpreter, owner.module, owner=owner)
        return frame

    def class_name(self, owner: ClassInfo, name: str) -> Value | None:
        """What a class body binds to a name itself, bases apart; None when it binds nothing or only annotates."""
        key = (owner, name)
        if key in self._class_names:
            return self._class_names[key]
        if key in self._running:
            return None
        bindings = owner.bindings.get(name)
        if not bindings:
            return None
        valued = [each for each in bindings if not _only_annotates(each)]
        if not valued:
            return None
        self._running.add(key)
        try:
            frame = self.class_frame(owner)
            value: Value | None = join([self._binding(frame, name, each, owner) for each in _effective(tuple(valued))])
        finally:
            self._running.discard(key)
        if value is not None and not owner.module.is_facts:
            value = self.interpreter.kept.stamped(value, owner.qualname, name)
        self._class_names[key] = value
        return value

    def _binding(self, frame: Frame, name: str, binding: Binding, owner: ClassInfo | None) -> Value:
        statement = binding.statement
        if isinstance(statement, ir.Import):
            return self.target(self.project.imported(statement))
        if isinstance(statement, ir.Class):
            return ClassValue(frame.module.class_of[statement])
        if isinstance(statement, ir.Function):
            return self.interpreter.decorators.decorated(frame, statement, owner, self._overloads(frame, name, owner))
        return self._assigned(frame, name, binding)

    def _overloads(self, frame: Frame, name: str, owner: ClassInfo | None) -> tuple[ir.Function, ...]:
        if not frame.module.is_facts:
            return ()
        bindings = (owner.bindings if owner is not None else frame.module.bindings).get(name, [])
        functions = [each.statement for each in bindings if isinstance(each.statement, ir.Function)]
        return tuple(functions) if len(functions) > 1 else ()

    def _assigned(self, frame: Frame, name: str, binding: Binding) -> Value:
        from asyncdb_lint.semantics import expressions, statements

        if binding.scope is not None:
            # A function assigns the module's name through `global`: its locals are those of a declared run.
            value = self.interpreter.global_assignment(frame.module, binding.scope, name)
            if value is not None:
                return value
        scratch = Frame(self.interpreter, frame.module, owner=frame.owner)
        statement = binding.statement
        if isinstance(statement, ir.AnnotatedAssign):
            if statement.value is not None:
                provided = self.interpreter.providers.of_field(scratch, statement)
                value = provided if provided is not None else expressions.evaluate(scratch, statement.value)
                if not _is_placeholder(statement.value):
                    promised = self.interpreter.annotations.value(scratch, statement.annotation)
                    return completed(self.interpreter.classes, value, promised)
            return self.interpreter.annotations.value(scratch, statement.annotation)
        if isinstance(statement, ir.Assign):
            assign(scratch, binding.target or statement.targets[0], expressions.evaluate(scratch, statement.value))
        elif isinstance(statement, ir.For):
            assign(scratch, statement.target, statements.iterated(scratch, statement))
        elif isinstance(statement, ir.WithItem) and statement.target is not None:
            assign(scratch, statement.target, statements.entered(scratch, statement, binding.is_async))
        return scratch.get(name) or Unknown(f"{name} is bound in a way that is not followed")

    def attribute(self, module: ModuleValue, name: str) -> Value:
        """`module.name`."""
        if module.module is None:
            return self.target(self.project.module_or_foreign(f"{module.name}.{name}"))
        target = self.project.lookup(module.module, name)
        if target is not None:
            return self.target(target)
        child = self.project.submodule(module.module, name)
        if child is not None:
            return ModuleValue(child.name, child)
        if self.project.is_namespace(f"{module.name}.{name}"):
            return ModuleValue(f"{module.name}.{name}")
        if module.module.is_facts:
            return Outside(module.name.partition(".")[0])
        stored = self.interpreter.kept.attribute(module.name, name)
        return stored if stored is not None else Unknown(f"module {module.name} does not bind {name}")


def _is_placeholder(value: ir.Expr) -> bool:
    return isinstance(value, ir.Const) and value.kind in ("NoneType", "ellipsis")


def _only_annotates(binding: Binding) -> bool:
    return isinstance(binding.statement, ir.AnnotatedAssign) and binding.statement.value is None


def _effective(bindings: tuple[Binding, ...]) -> tuple[Binding, ...]:
    """The bindings that can matter: of several definitions the last, and of facts overloads one."""
    functions = [each for each in bindings if isinstance(each.statement, ir.Function)]
    if functions and len(functions) == len(bindings):
        plain = [each for each in functions if not _is_accessor(each)]
        return tuple((plain or functions)[:1] if _has_accessor(functions) else functions[-1:])
    return bindings


def _has_accessor(bindings: list[Binding]) -> bool:
    return any(_is_accessor(each) for each in bindings)


def _is_accessor(binding: Binding) -> bool:
    node = binding.statement
    return isinstance(node, ir.Function) and any(
        isinstance(expression, ir.Attribute) and expression.attr in ("setter", "deleter", "expression", "comparator")
        for expression in node.decorators
    )
