"""What settings mean, and which are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import asyncdb_lint
from asyncdb_lint.config import OPTIONAL_FACTS, Config, ConfigError, load_config


def configure(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text)
    return folder


def test_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()
    assert load_config(configure(tmp_path, "[tool.other]\nx = 1\n")) == Config()
    assert Config().selects("ADB101") and not Config().includes("test") and not Config().includes("migration")
    assert Config().includes("request") and Config().includes("script")


def test_all_settings(tmp_path: Path) -> None:
    text = """
    [tool.asyncdb-lint]
    select = ["ADB1"]
    ignore = ["ADB105"]
    include = ["test", "migration"]
    exclude = ["legacy/"]
    facts = ["redis"]
    """
    config = load_config(configure(tmp_path, text))
    assert config == Config(
        select=("ADB1",),
        ignore=("ADB105",),
        include_tests=True,
        include_migrations=True,
        exclude=("legacy/",),
        facts=("redis",),
    )


def test_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b'\xef\xbb\xbf[tool.asyncdb-lint]\nselect = ["ADB1"]\n')
    assert load_config(tmp_path).select == ("ADB1",)


@pytest.mark.parametrize(
    ("select", "ignore", "shown"),
    [
        (("ADB",), (), True),
        (("ADB2",), (), False),
        (("ADB",), ("ADB1",), False),
        (("ADB101",), ("ADB1",), True),
        (("ADB1",), ("ADB101",), False),
        (("ADB101",), ("ADB101",), False),
        (("A",), (), True),
    ],
)
def test_the_longer_prefix_wins(select: tuple[str, ...], ignore: tuple[str, ...], shown: bool) -> None:
    assert Config(select=select, ignore=ignore).selects("ADB101") is shown


def test_optional_facts_are_those_of_the_stubs() -> None:
    stubs = Path(asyncdb_lint.__file__).parent / "facts" / "stubs"
    marked = {name for path in stubs.rglob("*.pyi") for name in re.findall(r'opt_in="(\w+)"', path.read_text())}
    assert marked == set(OPTIONAL_FACTS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = []", "no setting 'selct'; did you mean 'select'?"),
        ("excludes = []", "no setting 'excludes'; did you mean 'exclude'?"),
        ("wibble = 1", "no setting 'wibble' (settings: select, ignore, include, exclude, facts)"),
        ('select = "ADB"', "select must be a list of strings"),
        ("ignore = [1]", "ignore must be a list of strings"),
        ('ignore = ["E501"]', "'E501' is no rule code or prefix"),
        ('facts = ["mongo"]', "'mongo' is none of 'django', 'peewee', 'pymongo', 'redis'"),
        ('include = ["tests"]', "'tests' is not 'test' or 'migration'"),
        ("select = [", "pyproject.toml: "),
    ],
)
def test_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(configure(tmp_path, f"[tool.asyncdb-lint]\n{text}\n"))
    assert message in str(caught.value)
    assert "pyproject.toml" in str(caught.value)
