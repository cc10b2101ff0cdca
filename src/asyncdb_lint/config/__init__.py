"""Settings: what they are (`settings`), how files say them (`reading`), and which file counts where (`locating`)."""

from __future__ import annotations

from asyncdb_lint.config.locating import Settings, load_config
from asyncdb_lint.config.reading import parse_config
from asyncdb_lint.config.settings import (
    OPTIONAL_CONTEXTS,
    OPTIONAL_FACTS,
    Config,
    ConfigError,
    Patterns,
    PerFileIgnore,
    UnknownName,
    check_contexts,
    check_facts,
    check_prefixes,
)

__all__ = (
    "OPTIONAL_CONTEXTS",
    "OPTIONAL_FACTS",
    "Config",
    "ConfigError",
    "Patterns",
    "PerFileIgnore",
    "Settings",
    "UnknownName",
    "check_contexts",
    "check_facts",
    "check_prefixes",
    "load_config",
    "parse_config",
)
