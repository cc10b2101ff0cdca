"""Knows the settings: which rules and contexts are shown, what is left out, and how ``[tool.asyncdb-lint]`` says so."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

KEYS = ("select", "ignore", "include", "exclude", "facts")
OPTIONAL_CONTEXTS = ("test", "migration")
OPTIONAL_FACTS = ("django", "peewee", "pymongo", "redis")


class ConfigError(Exception):
    """The settings cannot be used; the message says what to change."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one run.

    `select` and `ignore` hold code prefixes; the longer prefix wins, and `ignore` wins between equals.
    `exclude` holds patterns as in .gitignore, relative to the project root, on top of the default ones.
    `facts` names libraries whose calls count although they are off by default (`OPTIONAL_FACTS`).
    `noqa` tells whether comments suppress findings; flake8 switches it off, since it does that work itself.
    """

    select: tuple[str, ...] = ("ADB",)
    ignore: tuple[str, ...] = ()
    include_tests: bool = False
    include_migrations: bool = False
    exclude: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    noqa: bool = True

    def selects(self, code: str) -> bool:
        """Whether findings of this code are wanted."""
        wanted = max((len(prefix) for prefix in self.select if code.startswith(prefix)), default=-1)
        unwanted = max((len(prefix) for prefix in self.ignore if code.startswith(prefix)), default=-1)
        return wanted > unwanted

    def includes(self, context: str) -> bool:
        """Whether findings in code of this context are shown, or only counted."""
        if context == "test":
            return self.include_tests
        if context == "migration":
            return self.include_migrations
        return True


def load_config(root: Path) -> Config:
    """The settings in the pyproject.toml of a project root; the defaults where it has none."""
    path = root / "pyproject.toml"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    if "asyncdb-lint" not in text:
        return Config()
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    table = document.get("tool", {}).get("asyncdb-lint", {})
    return parse_config(table, str(path))


def parse_config(table: Mapping[str, Any], where: str) -> Config:
    """Settings from a table as it stands in a file; `where` opens every error message."""
    for key in table:
        if key not in KEYS:
            raise ConfigError(f"{where}: [tool.asyncdb-lint] has no setting {key!r}{_nearest(key, KEYS)}")
    values = {key: _strings(table[key], f"{where}: {key}") for key in table}
    include = values.get("include", ())
    check_contexts(include, f"{where}: include")
    check_facts(values.get("facts", ()), f"{where}: facts")
    for key in ("select", "ignore"):
        check_prefixes(values.get(key, ()), f"{where}: {key}")
    return Config(
        select=values.get("select", ("ADB",)),
        ignore=values.get("ignore", ()),
        include_tests="test" in include,
        include_migrations="migration" in include,
        exclude=values.get("exclude", ()),
        facts=values.get("facts", ()),
    )


def check_prefixes(prefixes: Iterable[str], where: str) -> None:
    """Raise unless all of these can be the beginning of a code of ours."""
    for prefix in prefixes:
        if not ("ADB".startswith(prefix) or (prefix.startswith("ADB") and prefix[3:].isdigit() and len(prefix) <= 6)):
            raise ConfigError(f"{where}: {prefix!r} is no rule code or prefix (such as ADB101 or ADB1)")


def check_contexts(contexts: Iterable[str], where: str) -> None:
    """Raise unless all of these are contexts whose findings are off by default."""
    for context in contexts:
        if context not in OPTIONAL_CONTEXTS:
            choices = " or ".join(map(repr, OPTIONAL_CONTEXTS))
            raise ConfigError(f"{where}: {context!r} is not {choices}")


def check_facts(names: Iterable[str], where: str) -> None:
    """Raise unless all of these are libraries whose facts are off by default."""
    for name in names:
        if name not in OPTIONAL_FACTS:
            choices = ", ".join(map(repr, OPTIONAL_FACTS))
            raise ConfigError(f"{where}: {name!r} is none of {choices}")


def _strings(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where} must be a list of strings")
    return tuple(value)


def _nearest(key: str, keys: Iterable[str]) -> str:
    from difflib import get_close_matches

    matches = get_close_matches(key.replace("_", "-"), list(keys), n=1, cutoff=0.5)
    return f"; did you mean {matches[0]!r}?" if matches else f" (settings: {', '.join(keys)})"
