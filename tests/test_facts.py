"""What the facts say of databases: every name exists in the installed library, coroutines are coroutines, and I/O is
where the executed table (`facts/sqlalchemy_api.json`) has seen it.

The table's `about` explains its keys. Where the facts settle something differently, `SETTLED` says why.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import json
import types
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

STUBS = Path(__file__).parents[1] / "src" / "asyncdb_lint" / "facts" / "stubs"
TABLE: Mapping[str, Any] = types.MappingProxyType(
    json.loads((Path(__file__).parent / "facts" / "sqlalchemy_api.json").read_text(encoding="utf-8"))
)
LIBRARIES = ("sqlalchemy", "sqlmodel", "sqlite3", "psycopg", "psycopg2", "psycopg_pool", "aiosqlite", "asyncpg")
KINDS = frozenset({"session", "query", "connection", "driver"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

CLASSES: Mapping[str, str] = types.MappingProxyType(
    {
        "Session": "sqlalchemy.orm.session.Session",
        "scoped_session": "sqlalchemy.orm.scoping.scoped_session",
        "Query": "sqlalchemy.orm.query.Query",
        "Engine": "sqlalchemy.engine.base.Engine",
        "Connection": "sqlalchemy.engine.base.Connection",
        "Transaction": "sqlalchemy.engine.base.Transaction",
        "sessionmaker": "sqlalchemy.orm.session.sessionmaker",
        "Result": "sqlalchemy.engine.result.Result",
        "ScalarResult": "sqlalchemy.engine.result.ScalarResult",
        "MappingResult": "sqlalchemy.engine.result.MappingResult",
        "MetaData": "sqlalchemy.sql.schema.MetaData",
        "Table": "sqlalchemy.sql.schema.Table",
        "Inspector": "sqlalchemy.engine.reflection.Inspector",
        "AsyncSession": "sqlalchemy.ext.asyncio.session.AsyncSession",
        "async_scoped_session": "sqlalchemy.ext.asyncio.scoping.async_scoped_session",
        "AsyncEngine": "sqlalchemy.ext.asyncio.engine.AsyncEngine",
        "AsyncConnection": "sqlalchemy.ext.asyncio.engine.AsyncConnection",
        "AsyncTransaction": "sqlalchemy.ext.asyncio.engine.AsyncTransaction",
        "AsyncSessionTransaction": "sqlalchemy.ext.asyncio.session.AsyncSessionTransaction",
        "AsyncResult": "sqlalchemy.ext.asyncio.result.AsyncResult",
        "AsyncScalarResult": "sqlalchemy.ext.asyncio.result.AsyncScalarResult",
        "AsyncMappingResult": "sqlalchemy.ext.asyncio.result.AsyncMappingResult",
        "async_sessionmaker": "sqlalchemy.ext.asyncio.session.async_sessionmaker",
        "AsyncAttrs": "sqlalchemy.ext.asyncio.session.AsyncAttrs",
    }
)
COMPLETE = (
    "Session",
    "AsyncSession",
    "Query",
    "Result",
    "ScalarResult",
    "MappingResult",
    "Connection",
    "AsyncConnection",
    "Engine",
    "AsyncEngine",
    "sessionmaker",
    "async_sessionmaker",
    "scoped_session",
    "async_scoped_session",
    "Inspector",
)

ONLY_GIVES_BACK = "only gives the connection back"
LOADS_CASCADES = "loads only what cascades from the object and is not loaded; the delete itself waits for the flush"
NEEDS_TWO_PHASES = "the table ran it on SQLite, which refuses; elsewhere it is a statement"
SETTLED: Mapping[tuple[str, str], tuple[bool, str]] = types.MappingProxyType(
    {
        ("Session", "close"): (False, ONLY_GIVES_BACK),
        ("Session", "close_all"): (False, ONLY_GIVES_BACK),
        ("Session", "reset"): (False, ONLY_GIVES_BACK),
        ("Session", "invalidate"): (False, ONLY_GIVES_BACK),
        ("Session", "__exit__"): (False, ONLY_GIVES_BACK),
        ("Session", "delete"): (False, LOADS_CASCADES),
        ("Session", "delete_all"): (False, LOADS_CASCADES),
        ("Session", "prepare"): (True, NEEDS_TWO_PHASES),
        ("scoped_session", "close"): (False, ONLY_GIVES_BACK),
        ("scoped_session", "close_all"): (False, ONLY_GIVES_BACK),
        ("scoped_session", "reset"): (False, ONLY_GIVES_BACK),
        ("scoped_session", "remove"): (False, ONLY_GIVES_BACK),
        ("scoped_session", "delete"): (False, LOADS_CASCADES),
        ("scoped_session", "delete_all"): (False, LOADS_CASCADES),
        ("Engine", "dispose"): (False, "only closes the connections that the pool holds"),
        ("Connection", "close"): (False, ONLY_GIVES_BACK),
        ("Connection", "invalidate"): (False, ONLY_GIVES_BACK),
        ("Connection", "__exit__"): (False, ONLY_GIVES_BACK),
        ("Connection", "recover_twophase"): (True, NEEDS_TWO_PHASES),
        ("Connection", "commit_prepared"): (True, NEEDS_TWO_PHASES),
        ("Connection", "rollback_prepared"): (True, NEEDS_TWO_PHASES),
        ("Transaction", "close"): (False, "only ends what was not committed"),
    }
)
NO_SUCH_METHOD: Mapping[tuple[str, str], str] = types.MappingProxyType(
    {
        ("Query", "__contains__"): "`in` iterates: the class has no such method",
        ("sessionmaker", "with sessionmaker() as s: (enter/exit, unused)"): "the label of a scenario",
    }
)
INTERNAL = frozenset({"memoized_attribute", "memoized_instancemethod", "dispatch", "declare_states"})
DESCRIPTORS = "a mapper puts an instrumented attribute in its place"
HANDED_ON = "handed on to the driver's connection"
NOT_INTROSPECTABLE: Mapping[str, str] = types.MappingProxyType(
    {
        "sqlalchemy.sql.schema.Column.__get__": DESCRIPTORS,
        "sqlalchemy.orm.properties.MappedColumn.__get__": DESCRIPTORS,
        "sqlalchemy.orm.properties.MappedSQLExpression.__get__": DESCRIPTORS,
        "sqlalchemy.orm.relationships.RelationshipProperty.__get__": DESCRIPTORS,
        "sqlalchemy.pool.base.PoolProxiedConnection.commit": HANDED_ON,
        "sqlalchemy.pool.base.PoolProxiedConnection.rollback": HANDED_ON,
        "sqlalchemy.orm.base.Mapped.__get__": DESCRIPTORS,
        "sqlalchemy.orm.base.DynamicMapped.__get__": DESCRIPTORS,
        "sqlalchemy.orm.base.WriteOnlyMapped.__get__": DESCRIPTORS,
    }
)
IMPLEMENTED_BY: Mapping[str, str] = types.MappingProxyType(
    {
        "sqlalchemy.pool.base.PoolProxiedConnection": "_ConnectionFairy",
        "sqlalchemy.engine.result.TupleResult": "Result",
        "sqlalchemy.ext.asyncio.result.AsyncTupleResult": "AsyncResult",
    }
)
"""Classes that only type checkers see, and those of the same module that run in their place."""
OTHER_RELEASES = frozenset(
    [
        "sqlite3.dbapi2.Blob",
        "sqlite3.dbapi2.Connection.blobopen",
        "sqlite3.dbapi2.Connection.serialize",
        "sqlite3.dbapi2.Connection.deserialize",
        "sqlite3.dbapi2.Connection.getlimit",
        "sqlite3.dbapi2.Connection.setlimit",
        "sqlite3.dbapi2.Connection.getconfig",
        "sqlite3.dbapi2.Connection.setconfig",
        "sqlite3.dbapi2.SQLITE_OK",
        "sqlite3.dbapi2.Connection.create_window_function",
        "sqlite3.dbapi2.Connection.load_extension",
        "sqlite3.dbapi2.Connection.enable_load_extension",
        "sqlalchemy.engine.reflection.Inspector.reflecttable",
        "sqlalchemy.orm.query.Query.execute",
        "sqlalchemy.pool.FallbackAsyncAdaptedQueuePool",
        "sqlalchemy.pool.impl.FallbackAsyncAdaptedQueuePool",
    ]
)
"""Names of other releases or builds of Python or of a library, where the table does not know them."""
NEW_IN_2_1 = frozenset(
    [
        "sqlalchemy.CreateTable",
        "sqlalchemy.DropTable",
        "sqlalchemy.TableValuedColumn",
        "sqlalchemy.dialects.mysql.limit",
        "sqlalchemy.dialects.postgresql.BitString",
        "sqlalchemy.dialects.postgresql.distinct_on",
        "sqlalchemy.dialects.sqlite.JSONB",
        "sqlalchemy.engine.reflection.Inspector.has_multi_table",
        "sqlalchemy.exc.EmulatedDBAPIException",
        "sqlalchemy.exc.NoDBAPILoaded",
        "sqlalchemy.exc.AmbiguousColumnError",
        "sqlalchemy.orm.query.Query.ext",
        "sqlalchemy.orm.session.SessionTransaction.connections",
        "sqlalchemy.orm.session.SessionTransaction.bound_connection",
        "sqlalchemy.sql.TableValuedColumn",
        "sqlalchemy.sql.TextClause",
        "sqlalchemy.sql.TableValuedAlias",
        "sqlalchemy.sql.expression.TableValuedColumn",
    ]
)
"""Names that SQLAlchemy 2.1 added, where the table does not know them."""


@dataclass(frozen=True)
class Stub:
    """One parsed stub module."""

    name: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.name


@functools.cache
def stubs() -> Mapping[str, Stub]:
    found = {}
    for library in LIBRARIES:
        for path in sorted((STUBS / library).rglob("*.pyi")):
            parts = path.relative_to(STUBS).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Stub(name, ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10)))
    return types.MappingProxyType(found)


STUB_MODULES = tuple(sorted(stubs().values(), key=str))


def imported(stub: Stub) -> types.ModuleType:
    """The installed module; a library that is not installed skips the test."""
    pytest.importorskip(stub.name.partition(".")[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(stub.name)
        except ImportError:
            if known_from_other_versions(stub.name):
                pytest.skip("another release's module")
            raise


def definitions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """The names that a stub defines; its type variables are its own."""
    for node in body:
        if isinstance(node, (ast.ClassDef, *FUNCTIONS)):
            yield node.name, node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node
        elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Call):
            yield from ((target.id, node) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname, node) for alias in node.names if alias.asname == alias.name)


def functions(node: ast.ClassDef | ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (each for each in node.body if isinstance(each, FUNCTIONS))


def decorator_names(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    expressions = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return {each.id for each in expressions if isinstance(each, ast.Name)}


def lookup(module: str, name: str) -> tuple[str, ast.stmt] | None:
    """The module and the statement that define a name, imports and star imports followed."""
    stub = stubs().get(module)
    if stub is None:
        return None
    for found, node in definitions(stub.tree.body):
        if found == name and not isinstance(node, ast.ImportFrom):
            return module, node
    for node in stub.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if alias.name == "*" or (alias.asname or alias.name) == name:
                    target = lookup(node.module, name if alias.name == "*" else alias.name)
                    if target is not None:
                        return target
    return None


def class_named(dotted: str) -> tuple[str, ast.ClassDef]:
    module, _, name = dotted.rpartition(".")
    found = lookup(module, name)
    assert found is not None and isinstance(found[1], ast.ClassDef), f"the facts have no class {dotted}"
    return found[0], found[1]


def class_of(module: str, annotation: ast.expr | None) -> tuple[str, ast.ClassDef] | None:
    """The class of the facts that an annotation names first."""
    while isinstance(annotation, (ast.Subscript, ast.BinOp)):
        annotation = annotation.value if isinstance(annotation, ast.Subscript) else annotation.left
    if isinstance(annotation, ast.Attribute) and isinstance(annotation.value, ast.Name):
        found = lookup(f"{module}.{annotation.value.id}", annotation.attr)
        found = found or lookup(f"sqlalchemy.sql.{annotation.value.id}", annotation.attr)
    else:
        found = lookup(module, annotation.id) if isinstance(annotation, ast.Name) else None
    return (found[0], found[1]) if found is not None and isinstance(found[1], ast.ClassDef) else None


def ancestry(module: str, node: ast.ClassDef) -> Iterator[tuple[str, ast.ClassDef]]:
    """A class of the facts and its bases; a proxy is followed by what it stands for."""
    yield module, node
    for base in node.bases:
        found = class_of(module, base)
        if found is not None:
            yield from ancestry(*found)
    if any(isinstance(each, ast.Call) and ast.unparse(each.func) == "proxy" for each in node.decorator_list):
        twin = "sqlalchemy.ext.asyncio.session.AsyncSession" if "async" in node.name else CLASSES["Session"]
        yield from ancestry(*class_named(twin))


def members(dotted: str, name: str) -> list[tuple[str, ast.stmt]]:
    """What the facts say of a member: all overloads, or a field, of the nearest class that has it."""
    for module, node in ancestry(*class_named(dotted)):
        found = [(module, each) for given, each in definitions(node.body) if given == name]
        if found:
            return found
    return []


def is_any(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id == "Any"


def effects(node: ast.stmt) -> list[ast.Call]:
    """The `@io(...)` decorators of a function."""
    if not isinstance(node, FUNCTIONS):
        return []
    return [each for each in node.decorator_list if isinstance(each, ast.Call) and ast.unparse(each.func) == "io"]


def does_io(found: list[tuple[str, ast.stmt]]) -> bool:
    answers = {bool(effects(node)) for _, node in found}
    assert len(answers) <= 1, "the overloads disagree"
    return answers == {True}


def given_class(found: list[tuple[str, ast.stmt]]) -> str:
    module, node = found[0]
    assert isinstance(node, FUNCTIONS)
    given = class_of(module, node.returns)
    assert given is not None, f"{node.name} gives nothing of the facts"
    return f"{given[0]}.{given[1].name}"


def known_from_other_versions(dotted: str) -> bool:
    """Whether a name is of another release: the table says it of members, `OTHER_RELEASES` of the rest."""
    if dotted in OTHER_RELEASES or dotted.rpartition(".")[0] in OTHER_RELEASES:
        return True
    if dotted in NEW_IN_2_1 and installed_version() < "2.1":
        return True
    if dotted.startswith("sqlalchemy") and installed_version() < "2":
        return True  # the facts are those of 2.0 and later: of 1.4 they must have what it has, not the reverse
    owner, _, name = dotted.rpartition(".")
    for key, target in CLASSES.items():
        if target == owner:
            rows = TABLE["sync"].get(key, {}).get(name) or TABLE["async"].get(key, {}).get(name) or []
            return any(installed_version() not in row["in"] for row in rows)
    return False


@functools.cache
def installed_version() -> str:
    return ".".join(importlib.import_module("sqlalchemy").__version__.split(".")[:2])


def public_methods(cls: type) -> Iterator[str]:
    for name in dir(cls):
        if not name.startswith("_") and name not in INTERNAL:
            member = inspect.getattr_static(cls, name)
            if isinstance(member, (types.FunctionType, classmethod, staticmethod, property)):
                yield name


@pytest.mark.parametrize("stub", STUB_MODULES, ids=str)
def test_every_name_exists(stub: Stub) -> None:
    module = imported(stub)
    missing = []
    for name, node in definitions(stub.tree.body):
        dotted = f"{stub.name}.{name}"
        if not hasattr(module, name):
            if not name.startswith("_") and not known_from_other_versions(dotted):
                missing.append(dotted)
        elif isinstance(node, ast.ClassDef) and isinstance(getattr(module, name), type):
            for function in functions(node):
                path = f"{dotted}.{function.name}"
                present = hasattr(getattr(module, IMPLEMENTED_BY.get(dotted, name)), function.name)
                if not present and path not in NOT_INTROSPECTABLE and not known_from_other_versions(path):
                    missing.append(path)
    assert not missing


@pytest.mark.parametrize("stub", STUB_MODULES, ids=str)
def test_coroutines_are_coroutines(stub: Stub) -> None:
    module = imported(stub)
    wrong = []
    for owner_name, owner in [
        ("", stub.tree),
        *((n, c) for n, c in definitions(stub.tree.body) if isinstance(c, ast.ClassDef)),
    ]:
        owner_object = getattr(module, owner_name, None) if owner_name else module
        assert isinstance(owner, (ast.ClassDef, ast.Module))
        for node in functions(owner):
            actual = getattr(owner_object, node.name, None)
            if callable(actual) and not isinstance(actual, type) and "property" not in decorator_names(node):
                is_coroutine = inspect.iscoroutinefunction(inspect.unwrap(actual))
                if is_coroutine != isinstance(node, ast.AsyncFunctionDef):
                    wrapped = is_coroutine and class_of(stub.name, node.returns)
                    if not (wrapped and members(f"{wrapped[0]}.{wrapped[1].name}", "__await__")):
                        wrong.append(f"{stub.name}.{owner_name}.{node.name}")
    assert not wrong


@pytest.mark.parametrize("stub", STUB_MODULES, ids=str)
def test_imports_lead_to_facts(stub: Stub) -> None:
    for node in ast.walk(stub.tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in LIBRARIES:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}" in stubs()
                assert alias.name == "*" or submodule or lookup(node.module, alias.name), f"{node.module}.{alias.name}"


@pytest.mark.parametrize("stub", STUB_MODULES, ids=str)
def test_effects_are_of_the_vocabulary(stub: Stub) -> None:
    for node in ast.walk(stub.tree):
        if not isinstance(node, FUNCTIONS):
            continue
        parameters = {each.arg for each in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]}
        assert len(effects(node)) <= 1, node.name
        takes_data = [each.arg for each in [*node.args.args, *node.args.kwonlyargs] if is_any(each.annotation)]
        assert not takes_data, f"{node.name}: `Any` is plain data; what takes anything is an `object`"
        assert not (effects(node) and isinstance(node, ast.AsyncFunctionDef)), f"{node.name}: awaiting it is right"
        for call in (each for each in node.decorator_list if isinstance(each, ast.Call)):
            name, first = ast.unparse(call.func), ast.literal_eval(call.args[0])
            keywords = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
            assert name in ("io", "runs", "decorator"), name
            if name == "io":
                assert first in KINDS and keywords.get("when", "self") in parameters | {"self"}, node.name
            elif name == "runs":
                assert first in parameters and keywords["on"] in ("worker", "greenlet", "loop", "here"), node.name


@pytest.mark.parametrize("name", COMPLETE)
def test_every_public_method_is_in_the_facts(name: str) -> None:
    module, _, simple = CLASSES[name].rpartition(".")
    cls = getattr(importlib.import_module(module), simple, None)
    if cls is None and known_from_other_versions(CLASSES[name]):
        pytest.skip("another release's class")
    assert [each for each in public_methods(cls) if not members(CLASSES[name], each)] == []


@pytest.mark.parametrize(
    ("name", "member"), [(name, member) for name, rows in TABLE["sync"].items() for member in rows], ids=str
)
def test_io_is_where_it_was_seen(name: str, member: str) -> None:
    rows = TABLE["sync"][name][member]
    io = rows[-1]["io"]
    found = members(CLASSES[name], member)
    if not found:
        assert io == "none" or (name, member) in NO_SUCH_METHOD or io.startswith("fetch"), f"not in the facts, but {io}"
    elif (name, member) in SETTLED:
        assert does_io(found) is SETTLED[name, member][0]
        assert does_io(found) is not (io in ("immediate", "conditional")), "the table agrees: nothing to settle"
    elif member == "__iter__" and io == "iterate":
        assert does_io(found)
    else:
        assert does_io(found) is (io in ("immediate", "conditional")), io
        if io in ("enter", "exit", "iterate"):
            protocol = {"enter": "__enter__", "exit": "__exit__", "iterate": "__iter__"}[io]
            assert does_io(members(given_class(found), protocol)), f"{protocol} of what {member} gives does I/O"


def test_everything_settled_is_in_the_table() -> None:
    for name, member in [*SETTLED, *NO_SUCH_METHOD]:
        assert member in TABLE["sync"][name]


@pytest.mark.parametrize(
    ("name", "member"), [(name, member) for name, rows in TABLE["async"].items() for member in rows], ids=str
)
def test_asynchronous_members_are_of_the_kind_that_was_seen(name: str, member: str) -> None:
    dotted = CLASSES.get(name, name)
    found = members(dotted, member)
    kind = TABLE["async"][name][member][-1].get("kind", "unprobed")
    if not found:
        last = TABLE["async"][name][member][-1]
        assert installed_version() not in last["in"] or kind == "unprobed", f"not in the facts, but {kind}"
        return
    node = found[0][1]
    assert not does_io(found)
    if kind == "coroutine":
        assert isinstance(node, ast.AsyncFunctionDef)
    elif kind in ("async_cm", "awaitable_async_cm"):
        given = given_class(found)
        assert not isinstance(node, ast.AsyncFunctionDef)
        assert members(given, "__aenter__") and bool(members(given, "__await__")) is (kind == "awaitable_async_cm")
    elif kind == "async_iterator":
        assert isinstance(node, ast.FunctionDef) and ast.unparse(node.returns or node).startswith("AsyncIterator")
    elif kind != "error":
        assert not isinstance(node, ast.AsyncFunctionDef)


def test_inspect_connects_for_an_engine_only() -> None:
    found = [node for node in functions(stubs()["sqlalchemy.inspection"].tree) if node.name == "inspect"]
    subjects = {ast.unparse(node.args.args[0].annotation or node): bool(effects(node)) for node in found}
    assert subjects == {"type[Any]": False, "Connection": False, "Engine": True, "object": False}
    assert not effects(found[0]), "what is not known fits the first signature"


def test_the_library_versions_are_those_of_the_table() -> None:
    """A release that the table has not seen needs a new run of the table before its facts can be trusted."""
    versions = {".".join(each["version"].split(".")[:2]) for each in TABLE["about"]["versions"]}
    assert installed_version() in versions, f"run the table again on {installed_version()}"
