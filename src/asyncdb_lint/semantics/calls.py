"""What calls do: callees of every kind are run, and the database calls they reach are seen from the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import constructing, dispatch, iteration, library, misuses, natives, setup, sharing
from asyncdb_lint.semantics.classes import declared_fields
from asyncdb_lint.semantics.contexts import interesting_fields
from asyncdb_lint.semantics.decorators import CALLERS, applied_caller, call_wrapped
from asyncdb_lint.semantics.describe import helper_name
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.evidence import completed
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.kept import chosen
from asyncdb_lint.semantics.observations import is_undecided
from asyncdb_lint.semantics.orm import helpers
from asyncdb_lint.semantics.parameters import Arguments, handle_origin, with_partial
from asyncdb_lint.semantics.summary import Summary
from asyncdb_lint.semantics.values import (
    DATA,
    NONE,
    Awaitable,
    CallableValue,
    ClassValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Generator,
    Instance,
    Manager,
    Origin,
    Outside,
    PartialValue,
    Place,
    Union,
    Unknown,
    Value,
    Wrapped,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

NOWHERE: ir.At = (0, 0, 0, 0)


class Calls:
    """Runs calls for one interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._constructed: dict[tuple[ClassInfo, tuple[object, ...]], tuple[tuple[str, Value], ...]] = {}

    def awaited(self, frame: Frame, node: ir.Call) -> Value:
        """The value of a call expression that is awaited.

        Code that awaits a call knows that it gives something awaitable: of several functions that it may call, those
        whose result surely cannot be awaited are not the ones that it calls.
        """
        return self.expression(frame, node, is_awaited=True)

    def expression(self, frame: Frame, node: ir.Call, *, is_awaited: bool = False) -> Value:
        """The value of a call expression."""
        from asyncdb_lint.semantics.expressions import evaluate

        if isinstance(node.func, ir.Name) and node.func.id == "super" and not node.arguments:
            return natives.super_object(frame)
        if isinstance(node.func, ir.Attribute):
            receiver = evaluate(frame, node.func.value)
            callee = self._method(frame, node.func, receiver)
            arguments = self.arguments(frame, node.arguments, node.at)
            seen = self.interpreter.observations
            if frame.node is not None and (frame.on_loop or frame.path == seen.watched):
                name = node.func.attr
                is_other = frame.path != seen.watched and is_undecided(receiver)
                if is_other and not library.may_be_database_call(frame, name, arguments):
                    receiver = DATA
                seen.call(frame.path, node.at, frame.node.qualname, name, receiver)
        else:
            callee = evaluate(frame, node.func)
            arguments = self.arguments(frame, node.arguments, node.at)
        if isinstance(node.func, ir.Attribute) and node.func.attr == "__new__":
            made = arguments.get(0)
            if isinstance(made, ClassValue) and not isinstance(callee, FunctionValue):
                return Instance(made.cls, made.arguments)
        if natives.is_cast(callee) and len(node.arguments) == 2:
            promised = self.interpreter.annotations.value(frame, node.arguments[0].value)
            return completed(self.interpreter.classes, arguments.get(1, "val") or DATA, promised)
        run = self._awaited if is_awaited else self.call
        count = len(frame.blocks)
        outer = frame.calling, frame.is_awaiting
        frame.calling, frame.is_awaiting = node, is_awaited
        result = sharing.with_handles(frame, node, callee, run(frame, callee, arguments, node.at))
        frame.calling, frame.is_awaiting = outer
        sharing.check(frame, node, callee, arguments.positional, arguments.more)
        if not setup.check(frame, node, callee, arguments):
            result = Unknown("bound to an engine of the other kind")
        if is_awaited:
            misuses.awaited(frame, node.at, callee, result)
        if frame.path != self.interpreter.observations.watched or frame.node is None:
            return result
        seen = self.interpreter.observations
        seen.watch_call(frame.path, node.at, callee, result, frame.blocks[count:], is_awaited)
        return result

    def _awaited(self, frame: Frame, callee: Value, arguments: Arguments, at: ir.At) -> Value:
        if isinstance(callee, FunctionValue) and callee.node.is_async:
            return self.call(frame, callee, arguments, at)

        def run(part: Value) -> Value:
            with frame.capture() as blocks:
                result = self.call(frame, part, arguments, at)
            if not iteration.is_never_awaitable(frame, result):
                frame.blocks.extend(blocks)
            return result

        return self.each(frame, callee, run)

    def _method(self, frame: Frame, node: ir.Attribute, receiver: Value) -> Value:
        from asyncdb_lint.semantics.expressions import evaluate

        place = place_of(node) if frame.environment is not None else None
        if place is not None and frame.get(place) is not None:
            return evaluate(frame, node)
        misuses.attribute(frame, node, receiver)
        if not isinstance(receiver, Union):
            return self.interpreter.attributes.get(frame, receiver, node.attr, node.at)
        return self.each(frame, receiver, lambda part: self.interpreter.attributes.get(frame, part, node.attr, node.at))

    def arguments(self, frame: Frame, nodes: list[ir.Argument], at: ir.At) -> Arguments:
        """Evaluate the arguments of a call in order."""
        from asyncdb_lint.semantics.expressions import evaluate

        result = Arguments([], {})
        for node in nodes:
            value = evaluate(frame, node.value)
            if node.star == 1:
                self._spread(frame, result, value, at)
            elif node.star == 2:
                self._spread_keywords(result, value)
            elif node.name is not None:
                result.keywords[node.name] = value
            else:
                result.positional.append(value)
        return result

    def _spread(self, frame: Frame, result: Arguments, value: Value, at: ir.At) -> None:
        if isinstance(value, Container) and value.items is not None and value.kind in ("tuple", "list"):
            result.positional.extend(value.items)
        else:
            result.more = iteration.iterate(frame, value, at)

    def _spread_keywords(self, result: Arguments, value: Value) -> None:
        if isinstance(value, Container) and value.keys is not None and value.items is not None:
            for key, item in zip(value.keys, value.items):
                if isinstance(key, Constant) and isinstance(key.value, str):
                    result.keywords.setdefault(key.value, item)
        else:
            result.more_keywords = value.element if isinstance(value, Container) else Unknown("unpacked keywords")

    def each(self, frame: Frame, value: Value, run: Callable[[Value], Value]) -> Value:
        """Run something for each alternative of a value.

        What the paths of the program make possible happens on some path; where an annotation names several types,
        only what happens with all of them is sure.
        """
        if not isinstance(value, Union):
            return run(value)
        parts = [part for part in value.alternatives if part != NONE] or list(value.alternatives)
        if not value.declared:
            return join([run(part) for part in parts])
        results: list[Value] = []
        seen = []
        for part in parts:
            with frame.capture() as blocks:
                results.append(run(part))
            seen.append(list(blocks))
        is_sure = all(any(not block.doubt for block in blocks) for blocks in seen)
        for blocks in seen:
            frame.blocks.extend(block for block in blocks if is_sure or block.doubt)
        return join(results)

    def call(self, frame: Frame, callee: Value, arguments: Arguments, at: ir.At) -> Value:
        """What calling a value gives."""
        result = self._call(frame, callee, arguments, at)
        node = frame.calling
        if node is None or node.at != at or isinstance(callee, Union):
            return result
        result = self.interpreter.templates.called(frame, node, callee, arguments, result)
        return self.interpreter.orm.called(frame, node, callee, arguments, result)

    def _call(self, frame: Frame, callee: Value, arguments: Arguments, at: ir.At) -> Value:
        if isinstance(callee, Unknown) and callee.hides is not None:
            return self._doubtful(frame, callee, callee.hides, arguments, at)
        if isinstance(callee, (Data, Outside, Unknown)):
            return callee
        if isinstance(callee, Union):
            return self.each(frame, callee, lambda part: self.call(frame, part, arguments, at))
        if isinstance(callee, FunctionValue):
            if callee.node in self.interpreter.told.named:
                return self._told(frame, callee, arguments, at)
            return self._function(frame, callee, arguments, at)
        if isinstance(callee, ClassValue):
            return self._construct(frame, callee, arguments, at)
        if isinstance(callee, PartialValue):
            return self.call(frame, callee.function, with_partial(callee, arguments), at)
        if isinstance(callee, Instance):
            return self.call_method(frame, callee, "__call__", arguments, at)
        if isinstance(callee, Wrapped):
            return call_wrapped(frame, callee, arguments, at)
        if isinstance(callee, CallableValue):
            if callee.iterated is not None:
                iteration.iterate(frame, callee.iterated, at)
            if callee.method is not None:
                library.call(frame, callee.method, arguments, at)
            return chosen(frame, callee.result, arguments.get(0)) if callee.is_lookup else callee.result
        if isinstance(callee, Constant):
            return DATA
        return Unknown(f"{type(callee).__name__.lower()} is called")

    def _doubtful(
        self, frame: Frame, callee: Unknown, hidden: FunctionValue, arguments: Arguments, at: ir.At
    ) -> Unknown:
        """Calling what an unlisted decorator made of a function may lead to where the function itself would lead."""
        if not hidden.node.is_async:
            with frame.capture() as blocks:
                self.call(frame, hidden, arguments, at)
            frame.blocks.extend(replace(block, doubt=callee.reason) for block in blocks)
        return Unknown(callee.reason)

    def call_method(
        self, frame: Frame, value: Instance, name: str, arguments: Arguments | None = None, at: ir.At = NOWHERE
    ) -> Value:
        """Call a method of an instance by name; protocols such as `__enter__` included."""
        if self.interpreter.classes.find(value.cls, name) is None:
            if name == "__call__":
                base = self.interpreter.classes.unknown_base(value.cls)
                return base if base is not None else Unknown(f"{value.cls.name} is called")
            if name.startswith("__"):
                return Unknown(f"{value.cls.name} has no {name} that is known")
        method = self.interpreter.attributes.get(frame, value, name, at)
        return self.call(frame, method, arguments if arguments is not None else Arguments([], {}), at)

    def _told(self, frame: Frame, callee: FunctionValue, arguments: Arguments, at: ir.At) -> Value:
        """Calling a function of which settings say that it blocks, or moves what it is given off the event loop."""
        told = self.interpreter.told
        if callee.node in told.offloading:
            return Unknown(f"{callee.node.name}() moves it off the event loop, as the settings say")
        with frame.capture():
            result = self._function(frame, callee, arguments, at)
        if at != NOWHERE:
            frame.blocks.append(told.block(frame, callee, at))
        return result

    def _function(self, frame: Frame, callee: FunctionValue, arguments: Arguments, at: ir.At) -> Value:
        if callee.wrapped == "dispatch":
            return self.call(frame, dispatch.chosen(frame, callee, arguments), arguments, at)
        native = natives.call(frame, callee, arguments, at)
        if native is not None:
            return native
        if callee.wrapped in CALLERS:
            return applied_caller(callee, arguments)
        if callee.module.is_facts:
            if callee.wrapped == "offload":
                with frame.capture():
                    return Awaitable(library.call(frame, callee, arguments, at))
            return library.call(frame, callee, arguments, at)
        seen = self.interpreter.observations
        if not callee.node.is_async and frame.node is not None:
            seen.helpers.setdefault(frame.node, {})[callee.node] = None
        if callee.module.path == seen.watched and not callee.node.is_async and frame.node is not None:
            seen.callers.setdefault(callee.node, {})[frame.node.qualname, frame.path, at[0]] = None
        summary = self.interpreter.summary(callee, self.interpreter.parameters.bind(callee, arguments))
        if summary.fields and frame.self_name:
            _keep_fields(frame, callee.receiver or arguments.get(0), summary)
        return self.outcome(frame, callee, summary, arguments, at)

    def outcome(self, frame: Frame, callee: FunctionValue, summary: Summary, arguments: Arguments, at: ir.At) -> Value:
        """What a call of one of the project's functions gives, and what the caller runs into by it."""
        node = callee.node
        if node.is_generator:
            generator = Generator(summary.element, node.is_async, summary, (), callee)
            if node.is_async:
                self.interpreter.note_call(frame, callee, at)
            if callee.wrapped in ("contextmanager", "asynccontextmanager"):
                return Manager(generator)
            return generator
        if node.is_async:
            self.interpreter.note_call(frame, callee, at)
            origin = handle_origin(callee.receiver, arguments)
            name = helper_name(callee)
            return self.interpreter.coroutines.of_project(frame, name, summary, origin, at)
        if callee.wrapped == "offload":
            return Awaitable(summary.result)
        self.reach(frame, callee, summary, at, arguments)
        if summary.session_events:
            calling = frame.calling
            if calling is None or calling.at != at:  # reading a property calls it, and nobody writes that
                calling = ir.Call(ir.Const(None, ""), [], at)
            helpers.ran(frame, calling, callee, arguments, summary.session_events)
        if callee.wrapped in ("contextmanager", "asynccontextmanager"):
            parts = [part for part in alternatives(summary.result) if isinstance(part, Generator)]
            return join(Manager(part) for part in parts) if parts else Unknown(f"{node.name} yields nothing known")
        return self.interpreter.coroutines.passed_on(frame, helper_name(callee), summary.result, at)

    def reach(
        self, frame: Frame, callee: FunctionValue, summary: Summary, at: ir.At, arguments: Arguments | None
    ) -> None:
        """Add the database calls of a summary to the frame, seen from the call at `at`."""
        if not summary.blocks or at == NOWHERE:
            return
        origin = handle_origin(callee.receiver, arguments)
        name = helper_name(callee)
        for block in summary.blocks:
            frame.blocks.append(block.behind(at, frame.path, name, origin))

    def _construct(self, frame: Frame, callee: ClassValue, arguments: Arguments, at: ir.At) -> Value:
        native = natives.construct(frame, callee, arguments, at)
        if native is not None:
            return native
        cls = callee.cls
        if cls.module.is_facts:
            return constructing.construct(frame, callee, arguments, at)
        found = self.interpreter.classes.find(cls, "__init__")
        fields: tuple[tuple[str, Value], ...] = ()
        instance = Instance(cls, callee.arguments)
        self._run_own(frame, cls, "__new__", callee, arguments, at)
        own = self._run_own(frame, cls, "__init__", instance, arguments, at)
        if own is not None:
            fields = own
        elif found is None or found[0].module.is_facts:
            if found is not None and isinstance(found[1], FunctionValue):
                library.call(frame, replace(found[1], receiver=instance), arguments, at)
            if self.interpreter.classes.unknown_base(cls) is None or arguments.keywords:
                fields = self._declared_fields(cls, arguments)
            made = replace(instance, fields=interesting_fields(fields))
            for name in ("__post_init__", "model_post_init"):
                fields = (*fields, *(self._run_own(frame, cls, name, made, Arguments([], {}), at) or ()))
            for validator in self.interpreter.validation.made(cls, frozenset(arguments.keywords)):
                bound = self.interpreter.parameters.declared_all(validator, made)
                self.reach(frame, validator, self.interpreter.summary(validator, bound), at, None)
        if frame.node is None and at != NOWHERE:
            fields = self.interpreter.kept.stamped_fields(fields, cls, f"{frame.path}:{at[0]}:{at[1]}")
        made = replace(instance, fields=interesting_fields(fields))
        return replace(made, origin=Origin(Place(f"{cls.name}()", frame.path, at))) if at != NOWHERE else made

    def _run_own(
        self, frame: Frame, cls: ClassInfo, name: str, receiver: Instance | ClassValue, arguments: Arguments, at: ir.At
    ) -> tuple[tuple[str, Value], ...] | None:
        """Run a project's method that constructing calls; the fields that it stores, or None without one."""
        found = self.interpreter.classes.find(cls, name)
        if found is None or found[0].module.is_facts or not isinstance(found[1], FunctionValue):
            return None
        method = replace(found[1], receiver=receiver)
        summary = self.interpreter.summary(method, self.interpreter.parameters.bind(method, arguments))
        made = replace(method, owner=cls)
        if method.node not in self.interpreter.told.blocking:
            self.reach(frame, made, summary, at, arguments)
        elif at != NOWHERE:
            frame.blocks.append(self.interpreter.told.block(frame, made, at))
        return summary.fields

    def _declared_fields(self, cls: ClassInfo, arguments: Arguments) -> tuple[tuple[str, Value], ...]:
        """The fields that a generated constructor (dataclasses, pydantic, attrs) stores."""
        names = declared_fields(self.interpreter.classes.order(cls))
        fields = dict(zip(names, arguments.positional))
        fields.update((name, value) for name, value in arguments.keywords.items() if name in names)
        return tuple(fields.items())


def _keep_fields(frame: Frame, receiver: Value | None, summary: Summary) -> None:
    """What a method stores in `self`, its caller stores too: `super().__init__(db)`, `self.set_up(db)`."""
    own = frame.get(frame.self_name)
    if not isinstance(own, Instance) or not isinstance(receiver, Instance) or receiver.origin is not own.origin:
        return
    if not frame.interpreter.classes.is_in_line(own.cls, receiver.cls):
        return
    for name, value in summary.fields:
        frame.fields.setdefault(name, []).append(value)
        place = f"{frame.self_name}.{name}"
        known = frame.get(place)
        frame.set(place, value if known is None else join((known, value)))
