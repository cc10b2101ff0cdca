"""Knows what the command line changes of the settings."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from asyncdb_lint.config import (
    Config,
    ConfigError,
    Patterns,
    PerFileIgnore,
    Settings,
    check_contexts,
    check_facts,
    check_prefixes,
)
from asyncdb_lint.config.locating import load_toml
from asyncdb_lint.config.reading import Place, parse_fields


def settings_from(
    *,
    config: Sequence[str],
    isolated: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    extend_ignore: tuple[str, ...],
    per_file_ignores: tuple[str, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    extend_exclude: tuple[str, ...],
    respect_gitignore: bool | None,
    pedantic: bool | None,
    facts: tuple[str, ...],
) -> Settings:
    """The settings that files and these options give together.

    Raises:
        ConfigError: an option says what makes no sense.
    """
    file, inline = _file_and_inline(config)
    if file is not None and isolated:
        raise ConfigError("--isolated ignores all settings files, so --config cannot name one")
    here = os.getcwd()
    for option, prefixes in (
        ("--select", select),
        ("--ignore", ignore),
        ("--extend-select", extend_select),
        ("--extend-ignore", extend_ignore),
    ):
        check_prefixes(prefixes, option)
    check_contexts(include, "--include")
    check_facts(facts, "--facts")
    given = _parsed("--select", "select", select) | _parsed("--ignore", "ignore", ignore)
    added = {"extend_select": extend_select, "extend_ignore": extend_ignore, **_parsed("--facts", "facts", facts)}
    contexts = _parsed("--include", "include", include)
    per_file = tuple(_per_file(each, here) for each in per_file_ignores)

    def override(settings: Config) -> Config:
        changed = msgspec.structs.replace(settings, **inline)
        fields: dict[str, Any] = dict(given)
        if select:
            fields["extend_select"] = ()
        if ignore:
            fields["extend_ignore"] = ()
        changed = msgspec.structs.replace(changed, **fields)
        fields = {name: getattr(changed, name) + value for name, value in added.items()}
        fields |= {name: True for name, is_wanted in contexts.items() if is_wanted}
        if exclude:
            fields["exclude"] = ()
        if exclude or extend_exclude:
            fields["excluded"] = (Patterns(here, tuple(map(_anchored, exclude + extend_exclude))),)
        if per_file:
            fields["per_file_ignores"] = per_file
        if respect_gitignore is not None:
            fields["respect_gitignore"] = respect_gitignore
        if pedantic is not None:
            fields["pedantic"] = pedantic
        return msgspec.structs.replace(changed, **fields)

    return Settings(file=file, isolated=isolated, override=override)


def _parsed(option: str, key: str, values: Sequence[str]) -> dict[str, Any]:
    """The fields that an option sets; none where it is not given."""
    return parse_fields({key: list(values)}, Place(option, os.getcwd())) if values else {}


def _file_and_inline(values: Sequence[str]) -> tuple[str | None, Mapping[str, Any]]:
    """The settings file that was named, and the fields of the single settings."""
    files = [value for value in values if os.path.exists(value) or "=" not in value]
    if len(files) > 1:
        raise ConfigError(f"--config can name one file, not {len(files)} ({', '.join(files)})")
    fields: dict[str, Any] = {}
    for value in values:
        if value not in files:
            fields |= parse_fields(_inline(value), Place("--config", os.getcwd()))
    return (files[0] if files else None), fields


def _inline(text: str) -> Mapping[str, Any]:
    """A setting as TOML; a value that is none is taken as text."""
    key, _, value = text.partition("=")
    try:
        return dict(load_toml(text, "--config"))
    except ConfigError:
        return {key.strip(): value.strip()}


def _per_file(text: str, folder: str) -> PerFileIgnore:
    pattern, _, code = text.rpartition(":")
    if not pattern:
        raise ConfigError(f"--per-file-ignores: {text!r} is not of the form PATTERN:CODE")
    (ignore,) = parse_fields({"per-file-ignores": {pattern: [code]}}, Place("--per-file-ignores", folder))[
        "per_file_ignores"
    ]
    return PerFileIgnore(folder, _anchored(pattern), ignore.codes)


def _anchored(pattern: str) -> str:
    """A pattern as .gitignore files have it; shells complete paths with ``./`` and absolute ones."""
    prefix = os.getcwd() + os.sep
    for start in ("./", prefix):
        if pattern.startswith(start):
            return "/" + pattern.removeprefix(start).replace(os.sep, "/")
    return pattern
