"""Set-up in the code of modules, and what depends on the version of SQLAlchemy."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.engine import check, why
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.requirements import Requirements

ASYNC = "from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine({!r})\n"
OLD = {"uv.lock": '[[package]]\nname = "sqlalchemy"\nversion = "2.0.49"\n'}
NEW = {"poetry.lock": '[[package]]\nname = "SQLAlchemy"\nversion = "2.1.9"\n'}


def found(folder: Path, files: dict[str, str]) -> list[tuple[str, int, str]]:
    write(folder, {"pyproject.toml": "[project]\nname = 'shop'\n", **files})
    result = check([folder], Config())
    assert result.failures == ()
    return [(Path(each.path).name, each.span.line, each.code) for each in result.diagnostics]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize("url", ["postgresql://localhost/shop", "oracle://localhost/shop"])
def test_a_bare_url_means_what_the_version_says(tmp_path: Path, url: str) -> None:
    source = {"shop.py": ASYNC.format(url)}
    for number, (files, expected) in enumerate([(OLD, [("shop.py", 2, "ADB401")]), (NEW, []), ({}, [])]):
        (tmp_path / str(number)).mkdir()
        assert found(tmp_path / str(number), {**source, **files}) == expected


def test_a_driver_of_both_kinds_is_right_for_both(tmp_path: Path) -> None:
    both = ASYNC.format("postgresql+psycopg://localhost/shop")
    other = "from sqlalchemy import create_engine\nengine = create_engine('postgresql+psycopg://localhost/shop')\n"
    assert found(tmp_path, {"shop.py": both, "other.py": other}) == []


def test_module_code_is_judged_and_explained(tmp_path: Path) -> None:
    assert found(tmp_path, {"shop.py": ASYNC.format("sqlite://")}) == [("shop.py", 2, "ADB401")]
    (diagnostic,) = check([tmp_path], Config()).diagnostics
    assert (diagnostic.context, diagnostic.function, diagnostic.route) == ("startup", "shop", None)
    assert any("ADB401" in line for line in why(tmp_path / "shop.py", 2, Config()))


def test_constants_of_other_modules(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/constants.py": "HOST = 'localhost'\nURL = f'postgresql+psycopg2://{HOST}/shop'\n",
        "shop/main.py": "from sqlalchemy.ext.asyncio import create_async_engine\nfrom shop import constants\n"
        "from shop.constants import URL\n\nfirst = create_async_engine(URL)\n"
        "class Database:\n    engine = create_async_engine(constants.URL)\n",
    }
    assert found(tmp_path, files) == [("main.py", 5, "ADB401"), ("main.py", 7, "ADB401")]


def test_an_engine_that_is_wrapped_is_asynchronous(tmp_path: Path) -> None:
    source = (
        "from sqlalchemy import create_engine\nfrom sqlalchemy.ext.asyncio import AsyncEngine\n"
        "engine = AsyncEngine(create_engine('sqlite+aiosqlite://', future=True))\n"
    )
    assert found(tmp_path, {"shop.py": source}) == []


def test_a_default_that_an_environment_replaces_is_silent_on_a_branch(tmp_path: Path) -> None:
    source = (
        "import os\nfrom sqlalchemy import create_engine\nfrom sqlalchemy.ext.asyncio import create_async_engine\n"
        "URL = os.getenv('URL', 'sqlite:///shop.db')\nASYNC = os.getenv('ASYNC')\n"
        "if ASYNC:\n    engine = create_async_engine(URL)\nelse:\n    engine = create_engine(URL)\n"
    )
    assert found(tmp_path, {"shop.py": source}) == []


def test_a_settings_class_that_is_given_the_url_is_not_known(tmp_path: Path) -> None:
    source = (
        "from dataclasses import dataclass\nfrom sqlalchemy.ext.asyncio import create_async_engine\n"
        "@dataclass\nclass Settings:\n    url: str = 'sqlite://'\n\n"
        "settings = Settings(url='sqlite+aiosqlite://')\nengine = create_async_engine(settings.url)\n"
    )
    assert found(tmp_path, {"shop.py": source}) == []


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("uv.lock", '[[package]]\nname = "sqlalchemy"\nversion = "2.0.49"\nsource = {}\n', True),
        ("uv.lock", '[[package]]\nname = "sqlalchemy-utils"\nversion = "0.41"\n', None),
        ("Pipfile.lock", '{"default": {"sqlalchemy": {"hashes": ["x"], "version": "==2.1.0"}}}', False),
        ("requirements.txt", "fastapi\nsqlalchemy[asyncio]==2.0.25\n", True),
        ("requirements.txt", "SQLAlchemy==2.1.3  # newest\n", False),
        ("requirements.txt", "# sqlalchemy==1.4\nsqlalchemy>=2.0\n", None),
        ("requirements.txt", "sqlalchemy-utils==0.41\n", None),
        ("requirements/base.txt", "sqlalchemy~=2.0.30\n", True),
        ("pyproject.toml", "[project]\ndependencies = ['sqlalchemy[asyncio]>=2.0,<2.1']\n", True),
        ("pyproject.toml", '[project]\ndependencies = ["sqlalchemy>=2.1"]\n', False),
        ("pyproject.toml", '[tool.poetry.dependencies]\nsqlalchemy = "^2.0.1"\n', None),
        ("pyproject.toml", '[tool.poetry.dependencies]\nsqlalchemy = "~2.0.1"\n', True),
        ("pyproject.toml", '[tool.poetry.dependencies]\nsqlalchemy = {extras = ["asyncio"], version = "~2.0"}\n', True),
        ("pyproject.toml", "[project]\ndependencies = ['sqlalchemy~=2.0']\n", None),
        ("setup.cfg", "install_requires =\n    sqlalchemy == 2.0.*\n", True),
    ],
)
def test_versions_are_read_where_they_are_sure(tmp_path: Path, file: str, text: str, expected: bool | None) -> None:
    write(tmp_path, {file: text})
    requirements = Requirements(str(tmp_path), Inputs())
    assert requirements.is_older(str(tmp_path / "app" / "main.py"), "sqlalchemy", (2, 1)) is expected
