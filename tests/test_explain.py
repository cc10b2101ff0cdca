"""What is told of a finding beside its place: routes, the way that leads there, the kind of code, and answers of `why`."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.engine import check, why

HEAD = """\
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
app = FastAPI()


def get_session():
    with SessionLocal() as session:
        yield session


"""
QUERY = """\
async def query(session: Session = Depends(get_session)):
    return session.execute(text("SELECT 1"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project below a folder that is called like tests, which means nothing."""
    root = tmp_path / "tests" / "project"
    root.mkdir(parents=True)
    (root / "pyproject.toml").write_text("")
    return root


def found(root: Path, name: str, text: str) -> list[Diagnostic]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return list(check([root], Config(include_tests=True, include_migrations=True)).diagnostics)


def test_a_dependency_has_the_routes_that_need_it(project: Path) -> None:
    routes = """

@app.get("/plain")
def plain(result=Depends(query)): ...


@app.get("/a")
async def a(result=Depends(query)): ...


@app.post("/b")
async def b(result=Depends(query)): ...
"""
    (finding,) = found(project, "app.py", HEAD + QUERY + routes)
    assert finding.route is not None and finding.route.path in ("/plain", "/a", "/b")
    assert (finding.routes, finding.context) == (3, "request")
    assert [step.message.partition(" -> ")[2] for step in finding.trace] == ["query()", "Session.execute()"]


@pytest.mark.parametrize(
    ("name", "tail", "context"),
    [
        ("app.py", "", "request"),
        ("tests/test_app.py", "", "test"),
        ("alembic/versions/one.py", "", "migration"),
        ("db/changes/one.py", "\n\ndown_revision = 'zero'\n", "migration"),
        ("api/versions/one.py", "", "request"),
    ],
)
def test_contexts(project: Path, name: str, tail: str, context: str) -> None:
    (finding,) = found(project, name, HEAD + QUERY + tail)
    assert finding.context == context


def test_special_methods_are_told_in_words(project: Path) -> None:
    text = """\
async def use():
    with SessionLocal.begin() as session:
        for user in session.query(User):
            session.query(User)[0]
    with engine.begin() as connection:
        pass
    with Session(engine) as other, other.begin():
        pass


def helper():
    with SessionLocal.begin():
        pass


async def indirectly():
    helper()
"""
    messages = {each.message.partition(" blocks")[0] for each in found(project, "app.py", HEAD + text)}
    assert messages >= {
        "Leaving sessionmaker.begin()",
        "Iterating Query",
        "Indexing Query",
        "Leaving Session.begin()",
        "helper()",
    }
    assert messages & {"Entering Engine.begin()", "Leaving Engine.begin()"}
    assert "helper() blocks the event loop by leaving sessionmaker.begin()" in {
        each.message for each in found(project, "app.py", HEAD + text)
    }


def test_why(project: Path) -> None:
    text = (
        HEAD
        + QUERY
        + "\n\n@app.get('/plain')\ndef plain(session: Session = Depends(get_session)):\n    session.commit()\n"
    )
    found(project, "app.py", text)
    lines = text.splitlines()

    def answer(line: str) -> str:
        return "\n".join(why(project / "app.py", lines.index(line) + 1, Config()))

    query = answer('    return session.execute(text("SELECT 1"))')
    assert "query runs on the event loop" in query and "synchronous database I/O" in query and "ADB101" in query
    plain = answer("    session.commit()")
    assert "worker thread, reached by GET /plain" in plain
    assert ".commit() of Session (from sessionmaker()" in plain and "nothing is reported" in plain
    assert "module code" in answer("app = FastAPI()")


def test_why_tells_dead_code_from_plain_calls_and_what_is_not_known(project: Path) -> None:
    text = (
        HEAD
        + QUERY
        + """

def load():
    return SessionLocal().execute(text("SELECT 1"))


def add(number):
    return number + 1


def nobody_calls_this():
    def inner():
        return load()


async def handler(unknown, name):
    total = add(1)
    loaded = load()
    unknown.execute(name)
    given = unknown(name)
    nothing = total + 1
    return loaded, given
    add(2)
"""
    )
    found(project, "app.py", text)
    lines = text.splitlines()

    def answer(line: str) -> str:
        return "\n".join(why(project / "app.py", lines.index(line) + 1, Config()))

    plain = answer("    total = add(1)")
    assert "call of function add, which reaches no database call" in plain and plain.endswith(
        "nothing on this line reaches the database on the event loop"
    )
    loaded = answer("    loaded = load()")
    assert "call of function load, which reaches the database" in loaded and "ADB103" in loaded
    for line in ("    unknown.execute(name)", "    given = unknown(name)"):
        undecided = answer(line)
        assert "a value that is not known (parameter unknown has no annotation)" in undecided
        assert undecided.endswith("nothing is reported here: what is not known is not reported")
    assert answer("    nothing = total + 1").endswith("there is no call on this line")
    assert answer("    add(2)").endswith("no path of the function leads to this line")
    assert answer("        return load()").endswith("nothing is seen to run this function")
    assert answer("app = FastAPI()").endswith("module code runs at import")


def test_messages_name_wrapped_functions_and_what_is_iterated(project: Path) -> None:
    text = (
        HEAD
        + """
import functools


def timed(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@timed
def load(key):
    return SessionLocal().get(object, key)


class Service:
    @timed
    def load(self):
        return load(1)


def consume(keys):
    return list(keys)


async def handler():
    load(1)
    Service().load()
    consume(load(key) for key in range(3))
    keys = (SessionLocal().get(object, key) for key in range(3))
    for key in keys:
        print(key)
    return sorted(map(load, [1, 2]))
"""
    )
    messages = [each.message for each in found(project, "app.py", text)]
    assert messages == [
        "load() blocks the event loop: it reaches Session.get()",
        "Service.load() blocks the event loop: it reaches Session.get()",
        "consume() blocks the event loop: it reaches Session.get()",
        "Iterating a generator expression blocks the event loop: it reaches Session.get()",
        "load() blocks the event loop: it reaches Session.get()",
    ]


def test_why_of_what_cannot_be_read(project: Path) -> None:
    found(project, "broken.py", "def broken(:\n")
    assert why(project / "broken.py", 1, Config())[0].endswith("this file cannot be read: invalid syntax")
    assert why(project / "broken.py", 9, Config())


def test_calls_chained_on_one_handle_are_one_finding(project: Path) -> None:
    text = """\
import sqlite3


async def read() -> list[object]:
    first = sqlite3.connect("app.db").execute("SELECT 1").fetchone()
    handle = sqlite3.connect("app.db")
    return [first, handle.execute("SELECT 1").fetchall(), handle.execute("SELECT 2").fetchone()]
"""
    places = [(each.span.line, each.span.column) for each in found(project, "a.py", text)]
    assert places == [(5, 12), (6, 13), (7, 19), (7, 58)]


@pytest.mark.parametrize(
    "required, count",
    [
        ("@router.get('/a', dependencies=[Depends(query)])\ndef a(): ...", 1),
        ("needed = APIRouter(prefix='/n', dependencies=[Depends(query)])\n@needed.get('/a')\ndef a(): ...", 1),
        ("@router.get('/a')\ndef a(): ...\napp.include_router(router, prefix='/i', dependencies=[Depends(query)])", 1),
        ("REQUIRED = [Depends(query)]\napi = FastAPI(dependencies=REQUIRED)\n@api.get('/a')\ndef a(): ...", 1),
        (
            "Query = Depends(query)\n@router.get('/a', dependencies=[Query])\ndef a(): ...\n@app.get('/')\ndef b(): ...",
            1,
        ),
        ("other = APIRouter(dependencies=[Depends(query)])\n@router.get('/a')\ndef a(): ...", 0),
    ],
)
def test_dependencies_that_nobody_reads_have_routes(project: Path, required: str, count: int) -> None:
    routers = "from fastapi import APIRouter\nrouter = APIRouter()\n"
    (finding,) = found(project, "app.py", HEAD + QUERY + routers + required)
    assert finding.routes == count
    assert count == 0 or (finding.route is not None and finding.route.path.endswith("/a"))


@pytest.mark.parametrize(
    "registered, route",
    [
        ("def own(method, path): return method(path)\n@own(router.get, '/a')", "GET /r/a"),
        (
            "def own(path):\n    def decorate(function):\n        router.add_api_route(path, function, methods=['PUT'])\n"
            "        return function\n    return decorate\n@own('/b')\nasync def other(): ...\n@own('/a')",
            "PUT {...}/a",
        ),
        ("def own(path):\n    return lambda function: function\n@own('/a')", ""),
    ],
)
def test_routes_through_a_decorator_of_the_project(project: Path, registered: str, route: str) -> None:
    routers = "from fastapi import APIRouter\nrouter = APIRouter(prefix='/r')\n"
    (finding,) = found(project, "app.py", HEAD + routers + registered + "\n" + QUERY)
    assert (f"{finding.route.method} {finding.route.path}" if finding.route else "") == route


def test_why_says_what_became_of_a_relationship(project: Path) -> None:
    text = """\
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

factory = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list["Post"]] = relationship()


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


async def read() -> object:
    async with factory() as session:
        user = await session.get(User, 1)
        return user.posts
"""
    found(project, "app.py", text)
    line = text.splitlines().index("        return user.posts") + 1
    answer = "\n".join(why(project / "app.py", line, Config()))
    assert "column 16: User.posts is read: not loaded" in answer and "ADB301" in answer
