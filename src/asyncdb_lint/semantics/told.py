"""What settings say of the code: callables that block, offload or register, classes like sessions, what attributes hold.

The names are those of the project and of libraries with facts; what is neither becomes a stub of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from asyncdb_lint.config import Config, UnknownName
from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import library
from asyncdb_lint.semantics.describe import helper_name
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.handed import Entry
from asyncdb_lint.semantics.summary import Block
from asyncdb_lint.semantics.values import FunctionValue, Instance, Place, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

STATES = frozenset({"request.state", "websocket.state", "app.state", "request.app.state"})
STATE = "starlette.datastructures.State"


class Told:
    """The settings of one project, by the definitions that they name."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.blocking: frozenset[ir.Function] = frozenset()
        self.offloading: frozenset[ir.Function] = frozenset()
        self.named: frozenset[ir.Function] = frozenset()
        """The functions that are one or the other."""
        self.attributes: Mapping[tuple[ClassInfo, str], ClassInfo] = {}
        self._entering: frozenset[ir.Function] = frozenset()
        self._bases: Mapping[ClassInfo, ClassInfo] = {}

    def read(self, config: Config) -> None:
        """Find what settings name.

        Raises:
            UnknownName: they name something that its module does not have.
        """
        self._bases = {
            cls: base
            for name, kind in config.session_types
            for base in self._classes("session-types", kind)
            for cls in self._classes("session-types", name)
        }
        self.blocking = frozenset(self._functions("blocking", config.blocking))
        self.offloading = frozenset(self._functions("offloading", config.offloading))
        self.named = self.blocking | self.offloading
        self._entering = frozenset(self._functions("entry-decorators", config.entry_decorators))
        self.attributes = {
            (holder, place.rpartition(".")[2]): cls
            for place, kind in config.attributes
            for holder in self._holders(place)
            for cls in self._classes("attributes", kind)
        }

    def block(self, frame: Frame, callee: FunctionValue, at: ir.At) -> Block:
        """The database call that calling a blocking function is."""
        operation = library.operation(frame, callee, callee.node, at) if callee.module.is_facts else helper_name(callee)
        return Block("driver", operation, at, (Place(operation, frame.path, at),), "", True, None)

    def base(self, cls: ClassInfo) -> ClassInfo | None:
        """The class of a library that settings say a class is like."""
        return self._bases.get(cls)

    def attribute(self, cls: ClassInfo, name: str) -> Value | None:
        """What settings say that an attribute of a class holds."""
        for each in self.interpreter.classes.order(cls):
            held = self.attributes.get((each, name))
            if held is not None:
                return Instance(held)
        return None

    def registers(self, frame: Frame, decorator: ir.Expr) -> bool:
        """Whether settings say that a decorator, as it is written, makes an entry point on the event loop."""
        from asyncdb_lint.semantics.expressions import evaluate

        if not self._entering:
            return False
        with frame.capture():
            callees = evaluate(frame, decorator.func if isinstance(decorator, ir.Call) else decorator)
        named = [part.node for part in alternatives(callees) if isinstance(part, FunctionValue)]
        return not self._entering.isdisjoint(named)

    def enter(self, frame: Frame, decorator: ir.Expr, function: FunctionValue) -> None:
        """Note a function as an entry point if settings say that its decorator makes it one."""
        if self.registers(frame, decorator):
            entry = Entry(function.node, function.module, "callback")
            self.interpreter.entries.setdefault(function.node, []).append(entry)
            self.interpreter.start(function, on_loop=True)

    def _functions(self, setting: str, names: tuple[str, ...]) -> Iterator[ir.Function]:
        for name in names:
            found = list(self._functions_of(name))
            if not found and self._is_known(name):
                raise UnknownName(setting, name, "function")
            yield from found

    def _functions_of(self, dotted: str) -> Iterator[ir.Function]:
        for statement, module in self._definitions(dotted):
            if isinstance(statement, ir.Function):
                yield statement
            elif isinstance(statement, ir.Class):
                yield from _methods(module.class_of[statement], "__init__")
        owner, _, method = dotted.rpartition(".")
        for statement, module in self._definitions(owner):
            if isinstance(statement, ir.Class):
                for cls in self.interpreter.classes.order(module.class_of[statement]):
                    found = list(_methods(cls, method))
                    yield from found
                    if found:
                        break

    def _classes(self, setting: str, dotted: str) -> Iterator[ClassInfo]:
        found = [
            module.class_of[statement]
            for statement, module in self._definitions(dotted)
            if isinstance(statement, ir.Class)
        ]
        if not found:
            raise UnknownName(setting, dotted, "class")
        yield from found

    def _holders(self, place: str) -> Iterator[ClassInfo]:
        """The classes whose attribute a place is: a State of Starlette, or the class that is named."""
        holder = place.rpartition(".")[0]
        yield from self._classes("attributes", STATE if holder in STATES else holder)

    def _is_known(self, dotted: str) -> bool:
        """Whether the module is read that a name would be in."""
        return any(self.interpreter.project.module(dotted[:end]) is not None for end in _ends(dotted))

    def _definitions(self, dotted: str) -> Iterator[tuple[object, ModuleInfo]]:
        """The statements that define a name, with their modules; imports are followed."""
        module_name, _, name = dotted.rpartition(".")
        module = self.interpreter.project.module(module_name) if module_name else None
        target = self.interpreter.project.lookup(module, name) if module is not None else None
        if isinstance(target, Definition):
            yield from ((binding.statement, target.module) for binding in target.bindings)


def _methods(cls: ClassInfo, name: str) -> Iterator[ir.Function]:
    for binding in cls.bindings.get(name, ()):
        if isinstance(binding.statement, ir.Function):
            yield binding.statement


def _ends(dotted: str) -> Iterator[int]:
    return (number for number, letter in enumerate(dotted) if letter == ".")
