"""Functions that get at names by text: `globals()`, `vars()`, `import_module`, and the getters of `operator`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.containers import item
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.iterating import Native
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    DATA,
    Constant,
    Container,
    Instance,
    ModuleValue,
    PartialValue,
    Unknown,
    Value,
    alternatives,
    join,
)


def _of_module(frame: Frame, module: ModuleInfo) -> Value:
    """The module's names, each of them known."""
    names = tuple(module.bindings)
    values = tuple(frame.interpreter.names.module_name(module, name) for name in names)
    return Container("dict", Unknown("a name of a module"), values, tuple(Constant(name) for name in names))


def _vars(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    given = arguments.get(0)
    if given is None:
        return _locals(frame, arguments, at)
    if isinstance(given, ModuleValue) and given.module is not None:
        return _of_module(frame, given.module)
    return Container("dict", Unknown("vars()"))


def _globals(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return _of_module(frame, frame.module)


def _locals(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    if frame.node is None:
        return _of_module(frame, frame.module)
    known = {name: value for name, value in (frame.environment or {}).items() if "." not in name}
    keys = tuple(Constant(name) for name in known)
    return Container("dict", Unknown("a local variable"), tuple(known.values()), keys)


def _attribute_getter(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return _later(frame, "_get_attribute", arguments)


def _item_getter(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return _later(frame, "_get_item", arguments)


def _method_caller(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    return _later(frame, "_call_method", arguments)


def _later(frame: Frame, name: str, arguments: Arguments) -> Value:
    """A function of the facts that takes what a getter was made with, then the object."""
    module = frame.interpreter.project.module("operator")
    if module is None:
        return Unknown("operator is not known")
    given = Container("tuple", DATA, tuple(arguments.positional))
    function = frame.interpreter.names.module_name(module, name)
    return PartialValue(function, (given,), tuple(arguments.keywords.items()))


def _get_attribute(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    names, holder = _getter(arguments)
    if len(names) != 1 or not isinstance(names[0], Constant):
        return Unknown("attributes by text")
    for name in str(names[0].value).split("."):
        holder = frame.interpreter.attributes.get(frame, holder, name, at)
    return holder


def _get_item(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    keys, holder = _getter(arguments)
    if len(keys) != 1:
        return Unknown("several items")
    results: list[Value] = []
    for part in alternatives(holder):
        if isinstance(part, Container):
            results.append(item(part, keys[0]))
        elif isinstance(part, Instance):
            given = Arguments([keys[0]], {})
            results.append(frame.interpreter.calls.call_method(frame, part, "__getitem__", given, at))
        else:
            results.append(part)
    return join(results)


def _call_method(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    given, holder = _getter(arguments)
    if not given or not isinstance(given[0], Constant):
        return Unknown("a method by text")
    method = frame.interpreter.attributes.get(frame, holder, str(given[0].value), at)
    return frame.interpreter.calls.call(frame, method, Arguments(list(given[1:]), arguments.keywords), at)


def _getter(arguments: Arguments) -> tuple[tuple[Value, ...], Value]:
    """What the getter was made with, and the object that it is called with."""
    given = arguments.positional[0] if arguments.positional else DATA
    holder = arguments.get(1) or Unknown("no argument")
    return (given.items or () if isinstance(given, Container) else ()), holder


def _import_module(frame: Frame, arguments: Arguments, at: ir.At) -> Value:
    name, package = arguments.get(0, "name"), arguments.get(1, "package")
    if not isinstance(name, Constant) or not isinstance(name.value, str):
        return Unknown("a module is imported by a name that is not known")
    path = name.value.lstrip(".")
    level = len(name.value) - len(path)
    if level:
        if not isinstance(package, Constant) or not isinstance(package.value, str):
            return Unknown("a module is imported from a package that is not known")
        parts = package.value.split(".")
        path = ".".join((*parts[: len(parts) - level + 1], *([path] if path else [])))
    return frame.interpreter.names.target(frame.interpreter.project.module_or_foreign(path))


NAMESPACES: Mapping[tuple[str, str], Native] = MappingProxyType(
    {
        ("builtins", "vars"): _vars,
        ("builtins", "globals"): _globals,
        ("builtins", "locals"): _locals,
        ("importlib", "import_module"): _import_module,
        ("operator", "attrgetter"): _attribute_getter,
        ("operator", "itemgetter"): _item_getter,
        ("operator", "methodcaller"): _method_caller,
        ("operator", "_get_attribute"): _get_attribute,
        ("operator", "_get_item"): _get_item,
        ("operator", "_call_method"): _call_method,
    }
)
