"""What is known while one function is interpreted: the environment, and what the run has produced so far.

An *environment* maps places to values. Places are dotted texts: `db`, `self.session`. It is None after a jump: the
path has ended, and nothing that follows on it happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import names
from asyncdb_lint.semantics.summary import Block, Misuse
from asyncdb_lint.semantics.values import NONE, FunctionValue, Origin, Place, Unknown, Value, join

if TYPE_CHECKING:
    from asyncdb_lint.semantics.coroutines import CoroutineCall
    from asyncdb_lint.semantics.interpreter import Interpreter
    from asyncdb_lint.semantics.orm.states import SessionEvent

Environment = dict[str, Value]


@dataclass(eq=False)
class Rendering:
    """A call that renders a template: the code that makes it, and what the template was seen to do wrong."""

    frame: Frame
    at: ir.At
    misuses: list[Misuse] = field(default_factory=list)


OTHERS = Unknown("the template may be given it")
"""What a template's name stands for of which nobody knows whether it is given."""


class Frame:
    """One interpretation of a function body, a class body or a module.

    `parent` is the frame whose locals a nested function sees. `on_loop` says that the code runs on the event loop as
    its own unit: a coroutine, an async generator, or a plain function that a framework calls there.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        module: ModuleInfo,
        node: ir.Function | None = None,
        owner: ClassInfo | None = None,
        parent: Frame | None = None,
        on_loop: bool = False,
    ) -> None:
        self.interpreter = interpreter
        self.module = module
        self.node = node
        self.owner = owner
        self.parent = parent
        self.on_loop = on_loop
        self.environment: Environment | None = {}
        self.returns: list[Value] = []
        self.yields: list[Value] = []
        self.blocks: list[Block] = []
        self.work: tuple[Place, ...] = ()
        """The shortest way to database work that was seen, of either kind."""
        self.handles: set[str] = set()
        """The places of the asynchronous handles that coroutines which are made here use."""
        self.calling: ir.Call | None = None
        """The call that is being run."""
        self.is_awaiting = False
        """Whether what that call gives is awaited at once."""
        self.session_events: set[SessionEvent] = set()
        """What the function does with the asynchronous sessions that it has from outside: kinds and places."""
        self.open_sessions: list[str] = []
        """The places of the sessions whose `async with` is being run."""
        self.tasks: dict[str, dict[ir.At, CoroutineCall]] = {}
        """The coroutines that were handed to a task group, by the place of the group."""
        self.fields: dict[str, list[Value]] = {}
        self.jumps: list[list[Environment]] = []
        self.exits: list[Environment] = []
        self.self_name = ""
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.outside: list[tuple[str, Value]] = []
        self.interrupted: list[list[Environment]] = []
        """For each `try` being run, what was known where paths of its body ended: its handlers may see that."""
        self.handling = 0
        """How many `except` suites are being run."""
        self.rendering: Rendering | None = None
        """The call that renders a template, where the code is that of a template."""

    @property
    def path(self) -> str:
        return self.module.path

    def get(self, place: str) -> Value | None:
        """The value of a place in this frame or, for a plain name, in the frames around it."""
        frame: Frame | None = self
        while frame is not None:
            value = frame.environment.get(place) if frame.environment is not None else None
            if value is None and frame is not self:
                value = frame.kept(place)
            if value is not None:
                return value
            frame = frame.parent
        return None

    def around(self) -> Iterator[Frame]:
        """The frames whose variables are alive: this one, those of the functions around it, and who renders a template."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent if frame.rendering is None else frame.rendering.frame

    def is_open(self, test: ir.Expr) -> bool:
        """Whether a template asks for what nobody is known to give it: such a test decides nothing."""
        return self.rendering is not None and any(self.get(name) is OTHERS for name in names(test))

    def kept(self, place: str) -> Value | None:
        """The value of a place where the function returned: functions defined inside still see it."""
        values = [environment[place] for environment in self.exits if place in environment]
        return join(values) if values else None

    def set(self, place: str, value: Value) -> None:
        """Assign a place; what was known of places inside it is forgotten."""
        if self.environment is None:
            return
        if self.nonlocals and place in self.nonlocals:
            self.outside.append((place, value))
            if self.parent is not None:
                self.parent.set_from_inside(place, value)
            return
        environment = self.environment
        if place in environment:
            inside = place + "."
            for key in [key for key in environment if key.startswith(inside)]:
                del environment[key]
        environment[place] = value

    def was_fetched(self, origin: Origin | None) -> bool:
        """Whether an object keeps what an earlier call on it got, on every path that leads here; afterwards it does."""
        if origin is None or origin.given_by is None:
            return False
        place = f"{origin.given_by.path}.fetched:{origin.given_by.at}"
        known = self.get(place) is not None
        self.set(place, NONE)
        return known

    def set_from_inside(self, place: str, value: Value) -> None:
        """What a function inside assigns to a variable of this one; after this one returned, it may hold either."""
        frame: Frame | None = self
        while frame is not None and frame.environment is not None and place not in frame.environment:
            frame = frame.parent
        if frame is not None and frame.environment is not None:
            frame.set(place, value)
        for ended in frame.exits if frame is not None and frame.environment is None else ():
            ended[place] = join([ended[place], value]) if place in ended else value

    def holder(self, place: str) -> Frame | None:
        """The frame, this or one around it, whose environment has a place."""
        frame: Frame | None = self
        while frame is not None:
            if frame.environment is not None and place in frame.environment:
                return frame
            frame = frame.parent
        return None

    def stop(self) -> None:
        """The path ends here."""
        if self.interrupted and self.environment is not None:
            self.interrupted[-1].append(self.environment)
        self.environment = None

    def leave(self) -> None:
        """The path leaves the function."""
        if self.environment is not None:
            self.exits.append(self.environment)
        self.stop()

    def jump(self) -> None:
        """The path leaves the innermost loop."""
        if self.jumps and self.environment is not None:
            self.jumps[-1].append(self.environment)
        self.stop()

    def function(self) -> FunctionValue | None:
        """The function whose body is run; None for module code."""
        if self.node is None:
            return None
        return FunctionValue(self.node, self.module, self.owner, None, self.parent)

    def note_work(self, steps: tuple[Place, ...]) -> None:
        """Note that running the function does database work."""
        if not self.work or len(steps) < len(self.work):
            self.work = steps

    @contextmanager
    def capture(self) -> Iterator[list[Block]]:
        """Collect the blocks of what runs inside instead of keeping them."""
        kept, self.blocks = self.blocks, []
        try:
            yield self.blocks
        finally:
            self.blocks = kept


def join_environments(environments: list[Environment]) -> Environment | None:
    """What holds where paths meet: a place keeps every value it may have; None when no path arrives."""
    if not environments:
        return None
    if len(environments) == 1:
        return dict(environments[0])
    result = dict(environments[0])
    for environment in environments[1:]:
        for place in [place for place in result if "." in place and place not in environment]:
            del result[place]
        for place, value in environment.items():
            known = result.get(place)
            if known is value:
                continue
            if known is not None:
                result[place] = join((known, value))
            elif "." not in place:
                result[place] = value
    return result
