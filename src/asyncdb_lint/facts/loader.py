"""Finds and reads the stub of a library module, each at most once and only when something asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from asyncdb_lint.index.module import ModuleInfo, module_info
from asyncdb_lint.lowering import lower_module

STUBS = Path(__file__).parent / "stubs"


class FactsLoader:
    """Library modules by dotted name.

    Args:
        given: modules that go before all others, by dotted name.
        roots: folders that hold one folder or file per library; earlier ones go first.
    """

    def __init__(
        self, given: Mapping[str, ModuleInfo] = MappingProxyType({}), roots: tuple[Path, ...] = (STUBS,)
    ) -> None:
        self._roots = roots
        self._modules: dict[str, ModuleInfo | None] = dict(given)
        self._libraries: frozenset[str] | None = None

    def libraries(self) -> frozenset[str]:
        """The top-level names of which there are facts."""
        if self._libraries is None:
            self._libraries = frozenset(
                entry.name.removesuffix(".pyi") for root in self._roots if root.is_dir() for entry in root.iterdir()
            )
        return self._libraries

    def __call__(self, name: str) -> ModuleInfo | None:
        """The facts module of a dotted name, or None when there are no facts of it."""
        if name not in self._modules:
            known = name.partition(".")[0] in self.libraries()
            self._modules[name] = self._load(name) if known else None
        return self._modules[name]

    def _load(self, name: str) -> ModuleInfo | None:
        for root in self._roots:
            base = root.joinpath(*name.split("."))
            for path, is_package in ((base / "__init__.pyi", True), (base.with_name(base.name + ".pyi"), False)):
                if path.is_file():
                    return module_info(lower_module(path.read_bytes(), name, str(path), is_package), is_facts=True)
        return None
