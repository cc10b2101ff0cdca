"""Knows that ``python -m asyncdb_lint`` is the command line."""

from asyncdb_lint.cli import run

if __name__ == "__main__":
    run()
