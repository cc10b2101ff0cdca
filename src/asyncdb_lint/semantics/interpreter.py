"""Interprets functions on demand: (function, arguments) gives a summary, each context once.

A function is interpreted when something needs to know what calling it does. Every coroutine function of the project
is also interpreted with what its annotations, defaults and dependencies promise, because a framework may call it.
Recursion sees what annotations promise; a summary that rests on such a guess is worked out again later.
"""

from __future__ import annotations

from collections.abc import Iterable

from asyncdb_lint.config import Config
from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.index.project import Project
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name
from asyncdb_lint.semantics import misuses
from asyncdb_lint.semantics.annotations import Annotations
from asyncdb_lint.semantics.attributes import Attributes
from asyncdb_lint.semantics.calls import Calls
from asyncdb_lint.semantics.classes import Classes
from asyncdb_lint.semantics.contexts import GENERAL, Contexts, Key, maximum_tries, of_any_object
from asyncdb_lint.semantics.coroutines import Coroutines
from asyncdb_lint.semantics.deciding import Deciding
from asyncdb_lint.semantics.decorators import Decorators
from asyncdb_lint.semantics.effects import EffectsReader
from asyncdb_lint.semantics.enumerations import Enumerations
from asyncdb_lint.semantics.events import Events
from asyncdb_lint.semantics.evidence import completed, is_open
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.handed import Entry
from asyncdb_lint.semantics.kept import Kept
from asyncdb_lint.semantics.lifetimes import Lifetimes
from asyncdb_lint.semantics.markers import Markers
from asyncdb_lint.semantics.names import Names
from asyncdb_lint.semantics.observations import Observations, database_methods
from asyncdb_lint.semantics.open_objects import OpenObjects
from asyncdb_lint.semantics.orm.helpers import events_outside
from asyncdb_lint.semantics.orm.mapping import Mapping
from asyncdb_lint.semantics.parameters import Parameters
from asyncdb_lint.semantics.protocols import Protocols
from asyncdb_lint.semantics.provided import Provided
from asyncdb_lint.semantics.providers import Providers
from asyncdb_lint.semantics.setup import SetUp
from asyncdb_lint.semantics.sharing import handed_in
from asyncdb_lint.semantics.statements import execute
from asyncdb_lint.semantics.summary import Block, Fault, Summary, Via, best_blocks
from asyncdb_lint.semantics.templates.rendering import Templates
from asyncdb_lint.semantics.told import Told
from asyncdb_lint.semantics.validation import Validation
from asyncdb_lint.semantics.values import (
    NONE,
    Awaitable,
    ClassValue,
    FunctionValue,
    Generator,
    Instance,
    Unknown,
    Value,
    alternatives,
    join,
)

MAXIMUM_DEPTH = 60
MAXIMUM_CLOSURES = 3


class Interpreter:
    """One run over a project; of the settings it takes what they say of the code.

    `loop_functions` are plain functions that a framework calls on the event loop; `own_loops` are coroutine functions for
    each call of which it makes an event loop.
    """

    def __init__(self, project: Project, config: Config) -> None:
        self.project = project
        self.effects = EffectsReader(frozenset(config.facts))
        self.observations = Observations()
        self.names = Names(self)
        self.annotations = Annotations(self)
        self.classes = Classes(self)
        self.decorators = Decorators(self)
        self.parameters = Parameters(self)
        self.attributes = Attributes(self)
        self.calls = Calls(self)
        self.open_objects = OpenObjects(self)
        self.enumerations = Enumerations(self)
        self.coroutines = Coroutines(self)
        self.protocols = Protocols(self)
        self.providers = Providers(self)
        self.provided = Provided(self)
        self.validation = Validation(self)
        self.set_up = SetUp(self)
        self.lifetimes = Lifetimes(self)
        self.orm = Mapping(self)
        self.templates = Templates(self)
        self.events = Events(self)
        self.markers = Markers(project)
        self.told = Told(self)
        self.faults: dict[ir.Function, Fault] = {}
        self.kept = Kept(self)
        self.dependencies: set[ir.Function] = set()
        """The functions that a framework calls for what others depend on."""
        self.callers: dict[ir.Function, dict[tuple[ir.Function | None, ModuleInfo], ir.At]] = {}
        self.given: dict[tuple[ir.Function, str], set[bool]] = {}
        self.global_values: dict[tuple[ModuleInfo, str], list[Value]] = {}
        self.entries: dict[ir.Function, list[Entry]] = {}
        self.loop_functions: set[ir.Function] = set()
        self.own_loops: set[ir.Function] = set()
        self._summaries: dict[Key, Summary] = {}
        self.contexts = Contexts(Deciding(self))
        self.running: dict[ir.Function, Frame] = {}
        self._active: dict[Key, int] = {}
        self._lowest = MAXIMUM_DEPTH * 10
        self._recomputed: dict[Key, int] = {}
        self._database_methods: dict[str, tuple[FunctionValue, ...]] | None = None
        self._pending: list[FunctionValue] = []
        self._started: set[FunctionValue] = set()
        self._units: set[Key] = set()
        self._closures: dict[ir.Function, int] = {}
        self._guesses: set[Key] = set()
        self._cut: dict[Key, int] = {}
        self._is_cut = False
        self._ran: set[ir.Function] = set()
        self.told.read(config)

    def run(self, modules: Iterable[ModuleInfo]) -> None:
        """Interpret every coroutine function of these modules, what defines such functions inside, and what takes a handle."""
        for module in modules:
            nested = [node.qualname for node, _, inner in module.functions if inner and node.is_async]
            for node, owner, inner in module.functions:
                if inner:
                    continue
                prefix = node.qualname + "."
                function = FunctionValue(node, module, owner)
                is_unit = node.is_async or node in self.loop_functions
                if is_unit or any(name.startswith(prefix) for name in nested) or self.coroutines.are_for(function):
                    self.root(function)
            self.set_up.run(module)
            self._drain()

    def forget_guesses(self) -> None:
        """Work out again, when it is needed, what rests on guesses about code that was only looked into by the way."""
        for key in self._guesses:
            self._summaries.pop(key, None)
            self._recomputed.pop(key, None)
        self._guesses.clear()

    def root(self, function: FunctionValue) -> Summary:
        """Interpret a function as a framework calls it."""
        receiver = function.receiver
        if receiver is None and function.owner is not None and "staticmethod" not in _decorator_names(function.node):
            receiver = Instance(function.owner)
        bound = self.parameters.declared_all(function, receiver)
        if function.node in self.loop_functions:
            self.unit(function, bound)
        summary = self.summary(function, bound)
        if function.node.is_async and any(entry.kind == "route" for entry in self.entries.get(function.node, ())):
            misuses.returned(Frame(self, function.module), summary.result)
        return summary

    def unit(self, function: FunctionValue, bound: dict[str, Value]) -> None:
        """Interpret a function as the event loop calls it: what a plain one runs into is reported inside of it."""
        node = function.node
        if node.is_async:
            self.summary(function, bound)
            return
        self.loop_functions.add(node)
        key, bound = self.contexts.distinguish(function, bound)
        if key not in self._units:
            self._units.add(key)
            self._interpret(function, bound, on_loop=True)

    def ways_to(self, frame: Frame) -> tuple[Via, ...]:
        """The calls that lead to a function that is being run, outermost first, as far as each is one that is written."""
        found: list[Via] = []
        following = frame.node
        for outer in reversed(self.running.values()):
            if outer is frame or outer.node is None or following is None:
                continue
            call = outer.calling
            if call is None or last_name(call.func) != following.name:
                break
            found.append(Via(outer.node, outer.module, call.at))
            following = outer.node
        return tuple(reversed(found))

    def was_run(self, node: ir.Function) -> bool:
        """Whether a function was interpreted in some context."""
        return node in self._ran

    def start(self, function: FunctionValue, on_loop: bool) -> None:
        """Note a function that a framework will call; `on_loop` says that even a plain one runs on the event loop."""
        if on_loop and not function.node.is_async:
            self.loop_functions.add(function.node)
        is_unit = function.node.is_async or function.node in self.loop_functions
        if is_unit and function not in self._started:
            self._started.add(function)
            self._pending.append(function)

    def define(self, function: FunctionValue) -> None:
        """Note a coroutine function that running code defines: it is interpreted after the code around it."""
        count = self._closures.get(function.node, 0)
        if count < MAXIMUM_CLOSURES:
            self._closures[function.node] = count + 1
            self._pending.append(function)

    def _drain(self) -> None:
        while self._pending:
            self.root(self._pending.pop())

    def summary(self, function: FunctionValue, bound: dict[str, Value]) -> Summary:
        """What running a function's body with these parameter values does."""
        node = function.node
        key, bound = self.contexts.distinguish(function, bound)
        known = self._known(key)
        if known is not None:
            if function.closure is not None:
                for name, value in known.outside:
                    function.closure.set_from_inside(name, value)
            return known
        if key in self._active:
            self._lowest = min(self._lowest, self._active[key])
            return self._promised(function)
        depth = len(self._active)
        if depth >= MAXIMUM_DEPTH:
            self._is_cut = True
            return self._promised(function)
        if not self.contexts.take(function, bound, key):
            # Beyond the cap a function has one more context, in which its parameters are what they are declared to be.
            receiver = bound[node.parameters[0].name] if function.owner is not None and node.parameters else None
            receiver = of_any_object(receiver) if receiver is not None else None
            key = (node, GENERAL, receiver)
            known = self._known(key)
            if known is not None:
                return known
            if key in self._active or function.closure is not None:
                return self._promised(function)
            bound = self.parameters.declared_all(function, receiver)
        self._active[key] = depth
        outer, self._lowest = self._lowest, MAXIMUM_DEPTH * 10
        outer_is_cut, self._is_cut = self._is_cut, False
        try:
            summary = self._interpret(function, bound, on_loop=node.is_async)
        finally:
            del self._active[key]
        if self._cut.pop(key, None) is not None:
            self.contexts.forget(function, key)
        if self._is_cut:
            self._cut[key] = depth
        self._is_cut = self._is_cut or outer_is_cut
        rests_on_guess = self._lowest < depth
        self._lowest = min(outer, self._lowest) if rests_on_guess else outer
        tries = self._recomputed.get(key, 0)
        if not rests_on_guess or tries >= maximum_tries(node):
            self._summaries[key] = summary
            if rests_on_guess:
                self._guesses.add(key)
        else:
            self._recomputed[key] = tries + 1
            self.contexts.forget(function, key)  # working the same context out again is not another one
        return summary

    def _known(self, key: Key) -> Summary | None:
        """A summary that is kept; one that the cap on depth cut short serves as long as there is not twice the room."""
        known, cut = self._summaries.get(key), self._cut.get(key)
        if known is None or cut is None:
            return known
        if 2 * len(self._active) < cut and key not in self._active:
            return None
        self._is_cut = True
        return known

    def _interpret(self, function: FunctionValue, bound: dict[str, Value], *, on_loop: bool) -> Summary:
        """Run the body; a fault of the analysis in it is noted, and costs what this function does and nothing else."""
        try:
            return self._run_body(function, bound, on_loop)
        except RecursionError:
            raise
        except Exception as error:
            self.faults.setdefault(function.node, Fault(function, error))
            return Summary(Unknown("internal error of the analysis"))

    def _run_body(self, function: FunctionValue, bound: dict[str, Value], on_loop: bool) -> Summary:
        node = function.node
        frame = Frame(self, function.module, node, function.owner, function.closure, on_loop)
        frame.environment = {name: self.orm.received(value) for name, value in bound.items()}
        if node.parameters and (function.owner is not None) and node.parameters[0].kind in ("either", "positional"):
            frame.self_name = node.parameters[0].name
        self._ran.add(node)
        outer = self.running.get(node)
        self.running[node] = frame
        try:
            execute(frame, node.body)
        finally:
            if outer is None:
                del self.running[node]
            else:
                self.running[node] = outer
        if frame.environment is not None and (not node.is_generator or frame.returns):
            frame.returns.append(NONE)
        blocks: tuple[Block, ...] = ()
        if frame.path == self.observations.watched:
            self.observations.watch_run(frame.path, node, bound, frame.blocks)
        frame.blocks = self.markers.kept(function, frame.blocks)
        if on_loop:
            self.events.report(function, frame)
        else:
            blocks = best_blocks(frame.blocks)
        if not frame.work and frame.blocks:
            frame.work = min((block.steps for block in frame.blocks if not block.doubt), key=len, default=())
        fields = tuple((name, join(values)) for name, values in frame.fields.items())
        result = join(frame.returns) if frame.returns else NONE
        element: Value = Unknown("yields nothing")
        if node.is_generator:
            element = self._completed(function, join(frame.yields) if frame.yields else element)
        else:
            result = self._completed(function, result)
        outside = tuple(frame.outside)
        events = events_outside(frame)
        return Summary(result, element, blocks, fields, outside, frame.work, handed_in(frame), events)

    def _completed(self, function: FunctionValue, inferred: Value) -> Value:
        """The inferred result (or what a generator yields), made more precise by the annotation."""
        if function.node.returns is None or not is_open(inferred):
            return inferred
        promised = self._returns(function)
        if function.node.is_generator:
            elements = [part.element for part in alternatives(promised) if isinstance(part, Generator)]
            promised = join(elements) if elements else Unknown("not annotated as a generator")
        return completed(self.classes, inferred, promised)

    def _returns(self, function: FunctionValue) -> Value:
        node = function.node
        if node.returns is None:
            return Unknown(f"{node.name} is recursive and its result is not annotated")
        frame = self.scope(function)
        return self.annotations.value(frame, node.returns, self.parameters.variables(function), function.receiver)

    def _promised(self, function: FunctionValue) -> Summary:
        value = self._returns(function)
        if function.node.is_generator:
            parts = [part.element for part in alternatives(value) if isinstance(part, Generator)]
            return Summary(NONE, join(parts) if parts else Unknown(f"{function.node.name} is recursive"))
        if isinstance(value, Awaitable) and function.node.is_async:
            value = value.result
        return Summary(value)

    def scope(self, function: FunctionValue) -> Frame:
        """The frame in which a function's annotations and defaults are evaluated."""
        if function.closure is not None:
            return function.closure
        if function.owner is not None:
            return self.names.class_frame(function.owner)
        return self.names.module_frame(function.module)

    def global_assignment(self, module: ModuleInfo, scope: ir.Function, name: str) -> Value | None:
        """The value that a function gives to a global name of its module."""
        for node, owner, inner in module.functions:
            if node is scope and not inner:
                self.root(FunctionValue(node, module, owner))
        values = self.global_values.get((module, name))
        return join(values) if values else None

    def database_methods(self) -> dict[str, tuple[FunctionValue, ...]]:
        """The database methods of the facts, by name."""
        if self._database_methods is None:
            self._database_methods = database_methods(self.project)
        return self._database_methods

    def declared_fields(self, owner: ClassInfo, method: ir.Function, receiver: Instance) -> Summary:
        """What a method stores in `self` when it is called as its annotations promise."""
        function = FunctionValue(method, owner.module, owner)
        return self.summary(function, self.parameters.declared_all(function, receiver))

    def note_call(self, frame: Frame, callee: FunctionValue, at: ir.At) -> None:
        """Remember who calls a coroutine function, for traces and routes; a framework's call has no place."""
        if at != (0, 0, 0, 0):
            self.callers.setdefault(callee.node, {}).setdefault((frame.node, frame.module), at)

    def note_dependency(self, function: FunctionValue, provider: Value) -> None:
        """Remember that a framework calls `provider` before `function`."""
        for part in alternatives(provider):
            found: Value | None = part
            if isinstance(part, (ClassValue, Instance)):
                name = "__init__" if isinstance(part, ClassValue) else "__call__"
                member = self.classes.find(part.cls, name)
                found = member[1] if member is not None else None
            if isinstance(found, FunctionValue) and not found.module.is_facts:
                self.dependencies.add(found.node)
                caller = (function.node, function.module)
                self.callers.setdefault(found.node, {}).setdefault(caller, function.node.at)
                self.validation.receive(found)


def _decorator_names(node: ir.Function) -> set[str]:
    return {expression.id for expression in node.decorators if isinstance(expression, ir.Name)}
