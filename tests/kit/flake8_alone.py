"""flake8 without the checks that it brings along, so that a run takes no longer than what is tested.

    python flake8_alone.py {fork|spawn|forkserver} [ARGUMENT ...]

Everything else is flake8's own. The file that ``ANALYSES`` names, if any, gets a line for each time the engine is asked.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from typing import Any

from flake8.plugins import finder

import asyncdb_lint.engine

all_of_flake8 = finder._flake8_plugins
check = asyncdb_lint.engine.check


def reporters_only(*arguments: Any) -> Iterator[finder.Plugin]:
    return (plugin for plugin in all_of_flake8(*arguments) if plugin.entry_point.group == "flake8.report")


def noted(*arguments: Any, **keywords: Any) -> Any:
    if "ANALYSES" in os.environ:
        with open(os.environ["ANALYSES"], "a") as stream:
            stream.write(f"{os.getpid()}\n")
    return check(*arguments, **keywords)


if __name__ in ("__main__", "__mp_main__"):  # processes that are spawned import the main file by the second name
    finder._flake8_plugins = reporters_only
    asyncdb_lint.engine.check = noted

if __name__ == "__main__":
    from flake8.main.cli import main

    multiprocessing.set_start_method(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
