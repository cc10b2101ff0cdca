"""Measures the tool against a floor that does not depend on it, on any folders of Python code.

    python benchmarks/measure.py [--runs 3] [--json FILE] PATH...

The floor parses: `ast.parse` of every file, and `libcst.parse_module` of every file whose text mentions `async def`,
sqlalchemy, sqlmodel or a database driver. It runs in a process of its own, like the tool, which starts cold each time.
Runs of both alternate, so that a machine that slows down slows both; medians are shown. CPU time is user plus system
time of the process and everything it waited for.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RELEVANT = re.compile(
    rb"async def|sqlalchemy|sqlmodel|sqlite3|psycopg|asyncpg|aiosqlite|pymysql|aiomysql|asyncmy|MySQLdb|oracledb|pyodbc"
)
SKIPPED_FOLDERS = frozenset((".git", ".venv", "node_modules", "__pycache__", "site-packages"))


@dataclass(frozen=True)
class Run:
    """What one process took."""

    cpu: float
    wall: float
    memory: int
    status: int
    output: bytes


@dataclass(frozen=True)
class Measurement:
    """Medians for one folder; seconds and mebibytes."""

    path: str
    files: int
    lines: int
    concrete_files: int
    floor_cpu: float
    floor_wall: float
    floor_memory: int
    tool_cpu: float
    tool_wall: float
    tool_memory: int
    ratio: float
    findings: int
    status: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures there")
    parser.add_argument("--floor", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        print(json.dumps(parse_everything(options.paths[0])))
        return
    measurements = [measure(path, options.runs) for path in options.paths]
    print(table(measurements))
    if options.json:
        options.json.write_text(json.dumps([asdict(measurement) for measurement in measurements], indent=2) + "\n")


def measure(path: Path, runs: int) -> Measurement:
    """Alternate runs of floor and tool; the first pair only fills the file cache and is not counted."""
    floor_command = [sys.executable, os.path.abspath(__file__), "--floor", str(path)]
    tool_command = [sys.executable, "-m", "asyncdb_lint", "check", str(path), "--output-format", "json", "--no-cache"]
    pairs = [(run(floor_command), run(tool_command)) for _ in range(runs + 1)][1:]
    floors, tools = zip(*pairs, strict=True)
    counts = json.loads(floors[0].output)
    if tools[0].status not in (0, 1):
        print(f"{path}: the tool ended with status {tools[0].status}", file=sys.stderr)
    floor_cpu, tool_cpu = median(floors, "cpu"), median(tools, "cpu")
    return Measurement(
        path=str(path),
        **counts,
        floor_cpu=floor_cpu,
        floor_wall=median(floors, "wall"),
        floor_memory=round(median(floors, "memory")),
        tool_cpu=tool_cpu,
        tool_wall=median(tools, "wall"),
        tool_memory=round(median(tools, "memory")),
        ratio=round(tool_cpu / floor_cpu, 3),
        findings=count_findings(tools[0].output),
        status=tools[0].status,
    )


def run(command: Sequence[str]) -> Run:
    """Run to the end; resource use is that of this process alone, which `RUSAGE_CHILDREN` cannot tell for memory."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        unit = 1 if sys.platform == "darwin" else 1024
        memory = usage.ru_maxrss * unit // 2**20
        return Run(usage.ru_utime + usage.ru_stime, wall, memory, process.returncode, output.read())


def parse_everything(path: Path) -> dict[str, int]:
    """The floor. Trees are dropped at once; files that do not parse cost what the attempt costs."""
    import ast

    import libcst

    files = lines = concrete_files = 0
    for file in python_files(path):
        content = file.read_bytes()
        files += 1
        lines += content.count(b"\n")
        try:
            ast.parse(content)
        except (SyntaxError, ValueError):
            continue
        if RELEVANT.search(content):
            concrete_files += 1
            try:
                libcst.parse_module(content)
            except libcst.ParserSyntaxError:
                continue
    return {"files": files, "lines": lines, "concrete_files": concrete_files}


def python_files(path: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))


def median(runs: Sequence[Run], field: str) -> float:
    return round(statistics.median(getattr(run, field) for run in runs), 3)


def count_findings(output: bytes) -> int:
    try:
        return len(json.loads(output))
    except ValueError:
        return -1


def table(measurements: Sequence[Measurement]) -> str:
    """The figures as a Markdown table."""
    rows = [
        "| code | files | lines | floor CPU s | tool CPU s | ratio | tool wall s | tool memory MiB | findings |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for m in measurements:
        rows.append(
            f"| {Path(m.path).name} | {m.files:,} | {m.lines:,} | {m.floor_cpu:.2f} | {m.tool_cpu:.2f} | {m.ratio:.2f} "
            f"| {m.tool_wall:.2f} | {m.tool_memory} | {m.findings} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
