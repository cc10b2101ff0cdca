"""Fixing files through the command line: what is written, what is only shown, and what it says."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from asyncdb_lint.cli.main import main

CODE = """\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def names(db: AsyncSession):
    # first of all
    rows = db.execute(select(1))  # a remark
    return rows.all()


async def save(db: AsyncSession):
    db.commit()


def later(db: AsyncSession):
    db.flush()
"""
MODELS = (
    "from sqlalchemy import ForeignKey\n"
    "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship\n\n\n"
    "class Base(DeclarativeBase):\n    pass\n\n\n"
    "class User(Base):\n    __tablename__ = 'users'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    "    posts: Mapped[list['Post']] = relationship()\n\n\n"
    "class Post(Base):\n    __tablename__ = 'posts'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    "    user_id: Mapped[int] = mapped_column(ForeignKey('users.id'))\n"
)
SAFE = CODE.replace("db.execute(select(1))", "await db.execute(select(1))")
ALL = SAFE.replace("    db.commit()", "    await db.commit()")
CACHE = ".asyncdb_lint_cache"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    (folder / "app.py").write_bytes(CODE.encode())
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_without_options_nothing_is_written(project: Path) -> None:
    result = run()
    assert result.exit_code == 1
    assert (project / "app.py").read_text() == CODE
    assert "ADB201 [*] AsyncSession.execute()" in result.stdout
    assert "fix   Await AsyncSession.execute() (--fix)".replace("   ", "      ") in result.stdout
    assert "fix      Await AsyncSession.commit() (--fix --unsafe-fixes)" in result.stdout
    assert "fix      none: a plain function cannot await" in result.stdout
    assert result.stdout.endswith(
        "Found 3 findings in 1 file.\n[*] 1 fixable with --fix (1 more with --unsafe-fixes).\n"
    )


def test_fix_makes_the_safe_fixes(project: Path) -> None:
    result = run("--fix")
    assert (project / "app.py").read_text() == SAFE
    assert result.exit_code == 1
    assert "Fixed 1 finding in 1 file." in result.output
    assert "Found 2 findings in 1 file.\nNo safe fixes (1 available with --unsafe-fixes).\n" in result.stdout


def test_unsafe_fixes(project: Path) -> None:
    result = run("--fix", "--unsafe-fixes", "--show-fixes")
    assert (project / "app.py").read_text() == ALL
    assert "app.py:\n    ADB201 Await AsyncSession.execute() (safe)\n" in result.output
    assert "    ADB201 Await AsyncSession.commit() (unsafe)\n" in result.output
    assert "Found 1 finding in 1 file.\n" in result.stdout
    again = run("--fix", "--unsafe-fixes")
    assert (project / "app.py").read_text() == ALL
    assert "Fixed" not in again.output


def test_diff_writes_nothing(project: Path) -> None:
    result = run("--diff")
    assert result.exit_code == 1
    assert (project / "app.py").read_text() == CODE
    changed = [line for line in result.stdout.splitlines() if line[:1] in "+-"]
    assert changed == [
        "--- app.py",
        "+++ app.py",
        "-    rows = db.execute(select(1))  # a remark",
        "+    rows = await db.execute(select(1))  # a remark",
    ]
    assert "Would fix 1 finding in 1 file." in result.stderr
    (project / "app.py").write_text(ALL)
    result = run("--diff", "--unsafe-fixes")
    assert (result.exit_code, result.stdout) == (0, "")


def test_fix_only_and_exit_status(project: Path) -> None:
    result = run("--fix-only")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (project / "app.py").read_text() == SAFE
    assert run("--fix-only", "--unsafe-fixes", "--exit-non-zero-on-fix").exit_code == 1
    assert run("--fix-only", "--unsafe-fixes", "--exit-non-zero-on-fix").exit_code == 0


def test_suppressed_lines_are_not_fixed(project: Path) -> None:
    code = CODE.replace("  # a remark", "  # noqa: ADB201")
    (project / "app.py").write_text(code)
    run("--fix")
    assert (project / "app.py").read_text() == code


def test_only_what_is_selected_is_fixed(project: Path) -> None:
    run("--fix", "--unsafe-fixes", "--ignore", "ADB201")
    assert (project / "app.py").read_text() == CODE


def test_json_has_the_edits_and_the_reasons(project: Path) -> None:
    execute, commit, flush = json.loads(run("--output-format", "json").stdout)
    assert execute["fix"] == {
        "applicability": "safe",
        "message": "Await AsyncSession.execute()",
        "changes_signature": False,
        "edits": [
            {
                "content": "await ",
                "filename": str(project / "app.py"),
                "location": {"row": 7, "column": 12},
                "end_location": {"row": 7, "column": 12},
            }
        ],
    }
    assert commit["fix"]["applicability"] == "unsafe"
    assert flush["fix"] is None
    assert flush["remedies"][0]["reason"].startswith("a plain function cannot await")


@pytest.mark.parametrize(
    ("encoding", "newline", "opening"),
    [("utf-8", "\r\n", ""), ("utf-8-sig", "\n", ""), ("latin-1", "\r\n", "# coding: latin-1\n"), ("utf-8", "\r", "")],
)
def test_encoding_and_newlines_stay(project: Path, encoding: str, newline: str, opening: str) -> None:
    path = project / "app.py"
    path.write_bytes((opening + CODE + "# déjà vu").replace("\n", newline).encode(encoding))
    run("--fix", "--unsafe-fixes")
    assert path.read_bytes() == (opening + ALL + "# déjà vu").replace("\n", newline).encode(encoding)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes, and links need privileges")
def test_modes_and_links_stay(project: Path) -> None:
    path = project / "app.py"
    kept = project / "kept.txt"
    path.rename(kept)
    path.symlink_to(kept)
    os.chmod(kept, 0o750)
    run("--fix")
    assert path.is_symlink()
    assert kept.read_text() == SAFE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o750
    assert sorted(each.name for each in project.iterdir() if each.name != CACHE) == [
        "app.py",
        "kept.txt",
        "pyproject.toml",
    ]


def test_what_cannot_be_written_is_an_error(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    result = run("--fix")
    assert result.exit_code == 2
    assert "app.py: cannot be written: No space left on device" in result.output
    assert (project / "app.py").read_text() == CODE
    assert sorted(each.name for each in project.iterdir() if each.name != CACHE) == ["app.py", "pyproject.toml"]


def test_a_fix_that_brings_another_finding_is_taken_back(project: Path) -> None:
    (project / "models.py").write_text(MODELS)
    code = (
        "from sqlalchemy.ext.asyncio import AsyncSession\n\nfrom models import User\n\n\n"
        "async def posts(db: AsyncSession):\n    user = db.get(User, 1)\n    return user.posts\n"
    )
    (project / "app.py").write_text(code)
    result = run("--fix", "--ignore", "ADB3")
    assert (project / "app.py").read_text() == code
    assert (
        "fix      none: Await AsyncSession.get(): it would bring ADB301 in line 8 (User.posts is not loaded)"
        in result.stdout
    )


def test_what_the_baseline_knows_is_not_fixed(project: Path) -> None:
    assert CliRunner().invoke(main, ["baseline", "--baseline", "known.json"]).exit_code == 0
    code = CODE.replace("async def save", "async def more(db: AsyncSession):\n    db.commit()\n\n\nasync def save")
    (project / "app.py").write_text(code)
    result = run("--fix", "--unsafe-fixes", "--baseline", "known.json")
    fixed = code.replace("more(db: AsyncSession):\n    db", "more(db: AsyncSession):\n    await db")
    assert (project / "app.py").read_text() == fixed
    assert "Fixed 1 finding in 1 file." in result.output


def test_comments_and_fixes_exclude_each_other(project: Path) -> None:
    result = run("--fix", "--add-noqa")
    assert result.exit_code == 2
    assert "choose one" in result.output
    assert (project / "app.py").read_text() == CODE


def test_the_standard_input_is_fixed_to_the_standard_output(project: Path) -> None:
    other = CODE.replace("rows", "lines")
    result = CliRunner().invoke(main, ["check", "--fix", "--stdin-filename", "app.py", "-"], input=other)
    assert result.stdout == SAFE.replace("rows", "lines")
    assert (project / "app.py").read_text() == CODE
    result = CliRunner().invoke(main, ["check", "--diff", "--stdin-filename", "app.py", "-"], input=other)
    assert "+    lines = await db.execute(select(1))  # a remark\n" in result.stdout


def test_only_given_files_are_changed(project: Path) -> None:
    (project / "crud.py").write_text(
        "from sqlalchemy.ext.asyncio import AsyncSession\n\nfrom models import User\n\n\n"
        "async def find(db: AsyncSession):\n    return await db.get_one(User, 1)\n"
    )
    (project / "models.py").write_text(MODELS)
    code = (
        "from sqlalchemy.ext.asyncio import AsyncSession\n\nfrom crud import find\n\n\n"
        "async def posts(db: AsyncSession):\n    user = await find(db)\n    return user.posts\n"
    )
    (project / "app.py").write_text(code)
    before = (project / "crud.py").read_text()
    result = run("app.py", "--fix", "--unsafe-fixes")
    assert (project / "crud.py").read_text() == before
    assert "crud.py, which is not being checked" in result.stdout
    result = run("--fix", "--unsafe-fixes")
    assert "get_one(User, 1, options=[selectinload(User.posts)])" in (project / "crud.py").read_text()
    assert result.exit_code == 0


COMMITTED = """\
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Session = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


async def make():
    async with Session() as db:
        user = User()
        db.add(user)
        db.commit()
        return user.id
"""


def test_what_a_fix_brings_is_fixed_with_it(project: Path) -> None:
    (project / "app.py").write_text(COMMITTED)
    result = run("--fix", "--unsafe-fixes")
    assert result.exit_code == 0, result.output
    waited = "        await db.commit()\n        await db.refresh(user)\n"
    assert (project / "app.py").read_text() == COMMITTED.replace("        db.commit()\n", waited)
    assert "Fixed 2 findings in 1 file." in result.output


def test_what_a_fix_brings_and_nothing_may_fix_refuses_it(project: Path) -> None:
    (project / "app.py").write_text(COMMITTED)
    result = run("--fix", "--unsafe-fixes", "--select", "ADB201")
    assert result.exit_code == 1
    assert (project / "app.py").read_text() == COMMITTED
    assert "it would bring ADB303 in line 21 (User.id is expired)" in result.output


@pytest.mark.parametrize(
    ("runner", "reason"),
    [
        ("asyncio.to_thread(count())", "to_thread() calls what it is given here"),
        ("asyncio.get_running_loop().run_in_executor(None, count())", "run_in_executor() calls what it is given here"),
        ("asyncio.to_thread(print, count())", ""),
    ],
)
def test_what_a_worker_thread_is_given_to_call_is_not_moved_itself(project: Path, runner: str, reason: str) -> None:
    code = (
        "import asyncio\n\nfrom sqlalchemy.orm import Session\n\n\n"
        "def count():\n    with Session() as session:\n        return session.scalar('select 1')\n\n\n"
        f"async def main():\n    await {runner}\n"
    )
    (project / "app.py").write_text(code)
    (found,) = json.loads(run("--output-format", "json", "-c", "fix-style=threadpool").stdout)
    (remedy,) = (each for each in found["remedies"] if each["style"] == "threadpool")
    assert (remedy["reason"] or "").startswith(reason) and (found["fix"] is None) == bool(reason)
    run("--fix", "--unsafe-fixes", "-c", "fix-style=threadpool")
    moved = code if reason else code.replace("count())\n", "await asyncio.to_thread(count))\n")
    assert (project / "app.py").read_text() == moved


BLOCKING = """\
import asyncio
from contextvars import ContextVar

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

Local = sessionmaker(create_engine("sqlite:///x.db"))
USER = ContextVar("USER")
app = FastAPI()


def get_db():
    with Local() as db:
        yield db


def notify():
    asyncio.get_running_loop().call_soon(print)


@app.get("/notified")
async def notified(db: Session = Depends(get_db)):
    db.commit()
    notify()


def remember(db: Session, *names):
    USER.set(db.get(object, 1))


@app.get("/remembered")
async def remembered(db: Session = Depends(get_db)):
    remember(db)


def save(names):
    with Local() as db:
        db.commit()


@app.get("/saved")
async def saved():
    save(name for name in "ab")
"""


def test_a_helper_that_needs_the_loop_keeps_its_caller_a_coroutine(project: Path) -> None:
    (project / "app.py").write_text(BLOCKING)
    result = run("--fix", "--unsafe-fixes", "-c", "fix-style=def")
    assert "notify() uses asyncio, which needs the event loop" in result.output
    assert "async def notified" in (project / "app.py").read_text()


def test_what_a_thread_would_lose_stays_on_the_loop(project: Path) -> None:
    (project / "app.py").write_text(BLOCKING)
    result = run("--fix", "--unsafe-fixes", "-c", "fix-style=threadpool")
    assert "remember() sets something that may be a context variable" in result.output
    assert "its argument is a generator without parentheses" in result.output
    code = (project / "app.py").read_text()
    assert "    remember(db)\n" in code
    assert '    save(name for name in "ab")\n' in code
    assert "    await run_in_threadpool(db.commit)\n" in code


def test_another_class_of_the_same_name_is_not_taken(project: Path) -> None:
    (project / "models.py").write_text(MODELS)
    code = (
        "from json import JSONDecoder as User\n\nfrom sqlalchemy import select\n"
        "from sqlalchemy.ext.asyncio import AsyncSession\n\nfrom models import User as Person\n\n\n"
        "async def posts(db: AsyncSession):\n    user = await db.scalar(select(Person))\n    return user.posts, User\n"
    )
    (project / "app.py").write_text(code)
    result = run("--fix", "--unsafe-fixes")
    assert "User is another thing in this file" in result.output
    assert (project / "app.py").read_text() == code
