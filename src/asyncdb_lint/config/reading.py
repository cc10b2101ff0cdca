"""Knows how a table of settings reads: each key with what it may hold, and what is said of the ones that are wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from asyncdb_lint.config.settings import (
    FIX_STYLES,
    OPTIONAL_CONTEXTS,
    OUTPUT_FORMATS,
    SQLALCHEMY_VERSIONS,
    Config,
    ConfigError,
    PerFileIgnore,
    check_contexts,
    check_facts,
    check_prefixes,
    is_stub_path,
)


class Wrong(Exception):
    """A value that a setting cannot have; the message goes on after the setting's name. `part` names the culprit."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True)
class Place:
    """Where a table of settings stands.

    Args:
        name: opens error messages: a path, or the option that the table comes from.
        folder: the absolute folder that paths and patterns are relative to.
        text: the file's text; empty where lines mean nothing.
        header: the name of the table in the text, empty where it is the whole file.
    """

    name: str
    folder: str = ""
    text: str = ""
    header: str = ""

    def at(self, key: str, part: str = "") -> str:
        """The opening of a message about a key, with its line if that can be found."""
        line = _line(self.text, self.header, key, part) if self.text else 0
        return f"{self.name}:{line}" if line else self.name


Reader = Callable[[object, Place], Mapping[str, Any]]


def parse_config(table: Mapping[str, Any], place: Place) -> Config:
    """The settings of a table as it stands in a file.

    Raises:
        ConfigError: an unknown setting, or a value that it cannot have.
    """
    return Config(**parse_fields(table, place), folder=place.folder)


def parse_fields(table: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The fields of `Config` that a table sets, by name."""
    fields: dict[str, Any] = {}
    for key, value in table.items():
        reader = READERS.get(key)
        if reader is None:
            of = f"[{place.header}] has " if place.header else "there is "
            raise ConfigError(f"{place.at(key)}: {of}no setting {key!r}{nearest(key, READERS)}")
        try:
            fields.update(reader(value, place))
        except Wrong as error:
            raise ConfigError(f"{place.at(key, error.part)}: {key} {error}") from None
        except ConfigError as error:
            raise ConfigError(f"{place.at(key)}: {error}") from None
    return fields


def nearest(key: str, keys: Iterable[str]) -> str:
    """What may have been meant, as the end of a message."""
    from difflib import get_close_matches

    matches = get_close_matches(key.replace("_", "-"), list(keys), n=1, cutoff=0.5)
    return f"; did you mean {matches[0]!r}?" if matches else f" (settings: {', '.join(sorted(keys))})"


def strings(value: object) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list):
        raise Wrong("must be a list of strings")
    for item in value:
        if not isinstance(item, str):
            raise Wrong("must be a list of strings", str(item))
    return tuple(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong("must be a string")
    return value


def _strings_of(field: str, check: Callable[[Iterable[str], str], None] | None = None) -> Reader:
    def read(value: object, place: Place) -> Mapping[str, Any]:
        values = strings(value)
        if check is not None:
            check(values, field.replace("_", "-"))
        return {field: values}

    return read


def _flag(field: str) -> Reader:
    def read(value: object, place: Place) -> Mapping[str, Any]:
        if not isinstance(value, bool):
            raise Wrong("must be true or false")
        return {field: value}

    return read


def _choice(field: str, choices: tuple[str, ...]) -> Reader:
    def read(value: object, place: Place) -> Mapping[str, Any]:
        if value not in choices:
            raise Wrong(f"must be one of {', '.join(map(repr, choices))}", str(value))
        return {field: value}

    return read


def _path(field: str) -> Reader:
    def read(value: object, place: Place) -> Mapping[str, Any]:
        text = _string(value)
        if not text:
            raise Wrong("must not be empty")
        return {field: os.path.join(place.folder, text)}

    return read


def _paths(field: str) -> Reader:
    def read(value: object, place: Place) -> Mapping[str, Any]:
        return {field: tuple(os.path.normpath(os.path.join(place.folder, each)) for each in strings(value))}

    return read


def _dotted(field: str) -> Reader:
    def read(value: object, place: Place) -> Mapping[str, Any]:
        names = strings(value)
        for name in names:
            check_dotted(name)
        return {field: names}

    return read


def check_dotted(name: str) -> None:
    """Raise unless a text can name something in a module: ``app.database.fetch``."""
    if "." not in name or not all(part.isidentifier() for part in name.split(".")):
        raise Wrong(f"has {name!r}, which is no dotted name such as 'app.database.fetch'", name)


def _include(value: object, place: Place) -> Mapping[str, Any]:
    contexts = strings(value)
    check_contexts(contexts, "include")
    return {f"include_{context}s": context in contexts for context in OPTIONAL_CONTEXTS}


def _facts(value: object, place: Place) -> Mapping[str, Any]:
    names = strings(value)
    check_facts(names, "facts")
    stubs = [os.path.normpath(os.path.join(place.folder, each)) for each in names if is_stub_path(each)]
    for stub in stubs:
        if not os.path.exists(stub):
            raise Wrong(f"has {stub!r}, which is not there", os.path.basename(stub))
    return {"facts": tuple(each for each in names if not is_stub_path(each)), "stubs": tuple(stubs)}


def _per_file_ignores(value: object, place: Place) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Wrong("must be a table of patterns with lists of codes")
    ignores: list[PerFileIgnore] = []
    for pattern, codes in value.items():
        try:
            prefixes = strings(codes)
            check_prefixes(prefixes, f"per-file-ignores: {pattern!r}")
        except Wrong as error:
            raise Wrong(f"of {pattern!r} {error}", pattern) from None
        ignores.append(PerFileIgnore(place.folder, pattern, prefixes))
    return {"per_file_ignores": tuple(ignores)}


def _classes(field: str, keys: str) -> Reader:
    """A table of texts and the dotted names of classes."""

    def read(value: object, place: Place) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise Wrong(f"must be a table of {keys} and classes")
        for key, name in value.items():
            if not isinstance(name, str):
                raise Wrong(f"of {key!r} must be the dotted name of a class", key)
            check_dotted(key)
            check_dotted(name)
        return {field: tuple(value.items())}

    return read


def _jobs(value: object, place: Place) -> Mapping[str, Any]:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Wrong("must be a number of at least 1")
    return {"jobs": value}


def _required_version(value: object, place: Place) -> Mapping[str, Any]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    from asyncdb_lint import __version__

    text = _string(value)
    try:
        specifier = SpecifierSet(f"=={text}" if text[:1].isdigit() else text)
    except InvalidSpecifier:
        raise Wrong(f"must be a version or a specifier such as '>=0.1', not {text!r}") from None
    if not specifier.contains(__version__, prereleases=True):
        raise Wrong(f"asks for {text}, but this is asyncdb-lint {__version__}")
    return {}


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "select": _strings_of("select", check_prefixes),
        "ignore": _strings_of("ignore", check_prefixes),
        "extend-select": _strings_of("extend_select", check_prefixes),
        "extend-ignore": _strings_of("extend_ignore", check_prefixes),
        "per-file-ignores": _per_file_ignores,
        "include": _include,
        "exclude": _strings_of("exclude"),
        "extend-exclude": _strings_of("extend_exclude"),
        "respect-gitignore": _flag("respect_gitignore"),
        "src": _paths("src"),
        "facts": _facts,
        "blocking": _dotted("blocking"),
        "offloading": _dotted("offloading"),
        "entry-decorators": _dotted("entry_decorators"),
        "session-types": _classes("session_types", "classes"),
        "attributes": _classes("attributes", "places such as 'request.state.db'"),
        "target-sqlalchemy": _choice("target_sqlalchemy", SQLALCHEMY_VERSIONS),
        "pedantic": _flag("pedantic"),
        "fix-style": _choice("fix_style", FIX_STYLES),
        "output-format": _choice("output_format", OUTPUT_FORMATS),
        "baseline": _path("baseline"),
        "cache": _flag("cache"),
        "cache-dir": _path("cache_dir"),
        "jobs": _jobs,
        "required-version": _required_version,
    }
)
"""Every setting, by its key."""


def _line(text: str, header: str, key: str, part: str) -> int:
    """The line of a key, or of what is wrong in its value, counted from 1; 0 where it cannot be found.

    TOML has many ways to write a key, and its readers do not tell lines; the usual ways are found.
    """
    lines = text.splitlines()
    start = 0
    if header:
        table = re.compile(rf"\s*\[\s*{re.escape(header)}\s*\]")
        start = next((number for number, line in enumerate(lines) if table.match(line)), 0)
    plain = rf"[\"']?{re.escape(key)}[\"']?"
    opening = re.compile(
        rf"\s*(?:{plain}\s*[=.]|\[\s*{re.escape(header + '.') if header else ''}{plain}\s*[\].]|"
        rf"(?:[\w.-]*asyncdb-lint[\"']?\.){plain}\s*=)"
    )
    first = next((number for number in range(start, len(lines)) if opening.match(lines[number])), None)
    if first is None:
        return 0
    return next((number + 1 for number in _covered(lines, first) if part and _names(lines[number], part)), first + 1)


def _covered(lines: Sequence[str], first: int) -> Iterator[int]:
    """The lines of a value, by what may begin the next one."""
    yield first
    for number in range(first + 1, len(lines)):
        if re.match(r"\s*(\[[^,]*\]\s*$|[\w-]+\s*=\s*(\[|[\"'\d]|true|false))", lines[number]):
            return
        yield number


def _names(line: str, part: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(part)}(?![\w.-])", line) is not None
