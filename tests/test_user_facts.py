"""What settings say of the code: callables that block or move work away, handlers, sessions, attributes, and stub files."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncdb_lint.config import ConfigError, Settings
from asyncdb_lint.engine import check

SESSION = "sqlalchemy.orm.Session"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASYNCDB_LINT_NO_CACHE", "1")
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def found(project: Path, settings: str, **files: str) -> list[str]:
    """``file:line CODE message`` of what is found in these modules with these settings."""
    (project / "asyncdb-lint.toml").write_text(settings)
    for name, text in files.items():
        place = project.joinpath(*name.split("__")).with_suffix(".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    result = check([project], Settings())
    assert result.failures == ()
    return [
        f"{Path(each.path).relative_to(project).as_posix()}:{each.span.line} {each.code} {each.message}"
        for each in result.diagnostics
    ]


USES = """\
import legacy
from legacy.client import Client
from app.database import fetch, Gateway

async def handler(gateway: Gateway):
    legacy.run("select 1")
    Client().query("select 1")
    fetch("select 1")
    gateway.load(1)
    gateway.ping()

def plain():
    return fetch("select 1")

async def other():
    return plain()
"""
DATABASE = """\
import somewhere

def fetch(text):
    return somewhere.send(text)

class Base:
    def load(self, key):
        return somewhere.send(key)

class Gateway(Base):
    def ping(self):
        return 1
"""


class TestBlocking:
    def test_callables_of_libraries_and_of_the_project(self, project: Path) -> None:
        names = '"legacy.run", "legacy.client.Client.query", "app.database.fetch", "app.database.Gateway.load"'
        assert found(project, f"blocking = [{names}]", uses=USES, app__database=DATABASE) == [
            "uses.py:6 ADB105 legacy.run() blocks the event loop",
            "uses.py:7 ADB105 Client.query() blocks the event loop",
            "uses.py:8 ADB105 fetch() blocks the event loop",
            "uses.py:9 ADB105 Gateway.load() blocks the event loop",
            "uses.py:16 ADB103 plain() blocks the event loop: it reaches fetch()",
        ]

    def test_nothing_without_settings(self, project: Path) -> None:
        assert found(project, "", uses=USES, app__database=DATABASE) == []

    def test_a_function_of_a_library_with_facts(self, project: Path) -> None:
        text = "import time\nasync def f():\n    time.sleep(1)\n    time.time()\n"
        assert found(project, 'blocking = ["time.sleep"]', uses=text) == [
            "uses.py:3 ADB105 time.sleep() blocks the event loop"
        ]

    def test_in_a_worker_thread_nothing_is_reported(self, project: Path) -> None:
        text = (
            "import asyncio\nimport legacy\nasync def f():\n    await asyncio.to_thread(legacy.run)\n"
            "    await asyncio.to_thread(lambda: legacy.run())\n"
        )
        assert found(project, 'blocking = ["legacy.run"]', uses=text) == []

    def test_constructing_a_class(self, project: Path) -> None:
        text = "class Connection:\n    def __init__(self, url):\n        pass\n\nasync def f():\n    Connection('x')\n"
        settings = 'blocking = ["app.Connection.__init__"]'
        assert found(project, settings, app=text) == ["app.py:6 ADB105 Connection() blocks the event loop"]

    @pytest.mark.parametrize("name", ["app.database.gone", "app.database.Gateway.gone", "time.gone"])
    def test_a_name_that_is_not_there(self, project: Path, name: str) -> None:
        with pytest.raises(ConfigError) as caught:
            found(project, f'\nblocking = [\n  "{name}",\n]', app__database=DATABASE, uses="import time\n")
        place = f"{project / 'asyncdb-lint.toml'}:3"
        assert str(caught.value) == f"{place}: blocking: there is no function '{name}' in the code that is read"


class TestOffloading:
    TEXT = """\
from sqlalchemy.orm import Session

POOL = None

async def in_thread(function, *arguments):
    if POOL is None:
        return function(*arguments)
    return await POOL.run(function, *arguments)

def apart(function):
    return function

def save(session: Session):
    session.commit()

@apart
def decorated(session: Session):
    session.commit()

async def handler(session: Session):
    await in_thread(save, session)
    decorated(session)
    save(session)
"""

    def test_what_it_is_given_runs_elsewhere(self, project: Path) -> None:
        direct = "app.py:23 ADB103 save() blocks the event loop: it reaches Session.commit()"
        assert found(project, 'offloading = ["app.in_thread", "app.apart"]', app=self.TEXT) == [direct]
        lines = found(project, "", app=self.TEXT)
        assert [line.split()[0] for line in lines] == ["app.py:7", "app.py:22", "app.py:23"]


class TestEntryDecorators:
    TEXT = """\
from sqlalchemy.orm import Session
from app.bus import Bus, subscribe
from queues import Queue

bus = Bus()
queue = Queue()

@subscribe
def first(session: Session):
    session.commit()

@bus.on("created")
def second(session: Session):
    session.commit()

@queue.task(name="x")
def third(session: Session):
    session.commit()

@queue.task
def fourth(session: Session):
    session.commit()

def fifth(session: Session):
    session.commit()
"""
    BUS = """\
def subscribe(function):
    return function

class Bus:
    def on(self, topic):
        def register(function):
            return function
        return register
"""

    def test_plain_functions_run_on_the_event_loop(self, project: Path) -> None:
        names = '"app.bus.subscribe", "app.bus.Bus.on", "queues.Queue.task"'
        lines = found(project, f"entry-decorators = [{names}]", app__bus=self.BUS, uses=self.TEXT)
        assert [line.split()[0] for line in lines] == [f"uses.py:{line}" for line in (10, 14, 18, 22)]
        assert found(project, "", app__bus=self.BUS, uses=self.TEXT) == []


class TestSessionTypes:
    TEXT = """\
from app.database import Database
from wrapped import AsyncDatabase

async def handler(database: Database, other: AsyncDatabase):
    database.commit()
    database.own()
    other.commit()
"""
    DATABASE = "class Database:\n    def own(self):\n        return 1\n    def __getattr__(self, name):\n        return getattr(self.inner, name)\n"

    def test_classes_are_like_those_of_a_library(self, project: Path) -> None:
        settings = (
            f'[session-types]\n"app.database.Database" = "{SESSION}"\n'
            '"wrapped.AsyncDatabase" = "sqlalchemy.ext.asyncio.AsyncSession"\n'
        )
        assert found(project, settings, app__database=self.DATABASE, uses=self.TEXT) == [
            "uses.py:5 ADB101 Database.commit() blocks the event loop",
            "uses.py:7 ADB201 AsyncDatabase.commit() is not awaited",
        ]

    def test_a_class_that_is_not_there(self, project: Path) -> None:
        with pytest.raises(ConfigError, match=r"session-types: there is no class 'sqlalchemy\.orm\.Sesion'"):
            found(project, '[session-types]\n"app.Database" = "sqlalchemy.orm.Sesion"\n', app="class Database: ...\n")


class TestAttributes:
    TEXT = """\
from fastapi import Request
from app.context import Context

async def handler(request: Request, context: Context):
    request.state.db.commit()
    request.state.other.commit()
    context.session.commit()
    request.app.state.pool.commit()
"""

    def test_what_they_hold(self, project: Path) -> None:
        settings = (
            f'[attributes]\n"request.state.db" = "{SESSION}"\n"app.context.Context.session" = "{SESSION}"\n'
            f'"app.state.pool" = "{SESSION}"\n'
        )
        lines = found(project, settings, app__context="class Context:\n    pass\n", uses=self.TEXT)
        assert [line.split()[:2] for line in lines] == [[f"uses.py:{line}", "ADB101"] for line in (5, 7, 8)]


class TestStubs:
    STUB = (
        "class Client:\n    def __init__(self, url: str) -> None: ...\n"
        '    @io("driver")\n    def send(self, text: str) -> str: ...\n    def close(self) -> None: ...\n'
    )
    TEXT = (
        "from mydb import Client\nasync def f():\n    client = Client('x')\n    client.send('y')\n    client.close()\n"
    )

    def test_a_file(self, project: Path) -> None:
        (project / "mydb.pyi").write_text(self.STUB)
        lines = found(project, 'facts = ["mydb.pyi", "redis"]', uses=self.TEXT)
        assert lines == ["uses.py:4 ADB105 Client.send() blocks the event loop"]

    def test_a_folder_of_packages(self, project: Path) -> None:
        package = project / "stubs" / "mydb"
        package.mkdir(parents=True)
        (package / "__init__.pyi").write_text("from mydb.client import Client as Client\n")
        (package / "client.pyi").write_text(self.STUB)
        assert len(found(project, 'facts = ["stubs/"]', uses=self.TEXT)) == 1

    def test_a_stub_that_cannot_be_read(self, project: Path) -> None:
        (project / "mydb.pyi").write_text("class Client:\n    def\n")
        with pytest.raises(ConfigError) as caught:
            found(project, 'facts = ["mydb.pyi"]', uses=self.TEXT)
        assert str(caught.value).startswith(f"{project / 'mydb.pyi'}:2: ")

    def test_a_changed_stub_changes_results_that_were_kept(
        self, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("ASYNCDB_LINT_NO_CACHE")
        stubs = project / "stubs"
        stubs.mkdir()
        (stubs / "mydb.pyi").write_text(self.STUB)
        assert len(found(project, 'facts = ["stubs/"]', uses=self.TEXT)) == 1
        (stubs / "mydb.pyi").write_text(self.STUB.replace('    @io("driver")\n', ""))
        assert found(project, 'facts = ["stubs/"]', uses=self.TEXT) == []


def test_facts_of_all_settings_files_of_a_project_count(project: Path) -> None:
    (project / "pyproject.toml").touch()
    (project / "service").mkdir()
    (project / "service" / "asyncdb-lint.toml").write_text('blocking = ["legacy.run"]\n')
    text = "import legacy\nasync def f():\n    legacy.run()\n"
    assert len(found(project, "", uses=text, service__app=text)) == 2


def test_imports_start_at_source_folders(project: Path) -> None:
    (project / "pyproject.toml").touch()
    helper = "from sqlalchemy.orm import Session\ndef save(session: Session):\n    session.commit()\n"
    text = "from shared.crud import save\nasync def f(session):\n    save(session)\n"
    for folder in ("my-libs", "my-libs/shared", "app"):
        (project / folder).mkdir()
    (project / "my-libs" / "shared" / "__init__.py").touch()
    (project / "my-libs" / "__init__.py").touch()
    (project / "my-libs" / "shared" / "crud.py").write_text(helper)
    assert len(found(project, 'src = ["my-libs"]', app__main=text)) == 1


@pytest.mark.parametrize(("target", "codes"), [("2.0", ["ADB401"]), ("2.1", []), ("1.4", ["ADB401"])])
def test_the_version_of_sqlalchemy(project: Path, target: str, codes: list[str]) -> None:
    text = "from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine('oracle://x/y')\n"
    lines = found(project, f'target-sqlalchemy = "{target}"', app=text)
    assert [line.split()[1] for line in lines] == codes
