"""Knows that ``python -m asyncdb_lint`` is the command line."""

from asyncdb_lint.cli import main

if __name__ == "__main__":
    main(prog_name="asyncdb-lint")
