"""Where each name leads: modules by dotted name, imports followed through re-exports and stars.

A module of the project goes before library facts of the same name. A module that is neither is *foreign*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from asyncdb_lint.index.module import Binding, ClassInfo, ModuleInfo
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.lowering import ir
from asyncdb_lint.requirements import Requirements


@dataclass(frozen=True)
class Definition:
    """A name of a module with what binds it there."""

    module: ModuleInfo
    name: str
    bindings: tuple[Binding, ...]


@dataclass(frozen=True)
class Foreign:
    """A name of a library that is neither in the project nor in the facts."""

    name: str

    @property
    def library(self) -> str:
        return self.name.partition(".")[0]


Target = Definition | ModuleInfo | Foreign


class Project:
    """All modules of one run.

    Args:
        modules: the project's modules by every dotted name under which they may be imported.
        facts: gives the facts module of a dotted name, or None.
        root: the folder of the project; what lies above it says nothing about a file.
        inputs: reads what lies beside the modules: lock files, metadata, templates.
    """

    def __init__(
        self,
        modules: Mapping[str, ModuleInfo],
        facts: Callable[[str], ModuleInfo | None],
        root: str = "",
        inputs: Inputs | None = None,
    ) -> None:
        self.root = root
        self.inputs = inputs or Inputs()
        self.requirements = Requirements(root, self.inputs)
        self._modules = modules
        self._facts = facts
        self._packages = _parents(modules)
        self._targets: dict[tuple[ModuleInfo, str], Target | None] = {}
        self._by_base: dict[str, list[ClassInfo]] | None = None
        self._tests: dict[str, bool] = {}

    def modules(self) -> Iterator[ModuleInfo]:
        """The project's own modules, each once."""
        seen: set[int] = set()
        for module in self._modules.values():
            if id(module) not in seen:
                seen.add(id(module))
                yield module

    def module(self, name: str) -> ModuleInfo | None:
        """The module of a dotted name, of the project or of the facts."""
        return self._modules.get(name) or self._facts(name)

    def parts(self, path: str) -> list[str]:
        """The folders and the name of a file, from the project's root on."""
        return path.removeprefix(self.root).replace("\\", "/").strip("/").split("/")

    def is_test(self, path: str) -> bool:
        """Whether a file is test code, by the folder and file names that test runners collect."""
        known = self._tests.get(path)
        if known is None:
            *folders, name = self.parts(path)
            in_folder = any(folder in ("tests", "test", "testing") for folder in folders)
            is_named = name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
            known = self._tests[path] = in_folder or is_named
        return known

    def is_namespace(self, name: str) -> bool:
        """Whether a dotted name is a folder of the project that holds modules."""
        return name in self._packages

    def imported(self, statement: ir.Import) -> Target | str:
        """What an import statement binds; a bare dotted name stands for a namespace package."""
        if statement.symbol is None:
            return self.module_or_foreign(statement.module)
        module = self.module(statement.module)
        if module is not None:
            target = self.lookup(module, statement.symbol)
            if target is not None and target is not module:
                return target
        full = f"{statement.module}.{statement.symbol}" if statement.module else statement.symbol
        found = self.module_or_foreign(full)
        if isinstance(found, Foreign) and module is not None and not module.is_facts:
            return Foreign(f"?.{full}")
        return found

    def module_or_foreign(self, name: str) -> Target | str:
        """The module of a dotted name; the name itself for a namespace package; else a foreign name."""
        module = self.module(name)
        if module is not None:
            return module
        return name if name in self._packages else Foreign(name)

    def lookup(self, module: ModuleInfo, name: str) -> Target | None:
        """What a module's global name is, imports followed; None when the module does not bind it."""
        key = (module, name)
        if key not in self._targets:
            self._targets[key] = None  # an import cycle finds nothing rather than looping
            self._targets[key] = self._look(module, name)
        return self._targets[key]

    def _look(self, module: ModuleInfo, name: str) -> Target | None:
        bindings = module.bindings.get(name)
        if bindings:
            imports = [binding.statement for binding in bindings if isinstance(binding.statement, ir.Import)]
            if len(imports) < len(bindings):
                return Definition(module, name, tuple(bindings))
            targets = [self.imported(statement) for statement in imports]
            known = [target for target in targets if not isinstance(target, (Foreign, str))]
            if known:
                return known[0]
            first = targets[0]
            return Foreign(first) if isinstance(first, str) else first
        for star in module.stars:
            source = self.module(star)
            if source is not None and source is not module and not name.startswith("_"):
                target = self.lookup(source, name)
                if target is not None:
                    return target
        return None

    def submodule(self, module: ModuleInfo, name: str) -> ModuleInfo | None:
        """`package.name` as a module, where the package does not bind the name itself."""
        return self.module(f"{module.name}.{name}") if module.is_package else None

    def classes_naming(self, base: str) -> list[ClassInfo]:
        """The project's classes that write `base` (a simple name) among their bases."""
        if self._by_base is None:
            self._by_base = {}
            for module in self.modules():
                for info in module.classes:
                    for expression in info.node.bases:
                        self._by_base.setdefault(_simple_name(expression), []).append(info)
        return self._by_base.get(base, [])


def _simple_name(expression: ir.Expr) -> str:
    if isinstance(expression, ir.Subscript):
        expression = expression.value
    if isinstance(expression, ir.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ir.Name) else ""


def _parents(modules: Mapping[str, ModuleInfo]) -> frozenset[str]:
    parents: set[str] = set()
    for name in modules:
        head, _, _ = name.rpartition(".")
        while head and head not in parents:
            parents.add(head)
            head, _, _ = head.rpartition(".")
    return frozenset(parents)
