"""Compares flake8 with the command line on folders of real code: the same places and codes, and what each takes.

    python benchmarks/flake8_parity.py [--jobs 1,2] [--starts fork,spawn] [--warm] PATH...

Each PATH is copied, so that its own settings of flake8 and results of earlier runs do not count. flake8 runs without the
checks that it brings along, as in the tests. Every run is cold, or with `--warm` every one but the first is not. What concerns the run
itself (ADB000 to ADB002) is apart: flake8 calls no plugin for broken files, and treats comments itself.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ALONE = Path(__file__).resolve().parent.parent / "tests" / "kit" / "flake8_alone.py"
Row = tuple[str, int, int, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--starts", default="fork,spawn" if hasattr(os, "fork") else "spawn")
    parser.add_argument("--warm", action="store_true", help="keep results from one run to the next")
    options = parser.parse_args()
    os.environ["ASYNCDB_LINT_NO_CACHE"] = "0" if options.warm else "1"
    is_equal = True
    for path in options.paths:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, path.name).resolve()
            shutil.copytree(path, copy, ignore=shutil.ignore_patterns(".flake8", "setup.cfg", "tox.ini", ".git"))
            (copy / "pyproject.toml").touch()
            is_equal &= compared(copy, options.starts.split(","), options.jobs.split(","))
    sys.exit(0 if is_equal else 1)


def compared(folder: Path, starts: Sequence[str], jobs: Sequence[str]) -> bool:
    """Whether every run of flake8 finds what the command line finds; tells of each."""
    expected, seconds = rows(folder, "-m", "asyncdb_lint", "check", "--output-format", "concise", ".")
    print(f"{folder.name}: {len(expected)} findings by the command line in {seconds:.1f} s")
    is_equal = True
    for start in starts:
        for number in jobs:
            found, seconds = rows(folder, str(ALONE), start, "--isolated", "--select=ADB", "-j", number, ".")
            print(f"  flake8 -j {number}, {start}: {len(found)} findings in {seconds:.1f} s")
            for row in sorted(found ^ expected):
                is_equal = False
                print(f"    {'flake8' if row in found else 'the command line'} alone: {row}")
    return is_equal


def rows(folder: Path, *arguments: str) -> tuple[set[Row], float]:
    """What a run reports, and the seconds on the clock that it takes."""
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    seconds = time.perf_counter() - started
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)} ended with status {run.returncode}")
    found: set[Row] = set()
    for parts in (line.split(":", 3) for line in run.stdout.splitlines()):
        if len(parts) == 4 and parts[3].strip().startswith("ADB"):
            found.add((os.path.normpath(parts[0]), int(parts[1]), int(parts[2]), parts[3].split()[0]))
    return {row for row in found if not row[3].startswith("ADB00")}, seconds


if __name__ == "__main__":
    main()
