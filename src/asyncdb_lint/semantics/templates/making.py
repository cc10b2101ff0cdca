"""What makes and finds templates: loaders, environments, the template objects of frameworks; which template code asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.prefixes import argument
from asyncdb_lint.semantics.templates import finding
from asyncdb_lint.semantics.templates.states import Asked, Folders
from asyncdb_lint.semantics.values import (
    NONE,
    ClassValue,
    Constant,
    Container,
    Instance,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

MODULES = frozenset({"starlette.templating", "jinja2.environment", "quart", "flask"})
RESPONSES = frozenset({"starlette.templating.Jinja2Templates"})
ENVIRONMENTS = frozenset({"jinja2.environment.Environment"})
TEMPLATES = frozenset({"jinja2.environment.Template"})
LOADERS = frozenset({"jinja2.loaders.FileSystemLoader", "jinja2.loaders.PackageLoader", "jinja2.loaders.ChoiceLoader"})
ASKING = frozenset({"TemplateResponse", "get_template", "render_template"})
APPLICATIONS = frozenset({"Quart", "Flask"})


def made(frame: Frame, node: ir.Call, cls: ClassInfo, arguments: Arguments, result: Instance) -> Instance:
    """An object of one of these classes, with what is known of it."""
    is_one_of = frame.interpreter.classes.is_one_of
    if not is_one_of(cls, RESPONSES | ENVIRONMENTS | TEMPLATES | LOADERS) or arguments.more is not None:
        return result
    if not cls.module.is_facts:
        found = frame.interpreter.classes.find(cls, "__init__")
        if found is None or not found[0].module.is_facts:
            return result  # its own constructor decides what it passes on
    if is_one_of(cls, RESPONSES):
        return _responses(frame, node, arguments, result)
    if is_one_of(cls, ENVIRONMENTS):
        return replace(result, state=_environment(arguments))
    if is_one_of(cls, TEMPLATES):
        return replace(result, state=asked(frame, node, Instance(cls, state=Folders()), arguments, is_text=True))
    return replace(result, state=_loader(frame, node, cls, arguments))


def _responses(frame: Frame, node: ir.Call, arguments: Arguments, result: Instance) -> Instance:
    """`Jinja2Templates(directory=...)` makes an environment of its own; `env=...` is one that is there."""
    given = arguments.get(2, "env") if "env" in arguments.keywords else None
    if given is not None and given != NONE:
        return replace(result, fields=(("env", given),))
    directory = argument(node, 0, "directory")
    state = finding.folders(frame, directory) if directory is not None else None
    processors = arguments.keywords.get("context_processors")
    if state is not None and isinstance(processors, Container) and processors.items is not None:
        state = replace(state, processors=processors.items)
    module = frame.interpreter.project.module("jinja2.environment")
    cls = frame.interpreter.names.module_name(module, "Environment") if module is not None else None
    if state is None or not isinstance(cls, ClassValue):
        return result
    return replace(result, fields=(("env", Instance(cls.cls, state=state)),))


def _environment(arguments: Arguments) -> Folders | None:
    """Where an environment looks; None where its templates are not written in Jinja's usual way."""
    is_usual = not any(name.endswith(("_string", "_prefix")) for name in arguments.keywords)
    if not is_usual or arguments.positional or arguments.more_keywords is not None:
        return None
    loader = arguments.keywords.get("loader")
    if loader is None or loader == NONE:
        return Folders()
    return loader.state if isinstance(loader, Instance) and isinstance(loader.state, Folders) else None


def _loader(frame: Frame, node: ir.Call, cls: ClassInfo, arguments: Arguments) -> Folders | None:
    if cls.name == "FileSystemLoader":
        path = argument(node, 0, "searchpath")
        return finding.folders(frame, path) if path is not None else None
    if cls.name == "PackageLoader":
        package = arguments.get(0, "package_name")
        if package is not None and not isinstance(package, Constant):
            first = argument(node, 0, "package_name")
            is_own = isinstance(first, ir.Name) and first.id == "__name__"
            package = Constant(frame.module.name) if is_own else None
        return finding.of_package(frame, package, arguments.get(1, "package_path"))
    places: list[tuple[str, ...]] = []
    listed = arguments.get(0, "loaders")
    for each in listed.items or () if isinstance(listed, Container) else ():
        if not isinstance(each, Instance) or not isinstance(each.state, Folders):
            break  # what it does not have is looked for further on, and what it has is not known
        places += each.state.places
    return Folders(tuple(places)) if places else None


def asked(frame: Frame, node: ir.Call, receiver: Value | None, arguments: Arguments, *, is_text: bool) -> Asked | None:
    """The template that `get_template(name)` or `from_string(text)` asks an environment for."""
    if isinstance(receiver, Instance) and (own := receiver.get("env")) is not None:
        receiver = own
    state = receiver.state if isinstance(receiver, Instance) else None
    given = arguments.get(0, "source" if is_text else "name")
    return _asked(frame, node, state, given, is_text) if isinstance(state, Folders) else None


def _asked(frame: Frame, node: ir.Call, where: Folders, given: Value | None, is_text: bool) -> Asked | None:
    names = texts(given) if given is not None else ()
    if not names:
        return None
    if is_text:
        return Asked(where, text=names[0], path=frame.path, at=node.at) if len(names) == 1 else None
    return Asked(where, names)


def texts(value: Value) -> tuple[str, ...]:
    """The texts that a value may be."""
    return tuple(
        part.value for part in alternatives(value) if isinstance(part, Constant) and isinstance(part.value, str)
    )


def of_applications(modules: Iterable[ModuleInfo]) -> tuple[Folders | None, ...]:
    """Where the applications and blueprints of a project look, each of which makes the others doubtful."""
    calls = ((module, each) for module in modules for each in walk(module.body) if isinstance(each, ir.Call))
    return tuple(found for module, call in calls for found in _of_application(module, call))


def of_application(
    frame: Frame, node: ir.Call, known: Sequence[Folders | None], arguments: Arguments, *, is_text: bool
) -> Asked | None:
    """The template that `render_template(name)` asks the application for: the only one that the project makes."""
    given = arguments.get(0, "source" if is_text else "template_name_or_list")
    where = known[0] if len(known) == 1 else Folders() if is_text else None
    return _asked(frame, node, where, given, is_text) if where is not None else None


def _of_application(module: ModuleInfo, call: ir.Call) -> list[Folders | None]:
    """The folder of an application's templates; those of a blueprint only count where it has its own."""
    made = last_name(call.func)
    if made not in APPLICATIONS and made != "Blueprint":
        return []
    given = argument(call, 99, "template_folder")
    if made == "Blueprint":
        return [None] if given is not None else []
    inside = given.value if isinstance(given, ir.Const) else "templates" if given is None else None
    name = argument(call, 0, "import_name")
    if not isinstance(inside, str) or not isinstance(name, ir.Name) or name.id != "__name__":
        return [None]
    folder = os.path.normpath(os.path.join(os.path.dirname(module.path), inside))
    return [Folders(((folder,),))]


def global_names(module: ModuleInfo) -> Iterator[str]:
    """The names that a module puts into `globals` of an environment: `env.globals["x"] = ...`, `.update(x=...)`."""
    for node in walk(module.body):
        if isinstance(node, ir.Assign):
            for target in node.targets:
                if isinstance(target, ir.Subscript) and last_name(target.value) == "globals":
                    yield from _text(target.index)
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute) and node.func.attr == "update":
            if last_name(node.func.value) == "globals":
                for each in node.arguments:
                    if each.name is not None:
                        yield each.name
                    elif isinstance(each.value, ir.Mapping):
                        for key in each.value.keys:
                            yield from _text(key)


def _text(node: ir.Expr | None) -> Iterator[str]:
    if isinstance(node, ir.Const) and isinstance(node.value, str):
        yield node.value
