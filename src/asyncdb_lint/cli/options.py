"""Options that several commands share, in groups: each is a decorator for a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def comma_separated(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """The callback of an option that takes several values, each its own option or separated by commas."""
    return tuple(part for value in values for part in value.replace(",", " ").split())


def _group(*options: Callable[[F], F]) -> Callable[[F], F]:
    """One decorator of several; they appear in the help in this order."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _many(name: str, metavar: str, help: str) -> Callable[[F], F]:
    return click.option(name, multiple=True, callback=comma_separated, metavar=metavar, help=help)


def selection_options(command: F) -> F:
    """`select`, `ignore` and `include`: which findings are wanted."""
    return _group(
        _many("--select", "CODES", "Only these codes or prefixes."),
        _many("--ignore", "CODES", "Not these codes or prefixes."),
        _many("--include", "CONTEXTS", "Also show findings in 'test' code or 'migration' scripts."),
    )(command)


def analysis_options(command: F) -> F:
    """`facts`: what the analysis takes into account."""
    return _group(
        _many("--facts", "LIBRARIES", "Also count the calls of these: django, peewee, pymongo, redis."),
    )(command)


def cache_options(command: F) -> F:
    """Where results are kept between runs; the environment is told, which everything that reads or writes them asks."""
    return _group(
        click.option(
            "--no-cache",
            is_flag=True,
            expose_value=False,
            callback=_into_environment("ASYNCDB_LINT_NO_CACHE"),
            help="Neither use nor keep results of earlier runs.",
        ),
        click.option(
            "--cache-dir",
            metavar="FOLDER",
            expose_value=False,
            callback=_into_environment("ASYNCDB_LINT_CACHE_DIR"),
            help="Keep results here (default: .asyncdb_lint_cache in the project).",
        ),
    )(command)


def _into_environment(variable: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """The callback of an option that counts as an environment variable for as long as the command runs."""

    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if not value:
            return
        before = os.environ.get(variable)

        def restore() -> None:
            if before is None:
                os.environ.pop(variable, None)
            else:
                os.environ[variable] = before

        os.environ[variable] = "1" if value is True else str(value)
        context.call_on_close(restore)

    return callback


def color_option(command: F) -> F:
    """`color`: True, False, or None where nobody said."""
    return click.option("--color/--no-color", default=None, help="Use colours or not, whatever the terminal is.")(
        command
    )
