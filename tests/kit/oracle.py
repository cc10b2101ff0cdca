"""What really happens: executes a fixture and collects the lines that talk to the database on the event loop.

Deterministic, without timing: SQLAlchemy's events and traced drivers tell when the database is spoken to; if the
current thread runs an event loop then, and the dialect is not asynchronous, the fixture's line blocks.
Each run has fresh modules and its own seeded SQLite file.
"""

from __future__ import annotations

import ast
import asyncio
import atexit
import gc
import importlib
import importlib.util
import inspect
import os
import shutil
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any
from unittest import mock

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import Pool

from kit.asgi import drive
from kit.clients import traced_clients
from kit.drivers import traced_drivers
from kit.expectations import PRELUDE, Fixture, is_fixed
from kit.lives import Life, tracked_lives
from kit.places import Place, locate
from kit.servers import load_once, traced_servers


@dataclass(frozen=True)
class Observation:
    blocking: dict[Place, tuple[str, ...]]  # what was done there
    elsewhere: tuple[str, ...]  # done on the loop, but by no line of the fixture
    never_called: tuple[str, ...]  # coroutines and decorated functions of the fixture that nobody called
    misused: dict[Place, tuple[str, ...]]  # coroutines that were never awaited, and exceptions where there is none


def observe(fixture: Fixture) -> Observation:
    """Runs the fixture's requests and functions."""
    load_once(fixture.needs)
    folder = Path(tempfile.mkdtemp(prefix="oracle"))
    database = folder / "fixture.db"
    try:
        shutil.copyfile(_seeded_database(), database)
        files = frozenset(str(path) for path in (*fixture.files, *PRELUDE.rglob("*.py")))
        recorder = _Recorder(files, {(str(each.path), each.line) for each in fixture.markers if each.misuses})
        leaks = any(each.code == "ADB405" for each in fixture.markers)
        with warnings.catch_warnings(), _fresh_modules(fixture), _environment(database), recorder.listening(database):
            warnings.simplefilter("ignore")
            clients = traced_clients(recorder.observe, fixture.facts)
            lives = tracked_lives(recorder.opened) if leaks else nullcontext()
            with lives, clients, traced_servers(recorder.observe, fixture.needs, str(database)):
                _execute(fixture, recorder)
        return recorder.observation(fixture)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _execute(fixture: Fixture, recorder: _Recorder) -> None:
    module = _imported(fixture)
    for name in fixture.runs:
        function = getattr(module, name)
        if inspect.iscoroutinefunction(function):
            asyncio.run(_then_dispose(function(), recorder))
        else:
            function()
    if fixture.requests:
        asyncio.run(_then_dispose(drive(module.app, fixture.requests, recorder.refused), recorder))


async def _then_dispose(work: Any, recorder: _Recorder) -> None:
    try:
        await work
    finally:
        for engine in recorder.asynchronous_engines():
            await AsyncEngine(engine).dispose()


ORIGIN_DEPTH = 12

atexit.register(gc.unfreeze)  # libraries that look for leaks at the end find none


class _Recorder:
    """Listens to SQLAlchemy, the drivers and the calls of functions while a fixture runs."""

    def __init__(self, files: frozenset[str], marked: Collection[Place]) -> None:
        self._files = files
        self._marked = marked
        self._blocking: dict[Place, list[str]] = {}
        self._elsewhere: list[str] = []
        self._called: set[Place] = set()
        self._engines: set[Engine] = set()
        self._misused: dict[Place, list[str]] = {}
        self._unawaited: list[tuple[Place, str]] = []
        self._open: list[tuple[Place, Life]] = []
        self._returned: Place | None = None

    def attempted(self, failure: BaseException | None) -> None:
        """One piece of a fixture is over: what it never awaited explains how it ended."""
        passed = list(_passed(failure, self._files))
        place = next((each for each in passed if each in self._marked), passed[-1] if passed else None)
        words = type(failure).__name__
        if failure is not None:
            traceback.clear_frames(failure.__traceback__)
            failure.__traceback__ = None
            if isinstance(failure, AttributeError):
                failure.obj = None
        for opened, is_open in self._open:
            if is_open():
                self._misused.setdefault(opened, []).append("left open")
        self._open.clear()
        gc.collect()
        gc.freeze()  # what is left outlives this piece: the next one need not look at it again
        if not self._unawaited and place is not None:
            self._misused.setdefault(place, []).append(words)
        self._settle()

    def opened(self, life: Life) -> None:
        """A session or connection was made by the line of the fixture that runs."""
        place = locate(sys._getframe(1), self._files)
        if place is not None:
            self._open.append((place, life))

    def refused(self, failure: BaseException) -> None:
        """A request ended with an exception; those that are SQLAlchemy's say what a line of the fixture did wrong."""
        if type(failure).__module__.startswith("sqlalchemy."):
            self.attempted(failure)

    def refused_response(self) -> None:
        """FastAPI could not read what a path operation returned: the line that returned it is to blame."""
        if self._returned is not None:
            self._misused.setdefault(self._returned, []).append("ResponseValidationError")

    def _settle(self) -> None:
        for place, words in self._unawaited:
            self._misused.setdefault(place, []).append(words)
        self._unawaited.clear()

    def _never_awaited(self, coroutine: Any) -> None:
        """A coroutine that a plain function gives to its caller is the caller's to await: a marked line speaks for it."""
        places = [(path, line) for path, line, _ in coroutine.cr_origin or () if path in self._files]
        place = next((each for each in places if each in self._marked), places[0] if places else None)
        if place is not None:
            self._unawaited.append((place, f"{coroutine.__qualname__} was never awaited"))

    @contextmanager
    def _responses(self) -> Iterator[None]:
        exceptions = importlib.import_module("fastapi.exceptions")
        make = exceptions.ResponseValidationError.__init__

        def refuse(error: Exception, *args: Any, **kwargs: Any) -> None:
            make(error, *args, **kwargs)
            self.refused_response()

        with mock.patch.object(exceptions.ResponseValidationError, "__init__", refuse):
            yield

    @contextmanager
    def _coroutines(self) -> Iterator[None]:
        depth = sys.get_coroutine_origin_tracking_depth()
        sys.set_coroutine_origin_tracking_depth(ORIGIN_DEPTH)
        attempts = importlib.import_module("fixture_prelude.attempts")
        attempts.listeners.append(self.attempted)
        gc.collect()
        gc.freeze()  # for good: what is here already need not be looked at again, by this fixture or the next
        try:
            with mock.patch("warnings._warn_unawaited_coroutine", self._never_awaited), self._responses():
                yield
                gc.collect()
        finally:
            sys.set_coroutine_origin_tracking_depth(depth)
            self._settle()

    def observe(self, action: str) -> None:
        if not _on_event_loop():
            return
        place = locate(sys._getframe(1), self._files)
        if place is None and _makes_response(sys._getframe(1)):
            place = self._returned
        if place is None:
            self._elsewhere.append(action)
        elif action not in self._blocking.setdefault(place, []):
            self._blocking[place].append(action)

    @contextmanager
    def listening(self, database: Path) -> Iterator[None]:
        listeners = (
            (Engine, "before_cursor_execute", self._before_cursor_execute),
            (Engine, "engine_connect", self._engine_connect),
            (Engine, "commit", self._commit),
            (Engine, "rollback", self._rollback),
            (Pool, "checkout", self._checkout),
        )
        for target, name, listener in listeners:
            event.listen(target, name, listener)
        sys.setprofile(self._profile)
        threading.setprofile(self._profile)
        try:
            with traced_drivers(self.observe, str(database)), _own_worker_thread(), self._coroutines():
                yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
            for target, name, listener in listeners:
                event.remove(target, name, listener)
            for engine in self._engines:
                if not engine.dialect.is_async:
                    engine.dispose()

    def asynchronous_engines(self) -> list[Engine]:
        return [engine for engine in self._engines if engine.dialect.is_async]

    def observation(self, fixture: Fixture) -> Observation:
        expected = {place: name for path in fixture.files for place, name in _must_be_called(path)}
        return Observation(
            {place: tuple(actions) for place, actions in sorted(self._blocking.items())},
            tuple(self._elsewhere),
            tuple(name for place, name in expected.items() if place not in self._called),
            {place: tuple(words) for place, words in sorted(self._misused.items())},
        )

    def _before_cursor_execute(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not connection.dialect.is_async:
            self.observe("execute " + " ".join(statement.split())[:60])

    def _engine_connect(self, connection: Any, *_: Any) -> None:
        self._engines.add(connection.engine)

    def _commit(self, connection: Any) -> None:
        if not connection.dialect.is_async:
            self.observe("commit")

    def _rollback(self, connection: Any) -> None:
        """Closing rolls back as well, and closing does not count: only who asked for a rollback did."""
        if not connection.dialect.is_async and _asked_for_rollback(sys._getframe(1)):
            self.observe("rollback")

    def _checkout(self, connection: Any, record: Any, proxy: Any) -> None:
        if not proxy._pool._dialect.is_async:
            self.observe("connect")

    def _profile(self, frame: FrameType, what: str, argument: object) -> None:
        if what == "return" and frame.f_code.co_filename in self._files:
            self._returned = (frame.f_code.co_filename, frame.f_lineno)
        if what == "call" and frame.f_code.co_filename in self._files:
            sys.set_coroutine_origin_tracking_depth(ORIGIN_DEPTH)  # each thread has its own
            self._called.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))


def _passed(failure: BaseException | None, files: frozenset[str]) -> Iterator[Place]:
    """The lines of the fixture that an exception passed, the innermost last; those of a task group's first."""
    before = failure.__context__ if failure is not None else None
    for each in (*getattr(failure, "exceptions", ()), *([before] if before is not None else [])):
        yield from _passed(each, files)
    for frame, line in traceback.walk_tb(failure.__traceback__ if failure is not None else None):
        path = frame.f_code.co_filename
        if path in files and not path.endswith("attempts.py"):
            yield (path, line)


def _on_event_loop() -> bool:
    """Whether this thread runs an event loop: asyncio's, or trio's where a fixture uses it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        trio = sys.modules.get("trio")
        return trio is not None and bool(trio.lowlevel.in_trio_run())
    return True


def _makes_response(frame: FrameType | None) -> bool:
    """Whether FastAPI reads what a path operation returned: the line that returned it stands for that."""
    while frame is not None:
        if frame.f_code.co_name == "serialize_response" and frame.f_globals.get("__name__") == "fastapi.routing":
            return True
        frame = frame.f_back
    return False


def _asked_for_rollback(frame: FrameType | None) -> bool:
    while frame is not None and frame.f_globals.get("__name__", "").startswith("sqlalchemy."):
        if frame.f_code.co_name == "rollback":
            return True
        frame = frame.f_back
    return False


def _must_be_called(path: Path) -> Iterator[tuple[Place, str]]:
    """A coroutine, and a function that a decorator was given, must run, or its silence proves nothing."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or _is_abstract(node):
            continue
        if isinstance(node, ast.AsyncFunctionDef) or node.decorator_list:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield (str(path), first), node.name


def _is_abstract(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Nothing in the body but a docstring, `...`, `pass` or `raise NotImplementedError`."""
    return all(
        isinstance(statement, (ast.Pass, ast.Raise))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in function.body
    )


def _imported(fixture: Fixture) -> ModuleType:
    if fixture.folder is not None or not is_fixed(fixture.entry):
        return importlib.import_module(_module_name(fixture))
    spec = importlib.util.spec_from_file_location(fixture.entry.stem.replace(".", "_"), fixture.entry)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _module_name(fixture: Fixture) -> str:
    if fixture.folder is not None and (fixture.folder / "__init__.py").exists():
        return f"{fixture.folder.name}.app"
    return fixture.entry.stem


@contextmanager
def _fresh_modules(fixture: Fixture) -> Iterator[None]:
    """The fixture and the prelude are imported anew, and leave nothing in sys.modules."""
    package = fixture.folder is not None and (fixture.folder / "__init__.py").exists()
    search = [str(fixture.entry.parent.parent if package else fixture.entry.parent), str(PRELUDE)]
    known = set(sys.modules)
    with mock.patch.object(sys, "path", search + sys.path), mock.patch.object(sys, "dont_write_bytecode", True):
        importlib.invalidate_caches()
        try:
            yield
        finally:
            # A namespace package looks up its parent to say where it lies: all answer before any is taken away.
            imported = set(sys.modules) - known
            for name in [each for each in imported if _belongs_to_fixture(sys.modules[each], fixture)]:
                del sys.modules[name]


def _belongs_to_fixture(module: ModuleType, fixture: Fixture) -> bool:
    source = getattr(module, "__file__", None)
    if source is None:  # a namespace package
        return any(str(fixture.entry.parent) in str(entry) for entry in getattr(module, "__path__", ()))
    return Path(source).is_relative_to(fixture.entry.parent) or Path(source).is_relative_to(PRELUDE)


@contextmanager
def _own_worker_thread() -> Iterator[None]:
    """The thread that asgiref keeps for all its synchronous code: one that an earlier fixture left is not watched."""
    sync = sys.modules.get("asgiref.sync")
    if sync is None:
        yield
        return
    executor = ThreadPoolExecutor(max_workers=1)
    with executor, mock.patch.object(sync.SyncToAsync, "single_thread_executor", executor):
        yield


@contextmanager
def _environment(database: Path) -> Iterator[None]:
    with mock.patch.dict(os.environ, {"FIXTURE_DATABASE": str(database)}):
        yield


@lru_cache(maxsize=1)
def _seeded_database() -> Path:
    """The prelude's tables with two users and three posts; made once, copied for every run."""
    path = Path(tempfile.mkdtemp(prefix="oracle")) / "seeded.db"
    sys.path.insert(0, str(PRELUDE))
    try:
        with _environment(path):
            prelude = importlib.import_module("fixture_prelude")
    finally:
        sys.path.remove(str(PRELUDE))
        for name in [name for name in sys.modules if name.partition(".")[0] == "fixture_prelude"]:
            del sys.modules[name]
    prelude.Base.metadata.create_all(prelude.engine)
    with prelude.SessionLocal.begin() as session:
        ada = prelude.User(id=1, name="Ada", email="ada@example.org")
        bob = prelude.User(id=2, name="Bob", email=None)
        posts = [prelude.Post(id=1, title="First", author=ada), prelude.Post(id=2, title="Second", author=ada)]
        session.add_all([ada, bob, *posts, prelude.Post(id=3, title="Third", author=bob)])
    prelude.engine.dispose()
    return path
