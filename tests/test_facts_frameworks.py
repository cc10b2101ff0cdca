"""What the facts name exists in the installed libraries, with the same parameters and the same async-ness.

The threads that the facts promise are executed in `test_facts_threads.py` and `test_facts_fastapi.py`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

STUBS = Path(__file__).parents[1] / "src" / "asyncdb_lint" / "facts" / "stubs"
DATABASE_LIBRARIES = frozenset(
    [
        "sqlalchemy",
        "sqlmodel",
        "sqlite3",
        "psycopg",
        "psycopg2",
        "psycopg_pool",
        "asyncpg",
        "aiosqlite",
    ]
)
"""These have their own tests."""
REQUIRED = (
    frozenset({"fastapi", "starlette", "anyio", "asyncer", "pydantic", "pydantic_core", "httpx"})
    | sys.stdlib_module_names
)
"""Facts of other libraries are compared where the library happens to be installed."""
WITH_EXTRAS = frozenset(
    {"fastapi.templating", "starlette.templating", "starlette.middleware.sessions", "starlette.middleware.wsgi"}
)
FACTORIES = ("threading.Lock.", "threading.RLock.")
"""Functions of the standard library that the facts show as the class of what they make."""

NEWER_PYTHON = frozenset(
    [
        "asyncio.Runner",
        "asyncio.TaskGroup",
        "asyncio.Timeout",
        "asyncio.timeout",
        "asyncio.timeout_at",
        "asyncio.Barrier",
        "asyncio.BrokenBarrierError",
        "asyncio.QueueShutDown",
        "asyncio.Queue.shutdown",
        "asyncio.Task.cancelling",
        "asyncio.Task.uncancel",
        "builtins.BaseExceptionGroup",
        "builtins.ExceptionGroup",
        "builtins.BaseException.add_note",
        "contextlib.chdir",
        "datetime.UTC",
        "enum.EnumType",
        "enum.StrEnum",
        "enum.verify",
        "enum.property",
        "enum.member",
        "enum.nonmember",
        "itertools.batched",
        "inspect.get_annotations",
        "typing.LiteralString",
        "typing.Never",
        "typing.NotRequired",
        "typing.ReadOnly",
        "typing.Required",
        "typing.Self",
        "typing.TypeIs",
        "typing.TypeVarTuple",
        "typing.TypeAliasType",
        "typing.Unpack",
        "typing.assert_type",
        "typing.assert_never",
        "typing.reveal_type",
        "typing.get_overloads",
        "typing.override",
        "typing.dataclass_transform",
        "warnings.deprecated",
        "itertools.pairwise",
        "pathlib.Path.walk",
        "pathlib.PurePath.with_segments",
        "pathlib.Path.is_junction",
        "collections.abc.Buffer",
    ]
)
OLDER_PYTHON = frozenset(
    [
        "abc.abstractproperty",
        "collections.abc.ByteString",
        "typing.ByteString",
        "typing.Text",
        "threading.Thread.isDaemon",
        "threading.Thread.setDaemon",
        "asyncio.get_event_loop_policy",
        "asyncio.set_event_loop_policy",
        "asyncio.DefaultEventLoopPolicy",
        "asyncio.events.get_event_loop_policy",
        "asyncio.events.set_event_loop_policy",
    ]
)
OTHER_RELEASES = frozenset(
    [
        "duckdb.DuckDBPyConnection.pl",
        "duckdb.DuckDBPyConnection.arrow",
        "duckdb.DuckDBPyConnection.fetch_arrow_table",
        "duckdb.DuckDBPyRelation.fetchmany",
        "duckdb.DuckDBPyRelation.fetchone",
        "duckdb.pl",
        "duckdb.fetch_arrow_table",
        "starlette.applications.Starlette.add_event_handler",
        "starlette.applications.Starlette.add_websocket_route",
        "starlette.applications.Starlette.exception_handler",
        "starlette.applications.Starlette.route",
        "starlette.applications.Starlette.websocket_route",
        "starlette.applications.Starlette.middleware",
        "starlette.applications.Starlette.on_event",
        "starlette.routing.Router.startup",
        "starlette.routing.Router.shutdown",
        "starlette.routing.Router.add_event_handler",
        "starlette.routing.Router.route",
        "starlette.routing.Router.websocket_route",
        "starlette.routing.Router.on_event",
        "fastapi.responses.UJSONResponse",
        "fastapi.responses.ORJSONResponse",
        "pydantic.generics.GenericModel",
        "loguru.Logger",
    ]
)
PARAMETERS_OF_OTHER_RELEASES = frozenset(
    {
        "asyncio.run: loop_factory",
        "asyncio.Task.__init__: eager_start",
        "asyncio.AbstractEventLoop.create_task: context",
        "asyncio.create_task: context",
        "concurrent.futures.ProcessPoolExecutor.__init__: max_tasks_per_child",
        "dataclasses.dataclass: weakref_slot",
        "itertools.batched: strict",
        "starlette.applications.Starlette.__init__: on_startup",
        "starlette.applications.Starlette.__init__: on_shutdown",
        "starlette.routing.Router.__init__: on_startup",
        "starlette.routing.Router.__init__: on_shutdown",
    }
)
"""Names that only some supported releases have; users of those releases need the facts."""
WITHOUT_ASYNC = ("redis.asyncio.", "arq.", "builtins.anext", "aiocache.", "starlette.concurrency.")
"""Functions that give an awaitable without being declared `async`; awaiting them is right."""

LOOKED_UP_BY_NAME = (
    "aiohttp.web.View.",
    "sanic.views.HTTPMethodView.",
    "quart.views.MethodView.",
    "starlette.endpoints.HTTPEndpoint.",
)
"""Classes whose methods a framework looks for in subclasses, without having them itself."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Fact:
    """One name of a stub: a function, a class, or a name that is bound otherwise."""

    name: str
    module: str
    path: tuple[str, ...]
    node: ast.stmt


def stub_modules() -> list[tuple[str, Path]]:
    """The dotted names of all stubs but those of databases, with their files."""
    found: list[tuple[str, Path]] = []
    for path in sorted(STUBS.rglob("*.pyi")):
        parts = path.relative_to(STUBS).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts[0] not in DATABASE_LIBRARIES:
            found.append((".".join(parts), path))
    return found


def facts_of(module: str, path: Path) -> Iterator[Fact]:
    """Every public name of a stub and of its classes."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        yield from _facts(module, (), node)


def _facts(module: str, owner: tuple[str, ...], node: ast.stmt) -> Iterator[Fact]:
    names: list[str] = []
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        names = [node.name]
    elif isinstance(node, ast.ImportFrom):
        names = [
            alias.asname for alias in node.names if alias.asname and (alias.asname == alias.name or module == "typing")
        ]
    elif isinstance(node, ast.Assign):
        if not (isinstance(node.value, ast.Call) and ast.unparse(node.value.func) in ("TypeVar", "ParamSpec")):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not owner:
        names = [node.target.id]
    for name in names:
        if (not name.startswith("_") or (name.startswith("__") and owner)) and name != "__getattr__":
            yield Fact(".".join((module, *owner, name)), module, (*owner, name), node)
    if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
        for child in node.body:
            yield from _facts(module, (*owner, node.name), child)


def installed(module: str) -> ModuleType:
    """The library's module; a test is skipped when an optional library is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if module.partition(".")[0] in REQUIRED and module not in WITH_EXTRAS:
            return importlib.import_module(module)
        try:
            return importlib.import_module(module)
        except ImportError:
            pytest.skip(f"{module} is not installed")


def found(library: ModuleType, path: tuple[str, ...]) -> object:
    """The object at a dotted path, or an AttributeError."""
    value: object = library
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in path:
            value = getattr(value, name)
    return value


def may_be_missing(name: str) -> bool:
    """Whether a name belongs to other releases than those that are installed here."""
    listed = NEWER_PYTHON | OLDER_PYTHON | OTHER_RELEASES
    return any(name == each or name.startswith(each + ".") for each in listed)


def parameters(node: Definition) -> list[str]:
    """The parameters that callers may name, without the receiver."""
    arguments = node.args
    names = [each.arg for each in (*arguments.args, *arguments.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def handed_over(node: Definition) -> list[str]:
    """The parameters that `runs` and `entry` name."""
    names: list[str] = []
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name):
            if decorator.func.id == "runs":
                names.append(ast.literal_eval(decorator.args[0]))
            names.extend(
                ast.literal_eval(each.value) for each in decorator.keywords if each.arg in ("param", "args", "kwargs")
            )
    return names


MODULES = stub_modules()
IDS = [name for name, _ in MODULES]


@pytest.mark.parametrize(("module", "path"), MODULES, ids=IDS)
def test_every_name_exists(module: str, path: Path) -> None:
    library = installed(module)
    missing: list[str] = []
    for fact in facts_of(module, path):
        try:
            found(library, fact.path)
        except AttributeError:
            if fact.name.startswith(LOOKED_UP_BY_NAME):
                continue
            if not may_be_missing(fact.name) and not fact.name.startswith(FACTORIES) and not _is_submodule(fact):
                missing.append(fact.name)
    assert missing == []


def _is_submodule(fact: Fact) -> bool:
    return len(fact.path) == 1 and importlib.util.find_spec(fact.name) is not None


@pytest.mark.parametrize(("module", "path"), MODULES, ids=IDS)
def test_functions_are_async_where_the_library_is(module: str, path: Path) -> None:
    library = installed(module)
    wrong: list[str] = []
    for fact, real in _functions(library, module, path):
        is_async = inspect.iscoroutinefunction(inspect.unwrap(real)) or inspect.iscoroutinefunction(real)
        declared = isinstance(fact.node, ast.AsyncFunctionDef)
        if is_async != declared and not (declared and fact.name.startswith(WITHOUT_ASYNC)):
            wrong.append(f"{fact.name}: async in the {'library' if is_async else 'facts'}")
    assert wrong == []


@pytest.mark.parametrize(("module", "path"), MODULES, ids=IDS)
def test_parameters_are_the_library_s(module: str, path: Path) -> None:
    library = installed(module)
    wrong: list[str] = []
    for fact, real in _functions(library, module, path):
        assert isinstance(fact.node, (ast.FunctionDef, ast.AsyncFunctionDef))
        own = {each.arg for each in ast.walk(fact.node.args) if isinstance(each, ast.arg)}
        wrong.extend(
            f"{fact.name}: no parameter {name} to hand over" for name in handed_over(fact.node) if name not in own
        )
        try:
            signature = inspect.signature(real).parameters
        except (ValueError, TypeError):
            continue
        if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in signature.values()):
            continue
        named = () if module == "typing" and fact.path[-1] == "__init__" else parameters(fact.node)
        wrong.extend(f"{fact.name}: {name}" for name in named if name not in signature)
    wrong = [each for each in wrong if each not in PARAMETERS_OF_OTHER_RELEASES]
    assert wrong == []


def _functions(library: ModuleType, module: str, path: Path) -> Iterator[tuple[Fact, Callable[..., object]]]:
    for fact in facts_of(module, path):
        if isinstance(fact.node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not fact.name.startswith(FACTORIES):
            try:
                real = found(library, fact.path)
            except AttributeError:
                continue  # reported by test_every_name_exists
            if callable(real) and not isinstance(real, property):
                yield fact, real


@pytest.mark.parametrize(("module", "path"), MODULES, ids=IDS)
def test_stubs_say_what_they_know(module: str, path: Path) -> None:
    documentation = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if path.read_text(encoding="utf-8").strip():
        assert documentation
