"""The full run: `python -m hostile [--mutations N] [--seed N] [FOLDER ...]` with `tests` on the path.

Checks the hand-made files, N mutations of the fixtures and of the standard library (and of the folders), and every
file of the folders as it is, in batches, each in a process of its own: a process that dies costs its batch a search
for the file that killed it. Exits with 1 if any file crashed the run, was judged otherwise than Python does, or took
longer than ten seconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hostile.inputs import handmade, mutations
from hostile.outcome import outcome

TESTS = Path(__file__).resolve().parent.parent
BATCH = 40
LONGEST = 10.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="hostile", description=__doc__)
    parser.add_argument("--mutations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("folders", nargs="*", type=Path)
    options = parser.parse_args()
    if options.batch:
        return _batch(options.batch)
    files = refused = 0
    slowest, worst = 0.0, ""
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="hostile") as folder:
        for batch in _batches(_inputs(options.mutations, options.seed, options.folders), Path(folder)):
            for name, seconds, found, is_refused in _run(batch):
                files, refused = files + 1, refused + is_refused
                slowest, worst = max((slowest, worst), (seconds, name))
                problems += [f"{name}: {problem}" for problem in found]
                if seconds > LONGEST:
                    problems.append(f"{name}: took {seconds:.1f} s")
    print("\n".join(problems))
    print(f"{files} files, {refused} refused, {len(problems)} problems, slowest {worst} with {slowest:.1f} s")
    return 1 if problems else 0


def seeds() -> list[Path]:
    """What is mutated: the project's fixtures and examples, and the standard library."""
    library = Path(sysconfig.get_path("stdlib"))
    own = [path for folder in ("fixtures", "../examples", "../src") for path in sorted((TESTS / folder).rglob("*.py"))]
    return own + sorted(library.glob("*.py")) + sorted(library.glob("asyncio/*.py"))


def _inputs(count: int, seed: int, folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    yield from handmade()
    given = [path for folder in folders for path in sorted(folder.rglob("*.py")) if path.is_file()]
    yield from mutations(seeds() + given, count, seed)
    for path in given:
        yield str(path), path.read_bytes()


def _batches(inputs: Iterator[tuple[str, bytes]], folder: Path) -> Iterator[Path]:
    """Folders with up to BATCH numbered files and their names; each is emptied when the next is asked for."""
    names: list[str] = []
    for name, content in inputs:
        (folder / f"{len(names)}.input").write_bytes(content)
        names.append(name)
        if len(names) == BATCH:
            (folder / "names.json").write_text(json.dumps(names))
            yield folder
            names = []
    if names:
        (folder / "names.json").write_text(json.dumps(names))
        yield folder


def _run(folder: Path) -> Iterator[tuple[str, float, list[str], bool]]:
    names = json.loads((folder / "names.json").read_text())
    first = 0
    while first < len(names):
        (folder / "first").write_text(str(first))
        command = [sys.executable, "-m", "hostile", "--batch", str(folder)]
        try:
            done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, timeout=LONGEST * 2 * BATCH)
            end = f"the process ended with {done.returncode}: {done.stderr[-300:]}"
            lines = done.stdout.splitlines()
        except subprocess.TimeoutExpired as error:
            end = "the process did not end"
            lines = (error.stdout or b"").decode().splitlines()
        for line in lines:
            yield tuple(json.loads(line))
        first += len(lines)
        if first < len(names):
            yield names[first], 0.0, [end], False
            first += 1


def _batch(folder: Path) -> int:
    names = json.loads((folder / "names.json").read_text())
    with tempfile.TemporaryDirectory(prefix="hostile") as project:
        for number in range(int((folder / "first").read_text()), len(names)):
            result = outcome(names[number], (folder / f"{number}.input").read_bytes(), Path(project))
            print(json.dumps([result.name, result.seconds, result.problems, result.refused]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
