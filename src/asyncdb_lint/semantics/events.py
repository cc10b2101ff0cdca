"""What is to be judged: the database calls that units run into, and misuses of the asynchronous API; and which count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.summary import ATTRIBUTES, Block, Event, Misuse
from asyncdb_lint.semantics.values import FunctionValue, Place

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter

Key = tuple[str, tuple[int, ...], str]


class Events:
    """Keeps the best witness for each place."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._blocks: dict[Key, Event] = {}
        self._misuses: dict[Key, Event] = {}

    def report(self, function: FunctionValue, frame: Frame) -> None:
        """Calls that are chained on one handle (`connection.execute(...).fetchone()`) start at one place: one event."""
        for block in frame.blocks:
            if block.doubt:
                self.interpreter.observations.doubts.setdefault((frame.path, block.at), (block.helper, block.doubt))
                continue
            key = (frame.path, block.at, "helper") if block.helper else (frame.path, block.at[:2], block.kind)
            _keep(self._blocks, key, Event(function, block, function.module))

    def blocks_in(self, node: ir.Function) -> list[Block]:
        """The database calls that a unit runs into."""
        events = self._blocks.values()
        return [
            each.subject
            for each in events
            if each.function is not None and each.function.node is node and isinstance(each.subject, Block)
        ]

    def misuse(self, misuse: Misuse, function: FunctionValue | None, module: ModuleInfo | None = None) -> None:
        """Note a misuse in a function; with `module`, also one in the module's own code."""
        module = function.module if function is not None else module
        if module is not None:
            kind = "attribute" if misuse.kind in ATTRIBUTES else misuse.kind
            if kind == "template" and misuse.reads is not None:
                kind = f"template {misuse.reads.readers}"  # a call may render one of several
            _keep(self._misuses, (module.path, misuse.at, kind), Event(function, misuse, module))

    def factories(self) -> set[Place]:
        """The places that make sessions of which a finding says that a commit expired an object."""
        found = (event.subject.reads for event in self._misuses.values())
        return {reads.factory for reads in found if reads is not None and reads.factory is not None}

    def proven(self) -> list[Event]:
        """The events that count, by place.

        Where only an annotation calls a handle synchronous (or asynchronous), and callers were seen to pass something
        else, the callers are right.
        """
        blocks = [event for _, event in sorted(self._blocks.items(), key=lambda item: item[0])]
        found = [event for _, event in sorted(self._misuses.items(), key=lambda item: item[0])]
        misuses = _first_reads([event for event in found if not self._is_held(event)])
        return [
            *(each for each in blocks if self._holds(each.subject) and not self._runs_alone(each.function)),
            *(each for each in misuses if self._holds(each.subject)),
        ]

    def _is_held(self, event: Event) -> bool:
        """Whether what is read may be an object that a dependency of the request gave: it is found without SQL."""
        classes = event.subject.unless_held if isinstance(event.subject, Misuse) else ()
        if not classes or event.function is None:
            return False
        requests = self.interpreter.orm.requests
        return all(requests.hold(event.function.node, cls) for cls in classes)

    def _runs_alone(self, function: FunctionValue | None) -> bool:
        return function is not None and self._is_alone(function.node, set())

    def _is_alone(self, node: ir.Function, seen: set[ir.Function]) -> bool:
        """Whether a coroutine function runs only on event loops that nothing else runs on: it holds up nobody else."""
        interpreter = self.interpreter
        if not interpreter.own_loops or node in seen:
            return bool(seen)
        callers = interpreter.callers.get(node, {})
        if node not in interpreter.own_loops and (node in interpreter.entries or not callers):
            return False
        return all(caller is not None and self._is_alone(caller, seen | {node}) for caller, _ in callers)

    def _holds(self, subject: Block | Misuse) -> bool:
        if subject.made or subject.origin is None or subject.origin.declared is None:
            return True
        given = self.interpreter.given.get(subject.origin.declared)
        return given is None or True in given


def _first_reads(events: list[Event]) -> list[Event]:
    """Of the places that read one attribute of what one query gave, the first in each function: it is one defect."""
    seen: set[object] = set()
    kept: list[Event] = []
    for event in events:
        misuse = event.subject
        if isinstance(misuse, Misuse) and misuse.kind in ATTRIBUTES and event.function is not None:
            where = misuse.origin.place if misuse.origin is not None else None
            key = (event.function.node, misuse.operation, misuse.kind, where, misuse.is_possible)
            if key in seen:
                continue
            seen.add(key)
        kept.append(event)
    return kept


def _keep(events: dict[Key, Event], key: Key, event: Event) -> None:
    other = events.get(key)
    if other is None or event.subject.rank < other.subject.rank:
        events[key] = event
