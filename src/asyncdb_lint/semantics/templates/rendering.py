"""Where code renders a template, and what that reads: the template's suite is run in a frame of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, names, walk
from asyncdb_lint.semantics.calls import NOWHERE
from asyncdb_lint.semantics.frame import OTHERS, Frame, Rendering
from asyncdb_lint.semantics.orm.carried import holds
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.summary import Misuse, Reads, best_blocks
from asyncdb_lint.semantics.templates import finding, making
from asyncdb_lint.semantics.templates.states import Asked, Folders
from asyncdb_lint.semantics.values import (
    NONE,
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Instance,
    Place,
    Unknown,
    Value,
    alternatives,
    join,
)
from asyncdb_lint.source import Source, SourceError

if TYPE_CHECKING:
    from asyncdb_lint.lowering.template_scopes import Template
    from asyncdb_lint.semantics.interpreter import Interpreter

UNDEFINED = Constant("")
"""What a template's name stands for that nobody gives."""
OF_FRAMEWORKS = frozenset("request url_for config session g get_flashed_messages websocket current_app".split())
METHODS = frozenset("items keys values get pop copy update setdefault popitem clear".split())
MAXIMUM_SIZE = 1024 * 1024
UNREADABLE = "the template does not parse"
_Page = tuple[list[ir.Stmt], frozenset[str]]


class Templates:
    """Runs the templates of one project; each is read once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.renderers: dict[str, str] = {}
        """Of the templates, a file whose code renders them."""
        self._modules: dict[str, ModuleInfo] = {}
        self._suites: dict[object, _Page | None] = {}
        self._texts: dict[str, str | None] = {}
        self._running: set[object] = set()
        self._naming: dict[ir.Function, frozenset[str]] = {}
        self._application: tuple[Folders | None, ...] | None = None
        self._globals: frozenset[str] | None = None

    def names_one(self, node: ir.Function, name: str) -> bool:
        """Whether a function names a template by a parameter: its callers decide what it renders."""
        known = self._naming.get(node)
        if known is None:
            calls = (each for each in walk(node.body) if isinstance(each, ir.Call))
            arguments = (call.arguments for call in calls if last_name(call.func) in making.ASKING)
            known = self._naming[node] = frozenset(each for given in arguments for each in names(given))
        return name in known

    def called(self, frame: Frame, node: ir.Call, callee: Value, arguments: Arguments, result: Value) -> Value:
        """What a call gives, with what is known of templates; one that renders a template is run."""
        if isinstance(callee, ClassValue) and isinstance(result, Instance):
            return making.made(frame, node, callee.cls, arguments, result)
        if not isinstance(callee, FunctionValue) or callee.module.name not in making.MODULES:
            return result
        receiver, name = callee.receiver, callee.node.name
        if name in ("get_template", "from_string"):
            asked = making.asked(frame, node, receiver, arguments, is_text=name == "from_string")
            return replace(result, state=asked) if isinstance(result, Instance) else result
        if name == "TemplateResponse":
            self._response(frame, node, receiver, arguments)
        elif name in ("render", "render_async"):
            if isinstance(receiver, Instance) and isinstance(receiver.state, Asked):
                self._render(frame, node, receiver.state, _joined(arguments))
        elif name in ("render_template", "render_template_string") and callee.owner is None:
            if self._application is None:
                self._application = making.of_applications(self.interpreter.project.modules())
            is_text = name == "render_template_string"
            asked = making.of_application(frame, node, self._application, arguments, is_text=is_text)
            if asked is not None:
                self._render(frame, node, asked, _joined(replace(arguments, positional=[])))
        return result

    def _response(self, frame: Frame, node: ir.Call, receiver: Value | None, arguments: Arguments) -> None:
        """`TemplateResponse(request, name, context)`, or as it was before: `TemplateResponse(name, context)`."""
        first = arguments.positional[0] if arguments.positional else None
        is_old = first is not None and any(isinstance(part, Constant) and part != NONE for part in alternatives(first))
        name = arguments.get(0 if is_old else 1, "name")
        context = arguments.get(1 if is_old else 2, "context")
        environment = receiver.get("env") if isinstance(receiver, Instance) else None
        state = environment.state if isinstance(environment, Instance) else None
        if isinstance(state, Folders) and name is not None and context is not None:
            self._render(frame, node, Asked(state, making.texts(name)), context)

    def _render(self, frame: Frame, node: ir.Call, asked: Asked, context: Value) -> None:
        if frame.environment is None or not holds(context):
            return
        for given in alternatives(context):
            if isinstance(given, Container) and given.keys is not None and given.items is not None:
                is_closed = all(isinstance(key, Constant) for key in given.keys)
                for template in self._templates(asked):
                    self._run(frame, node.at, asked, template, _named(given), UNDEFINED if is_closed else OTHERS)

    def _templates(self, asked: Asked) -> Iterator[tuple[str, Template]]:
        from asyncdb_lint.lowering.template_scopes import Template

        if asked.text is not None:
            yield "a template", Template(asked.path, asked.text, asked.at)
        for name in asked.names:
            found = self._load(asked.folders, name)
            if found is not None:
                yield name, found

    def _load(self, where: Folders, name: str) -> Template | None:
        from asyncdb_lint.lowering.template_scopes import Template

        path = finding.file(self.interpreter.project.inputs, where, name)
        if path is None:
            return None
        if path not in self._texts:
            self._texts[path] = _text(self.interpreter.project.inputs.source(path))
        text = self._texts[path]
        return Template(path, text) if text is not None else None

    def _page(self, where: Folders, template: Template) -> _Page | None:
        """The suite of a page, with the names in it; None where something of it cannot be known.

        Raises:
            TemplateError: it does not parse.
        """
        from asyncdb_lint.lowering.templates import lower_template

        key = (where.places, template)
        if key not in self._suites:
            self._suites[key] = None
            suite = lower_template(template, lambda name: self._load(where, name))
            self._suites[key] = (suite, frozenset(names(suite))) if suite is not None else None
        return self._suites[key]

    def _run(
        self,
        frame: Frame,
        at: ir.At,
        asked: Asked,
        template: tuple[str, Template],
        context: dict[str, Value],
        rest: Value,
    ) -> None:
        """Run a page in a frame of its own, which sees what it is given; `rest` stands for every other name."""
        from asyncdb_lint.lowering.template_scopes import TemplateError
        from asyncdb_lint.semantics.statements import execute

        name, found = template
        key = (frame.path, at, name)
        try:
            page = self._page(asked.folders, found)
        except TemplateError:
            self.interpreter.orm.observed.unreadable(frame.path, at, UNREADABLE)
            return
        if page is None or key in self._running:
            return
        processed = self._processed(frame, asked.folders)
        rest = rest if processed is not None else OTHERS
        suite, mentioned = page
        rendering = Rendering(frame, at)
        inner = Frame(self.interpreter, self.module(found.path, rendering))
        inner.rendering = rendering
        inner.open_sessions = frame.open_sessions
        filters = Unknown("a filter of the application")
        inner.environment = {each: filters if each.startswith("|") else rest for each in mentioned}
        inner.environment.update((each, OTHERS) for each in self.globals())
        inner.environment.update((each, Unknown("a framework gives it")) for each in OF_FRAMEWORKS)
        inner.environment.update(processed or {})
        inner.environment.update(context)
        self._running.add(key)
        try:
            with inner.capture() as blocks:
                execute(inner, suite)
        finally:
            self._running.discard(key)
        for block in best_blocks([each for each in blocks if each.reads is not None]):
            frame.blocks.append(block.behind(at, frame.path, f"rendering {name}", None))
        if rendering.misuses:
            self.interpreter.events.misuse(_together(rendering, name), frame.function(), frame.module)

    def _processed(self, frame: Frame, where: Folders) -> dict[str, Value] | None:
        """What functions that are asked for every template give to it; None where that is not known of one."""
        found: dict[str, Value] = {}
        for function in where.processors:
            with frame.capture():
                given = self.interpreter.calls.call(frame, function, Arguments([Unknown("request")], {}), NOWHERE)
            if not isinstance(given, Container) or given.keys is None:
                return None
            found.update(_named(given))
        return found

    def globals(self) -> frozenset[str]:
        """The names that the project puts into `globals` of environments."""
        if self._globals is None:
            self._globals = frozenset(
                name for module in self.interpreter.project.modules() for name in making.global_names(module)
            )
        return self._globals

    def module(self, path: str, rendering: Rendering | None) -> ModuleInfo:
        """What stands for a template's file where code stands for a module's."""
        if rendering is not None and path != rendering.frame.path:
            self.renderers.setdefault(path, rendering.frame.path)
        known = self._modules.get(path)
        if known is None:
            known = self._modules[path] = ModuleInfo(path, path, False, False, [])
        return known

    def attribute(self, frame: Frame, value: Value, name: str, at: ir.At) -> Value:
        """`value.name` in a template: an attribute, else an item of that name."""
        return join([self._attribute(frame, part, name, at) for part in alternatives(value) if part != NONE] or [value])

    def _attribute(self, frame: Frame, value: Value, name: str, at: ir.At) -> Value:
        if isinstance(value, Container) and value.kind == "dict" and name not in METHODS:
            if value.keys is None or value.items is None:
                return value.element
            return next((each for key, each in zip(value.keys, value.items) if key == Constant(name)), UNDEFINED)
        if isinstance(value, Container) and name in ("grouper", "list") and value.items is not None:
            return value.items[name == "list"] if len(value.items) == 2 else value.element
        return self.interpreter.attributes.get(frame, value, name, at)


def _together(rendering: Rendering, name: str) -> Misuse:
    """What is wrong with the objects that a page reads: the first thing, with others that the query should have loaded."""
    first = rendering.misuses[0]
    others = rendering.misuses if first.kind in ("lazy", "deferred") else rendering.misuses[:1]
    others = [each for each in others if each.kind in ("lazy", "deferred", first.kind)]
    reads = [each.reads for each in others if each.reads is not None]
    return replace(
        first,
        kind="template",
        at=rendering.at,
        steps=(Place(f"rendering {name}", rendering.frame.path, rendering.at), *first.steps),
        reads=Reads(
            attributes=tuple(dict.fromkeys(each.operation for each in others)),
            readers=(name,),
            remedies=tuple(dict.fromkeys(remedy for each in reads for remedy in each.remedies)),
            fault=reads[0].fault if reads else "",
            factory=reads[0].factory if reads else None,
        ),
        via=rendering.frame.interpreter.ways_to(rendering.frame),
        detail=first.kind,
    )


def _named(value: Container) -> dict[str, Value]:
    """What a dictionary holds under texts that are known."""
    pairs = zip(value.keys or (), value.items or ())
    return {key.value: each for key, each in pairs if isinstance(key, Constant) and isinstance(key.value, str)}


def _text(source: Source) -> str | None:
    try:
        return source.text if len(source.content) <= MAXIMUM_SIZE else None
    except SourceError:
        return None


def _joined(arguments: Arguments) -> Value:
    """The context that `render(mapping, name=value)` gives; unknown where something of it is."""
    keys: list[Value] = []
    items: list[Value] = []
    for value in arguments.positional:
        if not isinstance(value, Container) or value.keys is None or value.items is None:
            return Unknown("a context that is not known")
        keys += value.keys
        items += value.items
    if arguments.more is not None or arguments.more_keywords is not None:
        return Unknown("a context that is not known")
    keys += [Constant(name) for name in arguments.keywords]
    items += arguments.keywords.values()
    return Container("dict", join(items) if items else UNDEFINED, tuple(items), tuple(keys))
