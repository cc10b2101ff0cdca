"""What the functions that set SQLAlchemy up are given: URLs, engines, session classes, pools.

A mistake here is one wherever it stands, also in the code of a module, which runs at import. Noted is only what is surely
so: each thing that an argument may be must be of the wrong kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics import urls
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.prefixes import argument
from asyncdb_lint.semantics.summary import Misuse
from asyncdb_lint.semantics.values import NONE, ClassValue, FunctionValue, Instance, Origin, Place, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

ENGINES = frozenset({"sqlalchemy.ext.asyncio.engine.AsyncEngine", "sqlalchemy.ext.asyncio.engine.AsyncConnection"})
SYNC_ENGINES = frozenset({"sqlalchemy.engine.base.Engine", "sqlalchemy.engine.base.Connection"})
ASYNC_SESSIONS = frozenset({"sqlalchemy.ext.asyncio.session.AsyncSession"})
SYNC_SESSIONS = frozenset({"sqlalchemy.orm.session.Session"})
SYNCHRONOUS_POOLS = frozenset({"sqlalchemy.pool.impl.QueuePool", "sqlalchemy.pool.impl.SingletonThreadPool"})
ASYNCHRONOUS_POOLS = frozenset({"sqlalchemy.pool.impl.AsyncAdaptedQueuePool"})
DDL = frozenset({"create_all", "drop_all", "reflect"})
WRAPPER = "AsyncEngine"


class SetUp:
    """What the project's calls are given by name, and whether it wraps engines; read once, when it is asked for."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._keywords: dict[str, set[str]] | None = None
        self._of_modules: dict[ModuleInfo, dict[str, set[str]]] = {}

    def run(self, module: ModuleInfo) -> None:
        """Run the calls of set-up functions that stand in a module's own code, and the functions that contain some."""
        if not NAMES & self._called(module).keys():
            return
        from asyncdb_lint.semantics.expressions import evaluate

        bodies = [(Frame(self.interpreter, module), module.body)]
        bodies += [(Frame(self.interpreter, module, owner=cls), cls.node.body) for cls in module.classes]
        for frame, body in bodies:
            for call in _calls(body):
                if last_name(call.func) in NAMES:
                    with frame.capture():
                        evaluate(frame, call)
        for node, owner, inner in module.functions:
            if not inner and not node.is_async and _concerns(node):
                self.interpreter.root(FunctionValue(node, module, owner))

    def gives(self, function: str, keyword: str) -> bool:
        """Whether some call of a function or class of that simple name gives this keyword, or may give it."""
        given = self._given().get(function, set())
        return keyword in given or "*" in given

    def wraps_engines(self) -> bool:
        """Whether the project makes asynchronous engines of synchronous ones."""
        return WRAPPER in self._given()

    def _given(self) -> Mapping[str, set[str]]:
        if self._keywords is None:
            self._keywords = {}
            for module in self.interpreter.project.modules():
                for name, keywords in self._called(module).items():
                    self._keywords.setdefault(name, set()).update(keywords)
        return self._keywords

    def _called(self, module: ModuleInfo) -> Mapping[str, set[str]]:
        """The simple names of what a module calls anywhere, with the keywords that it gives; "*" for those of `**`."""
        called = self._of_modules.get(module)
        if called is None:
            called = self._of_modules[module] = {}
            for call in _calls(module.body, inside=True):
                keywords = called.setdefault(last_name(call.func), set())
                keywords.update(each.name or "*" for each in call.arguments)
        return called


def check(frame: Frame, node: ir.Call, callee: Value, arguments: Arguments) -> bool:
    """Note what a call of a set-up function or class is wrongly given; whether what it gives can be used for anything."""
    if isinstance(callee, FunctionValue) and callee.module.is_facts and callee.owner is None:
        found = FUNCTIONS.get(f"{callee.module.name}.{callee.node.name}")
        if found is not None:
            found(frame, node, arguments)
    elif isinstance(callee, ClassValue):
        for cls in frame.interpreter.classes.order(callee.cls):
            if not cls.module.is_facts and "__init__" in cls.bindings:
                break
            judge = CLASSES.get(cls.qualname)
            if judge is not None:
                return judge(frame, node, callee.cls, arguments)
    return True


def _concerns(node: ir.Function) -> bool:
    return any(last_name(call.func) in NAMES for call in _calls(node.body, inside=True))


def _calls(body: list[ir.Stmt], inside: bool = False) -> Iterator[ir.Call]:
    """The calls in a suite; those of functions and classes in it only where that is asked for."""
    stop = () if inside else (ir.Function, ir.Class, ir.Lambda)
    return (node for node in walk(body, stop) if isinstance(node, ir.Call))


def _asynchronous_engine(frame: Frame, node: ir.Call, arguments: Arguments) -> None:
    _engine(frame, node, "create_async_engine()", urls.SYNCHRONOUS | {"absent"})
    _pool(frame, node, "create_async_engine()", arguments, SYNCHRONOUS_POOLS)


def _synchronous_engine(frame: Frame, node: ir.Call, arguments: Arguments) -> None:
    if not frame.interpreter.set_up.wraps_engines():
        _engine(frame, node, "create_engine()", urls.ASYNCHRONOUS)
        _pool(frame, node, "create_engine()", arguments, ASYNCHRONOUS_POOLS)


def _pool(frame: Frame, node: ir.Call, name: str, arguments: Arguments, refused: frozenset[str]) -> None:
    """SQLAlchemy judges pools since 2.0.28: 2.0.26 makes the engine, 2.0.28 raises."""
    given = arguments.keywords.get("poolclass")
    if not isinstance(given, ClassValue) or given.cls.qualname not in refused:
        return
    if frame.interpreter.project.requirements.is_older(frame.path, "sqlalchemy", (2, 0, 28)) is False:
        _note(frame, "pool", f"{name} is given {given.cls.name}", node.at, None, given.cls.name)


def _session(frame: Frame, node: ir.Call, cls: ClassInfo, arguments: Arguments) -> bool:
    return _bound(frame, node, f"{cls.name}()", arguments.get(0, "bind"), _is_one(frame, cls, ASYNC_SESSIONS))


def _maker(frame: Frame, node: ir.Call, cls: ClassInfo, arguments: Arguments) -> bool:
    """A factory whose sessions are of a known class; `configure()` may change the class and the engine."""
    if arguments.more is not None or arguments.more_keywords is not None:
        return True
    set_up = frame.interpreter.set_up
    if set_up.gives("configure", "bind") or set_up.gives("configure", "class_"):
        return True
    given = arguments.keywords.get("class_")
    is_async = cls.name == "async_sessionmaker"
    if given is not None:
        if not isinstance(given, ClassValue) or not _is_one(frame, given.cls, ASYNC_SESSIONS | SYNC_SESSIONS):
            return True
        is_async = _is_one(frame, given.cls, ASYNC_SESSIONS)
    return _bound(frame, node, f"{cls.name}()", arguments.get(0, "bind"), is_async)


def _bound(frame: Frame, node: ir.Call, name: str, bind: Value | None, is_async: bool) -> bool:
    """Note that sessions of one kind are bound to an engine or connection of the other."""
    if bind is None or not _is_all(frame, bind, SYNC_ENGINES if is_async else ENGINES):
        return True
    handle = next(part for part in alternatives(bind) if isinstance(part, Instance))
    kind = "asynchronous" if is_async else "synchronous"
    _note(frame, "binding", f"{name} makes {kind} sessions on {_article(handle.cls.name)}", node.at, handle, kind)
    return False


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _registry(frame: Frame, node: ir.Call, cls: ClassInfo, arguments: Arguments) -> bool:
    """A registry that keeps one session for each thread, and so one for all tasks of an event loop."""
    if arguments.more is not None or arguments.more_keywords is not None:
        return True
    scope = arguments.get(1, "scopefunc")
    if cls.name == "async_scoped_session":
        if scope is None:
            _note(frame, "scope", "async_scoped_session()", node.at, None, "missing")
        elif isinstance(scope, FunctionValue) and scope.node.name == "get_ident":
            _note(frame, "scope", "async_scoped_session()", node.at, None, "thread")
    elif scope is None or scope == NONE:
        factory = arguments.get(0, "session_factory")
        made = factory.arguments[0] if isinstance(factory, Instance) and factory.arguments else None
        if isinstance(factory, ClassValue):
            made = Instance(factory.cls)
        if isinstance(made, Instance) and _is_one(frame, made.cls, ASYNC_SESSIONS):
            _note(frame, "scope", "scoped_session()", node.at, None, "sync")
    return True


def _engine(frame: Frame, node: ir.Call, name: str, wrong: frozenset[str]) -> None:
    given = argument(node, 0, "url")
    if given is None or any(each.name in ("module", "strategy", "_is_async") for each in node.arguments):
        return
    url = urls.read(frame, given)
    if url is None or "async_fallback" in url.text:
        return
    if not url.is_whole and _mentions(given, "async_fallback"):
        return
    scheme, driver = url.driver(frame)
    if driver not in wrong or (url.is_default and is_in_branch(frame, node.at)):
        return
    _note(frame, "driver", f"{name} is given {_described(scheme, driver, url.is_default)}", node.at, None, driver)


def _described(scheme: str, driver: str, is_default: bool) -> str:
    by_default = " by default" if is_default else ""
    if driver == "absent":
        return f"{scheme}://{by_default}"
    names_it = scheme.lower().endswith(f"+{driver}")
    return f"{scheme}://{by_default}" if names_it else f"{scheme}://, which is {driver},{by_default}".rstrip(",")


def _mentions(node: object, text: str) -> bool:
    return any(isinstance(each, ir.Const) and isinstance(each.value, str) and text in each.value for each in walk(node))


def is_in_branch(frame: Frame, at: ir.At) -> bool:
    """Whether a call stands where only some runs of the code around it come."""
    return _in_branch(frame.node.body if frame.node is not None else frame.module.body, at, False)


def _in_branch(node: object, at: ir.At, inside: bool) -> bool:
    if isinstance(node, (list, tuple)):
        return any(_in_branch(each, at, inside) for each in node)
    if isinstance(node, ir.Call) and node.at == at:
        return inside
    if not isinstance(node, ir.Node) or isinstance(node, (ir.Function, ir.Lambda)):
        return False
    deeper = inside or isinstance(node, (ir.If, ir.While, ir.For, ir.Try, ir.Match, ir.Conditional, ir.Boolean))
    return any(_in_branch(getattr(node, name), at, deeper) for name in node.__struct_fields__ if name != "at")


def is_refused(frame: Frame, callee: FunctionValue, given: Mapping[str, Value]) -> bool:
    """Whether a call that works on an engine is given an asynchronous one, which it cannot use."""
    if "bind" not in given or callee.node.name not in DDL:
        return False
    return is_asynchronous(frame, given["bind"])


def ddl(frame: Frame, callee: FunctionValue, given: Mapping[str, Value], at: ir.At) -> None:
    """Note that statements which define the schema are to run on an asynchronous engine."""
    receiver = callee.receiver
    owner = receiver.cls.name if isinstance(receiver, Instance) else "MetaData"
    bind = next((part for part in alternatives(given["bind"]) if isinstance(part, Instance)), None)
    if at != (0, 0, 0, 0) and bind is not None:
        _note(frame, "ddl", f"{owner}.{callee.node.name}()", at, bind, bind.cls.name)


def is_asynchronous(frame: Frame, value: Value) -> bool:
    """Whether a value is surely an asynchronous engine or connection."""
    return _is_all(frame, value, ENGINES)


def _is_all(frame: Frame, value: Value, names: frozenset[str]) -> bool:
    parts = [part for part in alternatives(value) if part != NONE]
    return bool(parts) and all(isinstance(part, Instance) and _is_one(frame, part.cls, names) for part in parts)


def _is_one(frame: Frame, cls: ClassInfo, names: frozenset[str]) -> bool:
    return frame.interpreter.classes.is_one_of(cls, names)


def _note(frame: Frame, kind: str, operation: str, at: ir.At, handle: Instance | None, detail: str) -> None:
    made = handle is None or handle.made
    origin: Origin | None = handle.origin if handle is not None else None
    misuse = Misuse(kind, operation, at, (Place(operation, frame.path, at),), "", made, origin, detail)
    frame.interpreter.events.misuse(misuse, frame.function(), frame.module)


FUNCTIONS: Mapping[str, Callable[[Frame, ir.Call, Arguments], None]] = MappingProxyType(
    {
        "sqlalchemy.ext.asyncio.engine.create_async_engine": _asynchronous_engine,
        "sqlalchemy.engine.create.create_engine": _synchronous_engine,
    }
)
CLASSES: Mapping[str, Callable[[Frame, ir.Call, ClassInfo, Arguments], bool]] = MappingProxyType(
    {
        "sqlalchemy.ext.asyncio.session.AsyncSession": _session,
        "sqlalchemy.orm.session.Session": _session,
        "sqlalchemy.ext.asyncio.session.async_sessionmaker": _maker,
        "sqlalchemy.orm.session.sessionmaker": _maker,
        "sqlalchemy.ext.asyncio.scoping.async_scoped_session": _registry,
        "sqlalchemy.orm.scoping.scoped_session": _registry,
    }
)
NAMES = frozenset({"create_async_engine", "create_engine", *DDL, *(name.rpartition(".")[2] for name in CLASSES)})
