"""Knows what goes wrong in a command, and how it ends then: with exit status 2, since status 1 means findings."""

from __future__ import annotations

import errno
from typing import Any

import click

INTERRUPTED = 130
"""The exit status of shells for a program that Ctrl-C ended."""


class Failure(click.ClickException):
    """The tool cannot do its work; the message says why."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"error: {self.message}", err=True)


class Commands(click.Group):
    """Turns whatever goes wrong in a command into a `Failure`."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise
            raise Failure(_explained(error)) from error


def _explained(error: Exception) -> str:
    """What the user did, or for any other error the traceback and where to take it."""
    from asyncdb_lint.adoption.baseline_file import BaselineError
    from asyncdb_lint.adoption.changes import ChangesError
    from asyncdb_lint.answer import NoSuchLine
    from asyncdb_lint.config import ConfigError
    from asyncdb_lint.discovery import DiscoveryError
    from asyncdb_lint.source import SourceError

    if isinstance(error, (BaselineError, ChangesError, ConfigError, DiscoveryError, NoSuchLine, SourceError)):
        return str(error)
    import traceback

    traceback.print_exception(error)
    return "this is a bug in asyncdb-lint, please report it with the lines above"
