"""Knows the settings that hold for a file, and which values of theirs make sense."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

OPTIONAL_CONTEXTS = ("test", "migration")
OPTIONAL_FACTS = ("django", "peewee", "pymongo", "redis")
OUTPUT_FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit", "markdown")
FIX_STYLES = ("async", "def", "threadpool")
SQLALCHEMY_VERSIONS = ("1.4", "2.0", "2.1")


class ConfigError(Exception):
    """The settings cannot be used; the message says what to change."""


class UnknownName(ConfigError):
    """A setting names what the code does not have; whoever knows the settings files adds the place."""

    def __init__(self, key: str, name: str, kind: str) -> None:
        super().__init__(f"{key}: there is no {kind} {name!r} in the code that is read")
        self.key = key
        self.name = name


class Patterns(msgspec.Struct, frozen=True):
    """Patterns as in .gitignore, and the absolute folder that they are relative to."""

    folder: str
    patterns: tuple[str, ...]


class PerFileIgnore(msgspec.Struct, frozen=True):
    """Code prefixes that are not wanted in files that match a pattern; after ``!`` in all others."""

    folder: str
    pattern: str
    codes: tuple[str, ...]


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one file, as its settings file and the command line give them.

    `select`, `extend_select`, `ignore` and `extend_ignore` hold code prefixes; the longer prefix wins, and ignoring
    wins between equals.
    `exclude` and `extend_exclude` hold patterns as in .gitignore, relative to `folder`, on top of the default ones;
    `excluded` those of the command line.
    `src` are absolute folders that imports start from.
    `facts` names libraries whose calls count although they are off by default (`OPTIONAL_FACTS`), `stubs` are absolute
    paths of files and folders with further facts.
    `blocking`, `offloading` and `entry_decorators` are dotted names of callables, `session_types` pairs of a class and
    the library's class that it is like, `attributes` pairs of a place and a class.
    `noqa` tells whether comments suppress findings; flake8 switches it off, since it does that work itself.
    `folder` is where the settings file lies, `file` its path; both are empty where there is none.
    """

    select: tuple[str, ...] = ("ADB",)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[PerFileIgnore, ...] = ()
    include_tests: bool = False
    include_migrations: bool = False
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    excluded: tuple[Patterns, ...] = ()
    respect_gitignore: bool = True
    src: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    stubs: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    offloading: tuple[str, ...] = ()
    entry_decorators: tuple[str, ...] = ()
    session_types: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    target_sqlalchemy: str = ""
    pedantic: bool = False
    fix_style: str = "async"
    output_format: str = "full"
    baseline: str = ""
    cache: bool = True
    cache_dir: str = ""
    jobs: int = 0
    noqa: bool = True
    folder: str = ""
    file: str = ""

    def selects(self, code: str) -> bool:
        """Whether findings of this code are wanted somewhere."""
        return self._weight(code, self.select + self.extend_select) > self._weight(
            code, self.ignore + self.extend_ignore
        )

    def selects_in(self, path: str, code: str) -> bool:
        """Whether findings of this code are wanted in a file."""
        return self.selects(code) and not any(
            code.startswith(each.codes) and _matches(each, path) for each in self.per_file_ignores
        )

    def includes(self, context: str) -> bool:
        """Whether findings in code of this context are shown, or only counted."""
        if context == "test":
            return self.include_tests
        if context == "migration":
            return self.include_migrations
        return True

    def exclusions(self) -> tuple[Patterns, ...]:
        """Everything that is left out beside the defaults."""
        own = self.exclude + self.extend_exclude
        return ((Patterns(self.folder, own),) if own else ()) + self.excluded

    @staticmethod
    def _weight(code: str, prefixes: Iterable[str]) -> int:
        return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def _matches(ignore: PerFileIgnore, path: str) -> bool:
    from asyncdb_lint.config.matching import matcher

    negated = ignore.pattern.startswith("!")
    return matcher(ignore.folder, (ignore.pattern.removeprefix("!"),))(path) is not negated


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
    """Raise unless all of these are libraries whose facts are off by default, or paths of stubs."""
    for name in names:
        if name not in OPTIONAL_FACTS and not is_stub_path(name):
            choices = ", ".join(map(repr, OPTIONAL_FACTS))
            raise ConfigError(
                f"{where}: {name!r} is none of {choices}, nor the path of a stub file (.pyi) or a folder/"
            )


def is_stub_path(name: str) -> bool:
    """Whether an entry of `facts` means a file or folder and no library."""
    return name.endswith(".pyi") or "/" in name or "\\" in name
