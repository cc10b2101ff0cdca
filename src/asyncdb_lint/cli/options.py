"""Options that several commands share, in groups: each is a decorator for a command."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit", "markdown")
"""Those of the settings, which are not imported for a help text."""


def comma_separated(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """The callback of an option that takes several values, each its own option or separated by commas."""
    return tuple(part for value in values for part in value.replace(",", " ").split())


def group(*options: Callable[[F], F]) -> Callable[[F], F]:
    """One decorator of several; they appear in the help in this order."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _many(name: str, metavar: str, help: str) -> Callable[[F], F]:
    return click.option(name, multiple=True, callback=comma_separated, metavar=metavar, help=help)


def _patterns(name: str, metavar: str, help: str) -> Callable[[F], F]:
    """Patterns may have spaces in them."""

    def separated(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
        return tuple(part.strip() for value in values for part in value.split(",") if part.strip())

    return click.option(name, multiple=True, callback=separated, metavar=metavar, help=help)


_SETTINGS = (
    click.option(
        "--config",
        "-c",
        multiple=True,
        metavar="FILE|KEY=VALUE",
        help="Settings of this file instead of the closest one, or one setting such as fix-style=def.",
    ),
    click.option("--isolated", is_flag=True, help="Ignore all settings files."),
    _many("--select", "CODES", "Only these codes or prefixes, such as ADB1 or ADB204."),
    _many("--ignore", "CODES", "Not these codes or prefixes."),
    _many("--extend-select", "CODES", "Also these, on top of what the settings select."),
    _many("--extend-ignore", "CODES", "Nor these, on top of what the settings ignore."),
    _patterns("--per-file-ignores", "PATTERN:CODE", "Not this code in files that match the pattern."),
    _many("--include", "CONTEXTS", "Also show findings in 'test' code or 'migration' scripts."),
    _patterns(
        "--exclude", "PATTERNS", "Leave out what matches, as in .gitignore, instead of what the settings exclude."
    ),
    _patterns("--extend-exclude", "PATTERNS", "Leave out what matches, on top of what the settings exclude."),
    click.option(
        "--respect-gitignore/--no-respect-gitignore",
        default=None,
        help="Leave out what .gitignore files leave out (the default), or do not.",
    ),
    click.option(
        "--pedantic/--no-pedantic",
        default=None,
        help="Also report what only may happen: attributes that are missing on some paths, ADB402.",
    ),
    _many("--facts", "LIBRARIES", "Also count the calls of django, peewee, pymongo or redis, or of stubs by path."),
)


def settings_options(command: F) -> F:
    """Everything that changes settings; the command gets a `Settings` in the argument `settings`."""
    names = (
        "config isolated select ignore extend_select extend_ignore per_file_ignores include exclude extend_exclude "
        "respect_gitignore pedantic facts"
    ).split()

    @functools.wraps(command)
    def with_settings(**given: Any) -> Any:
        from asyncdb_lint.cli.choosing import settings_from

        chosen = {name: given.pop(name) for name in names}
        return command(settings=settings_from(**chosen), **given)

    return group(*_SETTINGS)(with_settings)  # type: ignore[return-value]


def cache_options(command: F) -> F:
    """Where results are kept between runs; the environment is told, which everything that reads or writes them asks."""
    return group(
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


def output_options(command: F) -> F:
    """`output_format` (None where nobody said), `output_file`, `color`, `quiet` and `verbose`."""
    return group(
        click.option(
            "--output-format",
            type=click.Choice(FORMATS),
            envvar="ASYNCDB_LINT_OUTPUT_FORMAT",
            metavar="FORMAT",
            help=f"How findings are shown: {', '.join(FORMATS)}. [default: full]",
        ),
        click.option(
            "--output-file", "-o", type=click.Path(dir_okay=False), help="Write findings to this file, not the output."
        ),
        color_option,
        click.option("--quiet", "-q", is_flag=True, help="Print findings and nothing else."),
        click.option("--verbose", "-v", is_flag=True, help="Also say which settings and files were read."),
    )(command)
