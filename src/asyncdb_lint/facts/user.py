"""Knows the facts that come from settings: stub files that they name, and stubs made of what they say of libraries.

A library that nobody has written facts for is known by what settings say of it. Names of the project, and of libraries that
have facts, keep their definitions; `semantics/told.py` adds what settings say of those.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from asyncdb_lint.config import Config, ConfigError
from asyncdb_lint.index.module import ModuleInfo, module_info
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.lowering import LoweringError, lower_module
from asyncdb_lint.source import SourceError

ENDING = ".pyi"


def stub_modules(config: Config, inputs: Inputs) -> dict[str, ModuleInfo]:
    """The modules of the stubs that settings name: a file is the module of its name, a folder holds modules and packages.

    Raises:
        ConfigError: a stub cannot be read.
    """
    modules: dict[str, ModuleInfo] = {}
    for stub in config.stubs:
        for path, name in _files(stub, inputs):
            is_package = os.path.basename(path) == f"__init__{ENDING}"
            source = inputs.beside(path)
            if source is None:
                raise ConfigError(f"{path}: cannot be read")
            try:
                lowered = lower_module(source.text, name, path, is_package)
            except (LoweringError, SourceError) as error:
                raise ConfigError(f"{path}:{error.line}: {error}") from error
            modules.setdefault(name, module_info(lowered, is_facts=True))
    return modules


def _files(stub: str, inputs: Inputs) -> Iterator[tuple[str, str]]:
    """The files of a stub with their dotted module names."""
    if not os.path.isdir(stub):
        yield stub, os.path.basename(stub).removesuffix(ENDING)
        return
    pending = [(stub, "")]
    while pending:
        folder, package = pending.pop()
        for name in inputs.names(folder, ("",)):
            path = os.path.join(folder, name)
            if name == f"__init__{ENDING}":
                if package:
                    yield path, package.removesuffix(".")
            elif name.endswith(ENDING):
                yield path, package + name.removesuffix(ENDING)
            elif os.path.isdir(path) and name.isidentifier():
                pending.append((path, f"{package}{name}."))


def made_modules(config: Config, is_known: Callable[[str], bool]) -> dict[str, ModuleInfo]:
    """Modules for what settings say of libraries without facts.

    Args:
        is_known: whether something else defines the module of a dotted name; it is left out then.
    """
    made: dict[str, _Made] = {}

    def scope_of(dotted: str, is_class: bool = False) -> tuple[_Made, str, str]:
        module, cls, name = parted(dotted, is_class=is_class)
        return made.setdefault(module, _Made()), cls, name

    for effects, names in (
        ('@io("driver")', config.blocking),
        ('@decorator("register")\n@entry("callback", on="loop")', config.entry_decorators),
    ):
        for dotted in names:
            if not is_known(dotted):
                scope, cls, name = scope_of(dotted)
                scope.functions.setdefault((cls, name), []).append(effects)
    for dotted, base in config.session_types:
        if not is_known(dotted):
            scope, _, name = scope_of(dotted, is_class=True)
            scope.bases[name] = base
    for _, dotted in config.attributes:
        if not is_known(dotted):
            scope, _, name = scope_of(dotted, is_class=True)
            scope.bases.setdefault(name, "")
    return {
        name: module_info(lower_module(each.text(), name, f"<settings: {name}>", False), is_facts=True)
        for name, each in made.items()
    }


def parted(dotted: str, *, is_class: bool = False) -> tuple[str, str, str]:
    """Module, class (perhaps empty) and name of what a dotted name means: a class begins with a capital letter."""
    *owners, name = dotted.split(".")
    if not is_class and len(owners) > 1 and owners[-1].lstrip("_")[:1].isupper():
        return ".".join(owners[:-1]), owners[-1], name
    return ".".join(owners), "", name


class _Made:
    """A module that is made: the decorators of its functions and methods, the bases of its classes."""

    def __init__(self) -> None:
        self.functions: dict[tuple[str, str], list[str]] = {}
        self.bases: dict[str, str] = {}

    def text(self) -> str:
        lines = [f"import {base.rpartition('.')[0]}" for base in self.bases.values() if base]
        for (cls, name), effects in self.functions.items():
            if not cls:
                lines += [*effects, f"def {name}(*args: object, **kwargs: object) -> object: ..."]
        for cls in dict.fromkeys([*self.bases, *(cls for cls, _ in self.functions if cls)]):
            base = self.bases.get(cls, "")
            lines.append(f"class {cls}({base}):" if base else f"class {cls}:")
            if not base:
                lines.append("    def __init__(self, *args: object, **kwargs: object) -> None: ...")
            for (owner, name), effects in self.functions.items():
                if owner == cls:
                    lines += [f"    {line}" for effect in effects for line in effect.splitlines()]
                    lines.append(f"    def {name}(self, *args: object, **kwargs: object) -> object: ...")
            lines.append("    ...")
        return "\n".join(lines) + "\n"
