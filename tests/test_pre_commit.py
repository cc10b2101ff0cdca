"""The hooks in pre-commit's own isolated environments, on a repository of which some files are given."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CRUD = """\
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


def items(name):
    return SessionLocal().scalars(select(name))
"""
APP = """\
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.crud import items

app = FastAPI()


@app.get("/items")
async def blocking(session: AsyncSession):
    found = session.scalars(select(1)).all()
    return items(found)
"""


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=nobody", "-c", "user.email=nobody@localhost")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository that leaves one of its files to itself."""
    folder = tmp_path / "repository"
    (folder / "shop").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[tool.asyncdb-lint]\nexclude = ['generated.py']\n")
    (folder / "shop" / "__init__.py").touch()
    (folder / "shop" / "crud.py").write_text(CRUD)
    for name in ("app", "other", "generated"):
        (folder / "shop" / f"{name}.py").write_text(APP)
    git(folder, "init", "--quiet", ".")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a shop")
    return folder


@pytest.fixture(scope="session")
def package_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where pre-commit could not make an environment."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of the repository, and pre-commit installs from one")
    folder = tmp_path_factory.mktemp("probe")
    probe = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), "hatchling"]
    answer = subprocess.run(probe, capture_output=True, text=True)
    if answer.returncode:
        pytest.skip(f"the package index cannot be reached: {(answer.stderr.splitlines() or ['no answer'])[-1]}")


@pytest.mark.usefixtures("package_index")
def test_both_hooks_on_some_files(repository: Path, tmp_path: Path) -> None:
    given = ("shop/app.py", "shop/crud.py", "shop/generated.py")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pre_commit",
            "try-repo",
            str(ROOT),
            "--verbose",
            "--color=never",
            "--files",
            *given,
        ],
        cwd=repository,
        env={**environment, "PRE_COMMIT_HOME": str(tmp_path / "pre-commit")},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 1, run.stdout + run.stderr
    reported, _, fixed = run.stdout.partition("- hook id: asyncdb-lint-fix")
    lines = [line.replace("\\", "/") for line in reported.splitlines() if re.search(r":\d+:\d+: ADB", line)]
    assert [line.split(" ")[:2] for line in lines] == [
        ["shop/app.py:12:13:", "ADB201"],
        ["shop/app.py:13:12:", "ADB103"],
    ]
    assert "files were modified by this hook" in fixed
    changed = APP.replace("session.scalars(select(1))", "(await session.scalars(select(1)))")
    assert (repository / "shop" / "app.py").read_text() == changed
    assert (repository / "shop" / "other.py").read_text() == (repository / "shop" / "generated.py").read_text() == APP
