"""What one module declares: which statement binds each name, and which classes and functions there are.

`Binding` is one way in which a name gets its value; a name bound in two branches has two. Nothing is evaluated here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from asyncdb_lint.lowering import ir

Binder = ir.Import | ir.Function | ir.Class | ir.Assign | ir.AnnotatedAssign | ir.For | ir.WithItem


@dataclass(frozen=True, eq=False)
class Binding:
    """`statement` binds a name; `target` is the place it assigns (None for imports and definitions).

    `scope` is the function that assigns a module's name through `global`, if it is not module code itself.
    """

    statement: Binder
    target: ir.Expr | None = None
    is_async: bool = False
    scope: ir.Function | None = None


@dataclass(eq=False)
class ClassInfo:
    """A class of the project or of the facts."""

    node: ir.Class
    module: ModuleInfo
    function: ir.Function | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)

    @cached_property
    def is_handle(self) -> bool:
        """Whether the facts know database calls, or an asynchronous twin, of this very class."""
        if not self.module.is_facts:
            return False
        marks = [*self.node.decorators, *(mark for method in self.methods() for mark in method.decorators)]
        return any(
            isinstance(mark, ir.Call) and isinstance(mark.func, ir.Name) and mark.func.id in ("io", "twin")
            for mark in marks
        )

    @property
    def qualname(self) -> str:
        return f"{self.module.name}.{self.node.qualname}"

    @property
    def name(self) -> str:
        return self.node.name

    def methods(self) -> Iterator[ir.Function]:
        """The functions of the class's own body, every overload and branch of it."""
        for bindings in self.bindings.values():
            for binding in bindings:
                if isinstance(binding.statement, ir.Function):
                    yield binding.statement

    def __repr__(self) -> str:
        return f"<class {self.qualname}>"


@dataclass(eq=False)
class ModuleInfo:
    """A module of the project or of the facts, under its canonical name."""

    name: str
    path: str
    is_package: bool
    is_facts: bool
    body: list[ir.Stmt]
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    functions: list[tuple[ir.Function, ClassInfo | None, bool]] = field(default_factory=list)
    classes: list[ClassInfo] = field(default_factory=list)
    class_of: dict[ir.Class, ClassInfo] = field(default_factory=dict)
    attributes: dict[tuple[str, str], list[Binding]] = field(default_factory=dict)
    """What module code assigns to attributes of its own names (`Base.query = ...`), by name and attribute."""

    markers: list[ir.Marker] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<module {self.name}>"


def module_info(module: ir.Module, is_facts: bool) -> ModuleInfo:
    """Read the declarations of a lowered module."""
    info = ModuleInfo(module.name, module.path, module.is_package, is_facts, module.body, markers=module.markers)
    _Collector(info).module()
    return info


class _Collector:
    """Walks the statements of a module once, through every suite, and files what binds names."""

    def __init__(self, info: ModuleInfo) -> None:
        self.info = info

    def module(self) -> None:
        self._suite(self.info.body, self.info.bindings, None, None)
        for statement in flatten(self.info.body):
            if not isinstance(statement, ir.Assign):
                continue
            for target in statement.targets:
                if isinstance(target, ir.Attribute) and isinstance(target.value, ir.Name):
                    self._attribute(target.value.id, target.attr, Binding(statement, ir.Name(target.attr)))

    def _attribute(self, name: str, attribute: str, binding: Binding) -> None:
        """An attribute that is assigned after a class belongs to the class, as if its body bound it."""
        self.info.attributes.setdefault((name, attribute), []).append(binding)
        for definition in self.info.bindings.get(name, ()):
            if isinstance(definition.statement, ir.Class):
                bindings = self.info.class_of[definition.statement].bindings
                bindings.setdefault(attribute, []).append(binding)

    def _suite(
        self,
        body: list[ir.Stmt],
        bindings: dict[str, list[Binding]],
        owner: ClassInfo | None,
        function: ir.Function | None,
    ) -> None:
        for statement in flatten(body):
            if isinstance(statement, ir.Function):
                bindings.setdefault(statement.name, []).append(Binding(statement))
                self._function(statement, owner, nested=function is not None)
            elif isinstance(statement, ir.Class):
                bindings.setdefault(statement.name, []).append(Binding(statement))
                self._class(statement, function)
            elif function is None:
                self._bind(statement, bindings)

    def _function(self, node: ir.Function, owner: ClassInfo | None, nested: bool) -> None:
        self.info.functions.append((node, owner, nested))
        declared = {
            name
            for statement in flatten(node.body)
            if isinstance(statement, ir.Scope) and statement.kind == "global"
            for name in statement.names
        }
        self._suite(node.body, {}, None, node)
        if declared:
            for statement in flatten(node.body):
                for name, binding in bound_names(statement):
                    if name in declared:
                        scoped = Binding(binding.statement, binding.target, binding.is_async, node)
                        self.info.bindings.setdefault(name, []).append(scoped)

    def _class(self, node: ir.Class, function: ir.Function | None) -> None:
        info = ClassInfo(node, self.info, function)
        self.info.classes.append(info)
        self.info.class_of[node] = info
        self._suite(node.body, info.bindings, info, None)

    def _bind(self, statement: ir.Stmt, bindings: dict[str, list[Binding]]) -> None:
        for name, binding in bound_names(statement):
            if name == "*" and isinstance(statement, ir.Import):
                self.info.stars.append(statement.module)
            else:
                bindings.setdefault(name, []).append(binding)


def flatten(body: Sequence[ir.Stmt]) -> list[ir.Stmt]:
    """Every statement of a suite and of the suites inside it, definitions not entered, in source order."""
    found: list[ir.Stmt] = []
    pending = [*reversed(body)]
    while pending:
        statement = pending.pop()
        found.append(statement)
        if isinstance(statement, _COMPOUND):
            for suite in reversed(_suites(statement)):
                pending.extend(reversed(suite))
    return found


_COMPOUND = (ir.If, ir.While, ir.For, ir.With, ir.Try, ir.Match)


def _suites(statement: ir.Stmt) -> list[list[ir.Stmt]]:
    if isinstance(statement, (ir.If, ir.While, ir.For)):
        return [statement.body, statement.orelse]
    if isinstance(statement, ir.With):
        return [statement.body]
    if isinstance(statement, ir.Try):
        return [statement.body, *(each.body for each in statement.handlers), statement.orelse, statement.final]
    return [case.body for case in statement.cases] if isinstance(statement, ir.Match) else []


def bound_names(statement: ir.Stmt) -> Iterator[tuple[str, Binding]]:
    """The names that one statement binds by itself (its suites apart), definitions excepted."""
    if isinstance(statement, ir.Import):
        yield statement.name, Binding(statement)
    elif isinstance(statement, ir.Assign):
        for target in statement.targets:
            for name in target_names(target):
                yield name, Binding(statement, target)
    elif isinstance(statement, ir.AnnotatedAssign):
        for name in target_names(statement.target):
            yield name, Binding(statement, statement.target)
    elif isinstance(statement, ir.For):
        for name in target_names(statement.target):
            yield name, Binding(statement, statement.target, statement.is_async)
    elif isinstance(statement, ir.With):
        for item in statement.items:
            if item.target is not None:
                for name in target_names(item.target):
                    yield name, Binding(item, item.target, statement.is_async)


def target_names(target: ir.Expr) -> Iterator[str]:
    """The plain names that an assignment to `target` binds."""
    if isinstance(target, ir.Name):
        yield target.id
    elif isinstance(target, ir.Sequence):
        for item in target.items:
            yield from target_names(item)
    elif isinstance(target, ir.Starred):
        yield from target_names(target.value)
