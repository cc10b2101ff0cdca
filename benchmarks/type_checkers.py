"""Writes docs/type-checkers.md: what pyright and mypy, in strict mode, report of the misuse that this tool is for.

    python benchmarks/type_checkers.py [--python EXECUTABLE]

EXECUTABLE has mypy, pyright, SQLAlchemy, FastAPI and this tool; by default the running one. Two bodies of code: the
patterns beside this script, and the fixtures that real libraries have judged. A line counts as reported where a checker
says anything about it, for whatever reason.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATTERNS = ROOT / "benchmarks" / "patterns"
FIXTURES = ROOT / "tests" / "fixtures"
PRELUDE = FIXTURES / "_prelude"
_PATTERN = re.compile(r"#.*\b(P\d\d\w?)\b")
_MARK = re.compile(r"# error: (ADB\d{3})")

Place = tuple[str, int]


def mypy(python: str, folder: Path) -> set[Place]:
    """The lines on which mypy --strict reports an error."""
    command = [python, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context", "."]
    output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    found = (re.match(r"(.+?):(\d+)(?::\d+)?: error:", line) for line in output.splitlines())
    return {(str((folder / each[1]).resolve()), int(each[2])) for each in found if each}


def pyright(python: str, folder: Path) -> set[Place]:
    """The lines on which pyright reports an error in strict mode."""
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    try:
        command = [python, "-m", "pyright", "--outputjson", "--pythonpath", python, "."]
        output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    finally:
        (folder / "pyrightconfig.json").unlink()
    errors = [each for each in json.loads(output)["generalDiagnostics"] if each["severity"] == "error"]
    return {(str(Path(each["file"]).resolve()), each["range"]["start"]["line"] + 1) for each in errors}


def own(python: str, folder: Path) -> set[Place]:
    """The lines on which this tool reports something."""
    command = [python, "-m", "asyncdb_lint", "check", ".", "--output-format", "json", "--include", "test"]
    output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    return {(str((folder / each["filename"]).resolve()), each["location"]["row"]) for each in json.loads(output)}


CHECKERS: dict[str, Callable[[str, Path], set[Place]]] = {"mypy": mypy, "pyright": pyright, "asyncdb-lint": own}


MISUSE = ("ADB2", "ADB3", "ADB4")


def marked(folder: Path, mark: re.Pattern[str]) -> Iterator[tuple[str, Place]]:
    """The marks of the code in a folder, with their places."""
    for path in sorted(folder.rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = mark.search(line)
            if found:
                yield found[1], (str(path.resolve()), number)


def versions(python: str) -> str:
    names = ("mypy", "pyright", "sqlalchemy", "fastapi")
    code = f"import importlib.metadata as m; print(', '.join(f'{{n}} {{m.version(n)}}' for n in {names!r}))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    python = parser.parse_args().python
    of_patterns = {name: _of_folders(check, python, [PATTERNS]) for name, check in CHECKERS.items()}
    of_fixtures = {name: _of_folders(check, python, misuse_folders(), PRELUDE) for name, check in CHECKERS.items()}
    lines = [
        "# What type checkers see",
        "",
        f"Made by `benchmarks/type_checkers.py` with {versions(python)}, both checkers in strict mode.",
        "A line counts as reported where a checker says anything about it.",
        "",
        f"| pattern | {' | '.join(CHECKERS)} |",
        f"| --- |{' --- |' * len(CHECKERS)}",
    ]
    places = list(marked(PATTERNS, _PATTERN))
    for name, place in places:
        lines.append(f"| {name} | {' | '.join('x' if place in of_patterns[each] else '' for each in CHECKERS)} |")
    totals = (str(sum(place in of_patterns[each] for _, place in places)) for each in CHECKERS)
    lines.append(f"| of {len(places)} | {' | '.join(totals)} |")
    lines += ["", "The fixtures of misuse, by code: marked lines, and how many of them are reported.", ""]
    lines += [f"| code | lines | {' | '.join(CHECKERS)} |", f"| --- | --- |{' --- |' * len(CHECKERS)}"]
    by_code: dict[str, list[Place]] = {}
    for code, place in (each for folder in misuse_folders() for each in marked(folder, _MARK)):
        if code.startswith(MISUSE):
            by_code.setdefault(code, []).append(place)
    for code, each in sorted(by_code.items()):
        counts = (str(sum(place in of_fixtures[name] for place in each)) for name in CHECKERS)
        lines.append(f"| {code} | {len(each)} | {' | '.join(counts)} |")
    (ROOT / "docs" / "type-checkers.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _of_folders(
    check: Callable[[str, Path], set[Place]], python: str, folders: Sequence[Path], *needed: Path
) -> set[Place]:
    """The lines that are reported in folders, each checked as a project of its own, with what it imports beside it."""
    found: set[Place] = set()
    for folder in folders:
        with tempfile.TemporaryDirectory(prefix="project") as workspace:
            copy = Path(workspace).resolve()
            for each in (*needed, folder):
                shutil.copytree(each, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            for path, line in check(python, copy):
                found.add((str(folder / Path(path).relative_to(copy)), line))
    return found


def misuse_folders() -> list[Path]:
    """The folders of fixtures whose rules are about misuse: type checkers know nothing of blocking."""
    return [
        each for each in sorted(FIXTURES.iterdir()) if any(code.startswith(MISUSE) for code, _ in marked(each, _MARK))
    ]


if __name__ == "__main__":
    main()
