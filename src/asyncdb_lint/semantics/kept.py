"""What the project puts into things that outlive a call: containers, context variables, attributes assigned from outside.

Containers are those in module names, class attributes and fields of objects. Such a thing has a *site*: the module or class and the name that holds it. What is put there counts wherever the site is
read. Reading a name for the first time runs the code that, by its text, puts something into a thing of that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.index.writers import Writer, Writers
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.contexts import shallow
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    NOTHING,
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Instance,
    PartialValue,
    Site,
    Union,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


MAXIMUM_CONTENTS = 12


class Kept:
    """The contents of sites, as far as they are known when they are read."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._contents: dict[Site, list[tuple[Value | None, Value]]] = {}
        self._opened: dict[Container, tuple[int, Value]] = {}
        self._writers: Writers | None = None
        self._depth = 0
        self._looked_for: set[tuple[str, str]] = set()

    def writers(self) -> Writers:
        if self._writers is None:
            self._writers = Writers(self.interpreter.project)
        return self._writers

    def stamped(self, value: Value, holder: str, name: str, maker: str = "") -> Value:
        """A value that a name holds: containers and context variables get the name as their site."""
        if not any(_is_holder(part) for part in alternatives(value)) or name not in self.writers().puts:
            return value
        site = Site(holder, name, maker)
        return join(_stamp(part, site) if _is_holder(part) else part for part in alternatives(value))

    def stamped_fields(
        self, fields: Iterable[tuple[str, Value]], cls: ClassInfo, maker: str
    ) -> tuple[tuple[str, Value], ...]:
        """The fields of an object that module code makes: it is one object, apart from others of its class."""
        return tuple((name, self.stamped(value, cls.qualname, name, maker)) for name, value in fields)

    def put(self, site: Site, key: Value | None, value: Value) -> None:
        """Note that something is put into a site; plain data there tells nothing."""
        parts = [part for part in alternatives(value) if _tells(part)]
        if not parts:
            return
        value = shallow(join(parts))
        for each in (site, replace(site, maker="")) if site.maker else (site,):
            contents = self._contents.setdefault(each, [])
            if (key, value) not in contents and len(contents) < MAXIMUM_CONTENTS:
                contents.append((key, value))

    def contents(self, site: Site) -> list[tuple[Value | None, Value]]:
        """What is put into a site, by key where all keys are known."""
        self._look_for("puts", site.name)
        return self._contents.get(site, [])

    def opened(self, value: Value) -> Value:
        """A container with what is put into it anywhere."""
        if isinstance(value, Union):
            if any(isinstance(part, Container) and part.site is not None for part in value.alternatives):
                return join(self.opened(part) for part in value.alternatives)
            return value
        if not isinstance(value, Container) or value.site is None:
            return value
        contents = self.contents(value.site)
        if not contents:
            return value
        known = self._opened.get(value)
        if known is None or known[0] != len(contents):
            known = self._opened[value] = (len(contents), self._open(value, contents))
        return known[1]

    def _open(self, value: Container, contents: list[tuple[Value | None, Value]]) -> Value:
        held = [each for _, each in contents]
        own = [] if value.items == () or value.element is NOTHING else [value.element]
        element = join([*own, *held])
        if value.kind == "dict" and value.keys is not None and all(key is not None for key, _ in contents):
            keys = (*value.keys, *(key for key, _ in contents if key is not None))
            return replace(value, element=element, items=(*(value.items or ()), *held), keys=keys)
        return replace(value, element=element, items=None, keys=None)

    def attribute(self, holder: str, name: str) -> Value | None:
        """What is assigned from outside to an attribute of a module or of objects of a class."""
        if name not in self.writers().attributes:
            return None
        self._look_for("attributes", name)
        site = Site(holder, name)
        values = [value for _, value in self._contents.get(site, ())]
        return join(values) if values else None

    def site_of(self, frame: Frame, node: ir.Expr, value: Value) -> Site | None:
        """The site of a container that an expression leads to."""
        for part in alternatives(value):
            if isinstance(part, Container) and part.site is not None:
                return part.site
        if not isinstance(node, ir.Attribute):
            return None
        from asyncdb_lint.semantics.expressions import evaluate

        with frame.capture():
            holder = evaluate(frame, node.value)
        for part in alternatives(holder):
            if isinstance(part, Instance) and not part.cls.module.is_facts:
                return Site(part.cls.qualname, node.attr)
        return None

    def _look_for(self, kind: str, name: str) -> None:
        """Run, once, the code that puts something into things of this name."""
        if (kind, name) in self._looked_for:
            return
        self._looked_for.add((kind, name))
        writers = self.writers()
        self._depth += 1
        for writer in (writers.puts if kind == "puts" else writers.attributes).get(name, ()):
            self._run(writer)
        self._depth -= 1
        if not self._depth:
            self.interpreter.forget_guesses()

    def _run(self, writer: Writer) -> None:
        if writer.function is None:
            self._execute(writer.module, writer.statement)
            return
        function = FunctionValue(writer.function, writer.module, writer.owner)
        if not writer.function.is_async:  # coroutine functions are run in any case
            self.interpreter.root(function)
        if writer.owner is not None and writer.function.name == "__init_subclass__":
            for cls in self.interpreter.classes.subclasses(writer.owner):
                self._subclassed(function, cls)
        elif len(writer.function.parameters) > (writer.owner is not None):
            self._use(writer.function)

    def _execute(self, module: ModuleInfo, statement: ir.Stmt) -> None:
        from asyncdb_lint.semantics.statements import execute

        execute(Frame(self.interpreter, module), [statement])

    def _subclassed(self, function: FunctionValue, cls: ClassInfo) -> None:
        frame = self.interpreter.names.module_frame(cls.module)
        with frame.capture():
            given = self.interpreter.calls.arguments(frame, cls.node.keywords, cls.node.at)
        given.keywords.pop("metaclass", None)
        bound = self.interpreter.parameters.bind(replace(function, receiver=ClassValue(cls)), given)
        self.interpreter.summary(function, bound)

    def _use(self, node: ir.Function) -> None:
        """Run the module code that calls a function or decorates with it."""
        from asyncdb_lint.semantics.expressions import evaluate

        decorators = self.interpreter.decorators
        for module, expression, used in self.writers().uses.get(node.name, ()):
            owner = used.owner
            frame = self.interpreter.names.class_frame(owner) if owner else self.interpreter.names.module_frame(module)
            with frame.capture():
                callee = evaluate(frame, expression.func if isinstance(expression, ir.Call) else expression)
                if not any(isinstance(part, FunctionValue) and part.node is node for part in alternatives(callee)):
                    continue
                if isinstance(used.statement, ir.Function):
                    decorators.decorated(frame, used.statement, owner)
                elif isinstance(used.statement, ir.Class):
                    value = ClassValue(module.class_of[used.statement])
                    decorators.apply(frame, evaluate(frame, expression), value, expression)
                else:
                    self._execute(module, used.statement)


def _tells(value: Value) -> bool:
    """Whether a value is or holds something that can be called or asked: plain data where it is kept tells nothing."""
    if isinstance(value, Container):
        return any(_tells(part) for part in alternatives(value.element))
    return isinstance(value, (Instance, FunctionValue, PartialValue, ClassValue))


def _is_holder(value: Value) -> bool:
    if isinstance(value, Container):
        return value.site is None and value.kind != "tuple"
    return isinstance(value, Instance) and value.cls.qualname == "contextvars.ContextVar"


def _stamp(value: Value, site: Site) -> Value:
    if isinstance(value, Container):
        return replace(value, site=site)
    if isinstance(value, Instance):
        return replace(value, fields=(*value.fields, ("site", Constant(f"{site.holder} {site.name}"))))
    return value


def chosen(frame: Frame, found: Value, key: Value | None) -> Value:
    """What a registry gives for a key, where it is not known which code registered what under which key.

    A unit may be asked for any key; a key that the code spells out, or that a caller chose, means one of them.
    """
    if not isinstance(found, Union) or (frame.on_loop and not isinstance(key, Constant)):
        return found
    return Union(found.alternatives, declared=True)


def context_variable(frame: Frame, receiver: Instance, name: str, arguments: Arguments, result: Value) -> Value:
    """`variable.set(value)` and `variable.get()`: what is set anywhere is what it holds."""
    kept = frame.interpreter.kept
    named = receiver.get("site")
    if not isinstance(named, Constant):
        return result
    holder, _, simple = str(named.value).rpartition(" ")
    site = Site(holder, simple)
    if name == "set":
        if arguments.positional:
            kept.put(site, None, arguments.positional[0])
        return result
    held = [value for _, value in kept.contents(site)]
    known = [part for part in alternatives(result) if not isinstance(part, Unknown)]
    return join([*held, *known]) if held else result
