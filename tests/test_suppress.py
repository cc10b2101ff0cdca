"""What ``noqa`` silences; flake8 itself is asked whether it agrees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from asyncdb_lint.source import Source
from asyncdb_lint.suppress import Suppressions, suppress
from fake_engine import finding

# Each case calls `bad()` once or more; a plugin that reports every call of it stands in for our own, under its name.
CASES = {
    "none": "bad()\n",
    "blanket": "bad()  # noqa\n",
    "upper case": "bad()  # NOQA\n",
    "no space": "bad()  #noqa\n",
    "code": "bad()  # noqa: ADB101\n",
    "code without space": "bad()  # noqa:ADB101\n",
    "code in lower case": "bad()  # noqa: adb101\n",
    "prefix": "bad()  # noqa: ADB1\n",
    "other code": "bad()  # noqa: ADB103\n",
    "longer code": "bad()  # noqa: ADB1011\n",
    "several codes": "bad()  # noqa: E501,ADB101\n",
    "several codes with spaces": "bad()  # noqa: E501 , ADB101\n",
    "codes and a reason": "bad()  # noqa: ADB101 since it is short\n",
    "other code and a reason": "bad()  # noqa: E501 see ADB101\n",
    "a reason only": "bad()  # noqa: because\n",
    "behind another comment": "bad()  # type: ignore  # noqa: ADB101\n",
    "words before": "bad()  # please # noqa\n",
    "line above": "# noqa\nbad()\n",
    "whole file": "# flake8: noqa\nbad()\n",
    "whole file at the end": "bad()\n# FLAKE8: NOQA\n",
    "whole file with equals sign": "# flake8=noqa\nbad()\n",
    "whole file behind code": "x = 1  # flake8: noqa\nbad()\n",
    "whole file indented": "if x:\n    # flake8: noqa\n    bad()\n",
    "whole file with codes": "# flake8: noqa: E501\nbad()\n",
    "bracketed, first line": "x(  # noqa\n    bad(),\n)\n",
    "bracketed, own line": "x(\n    bad(),  # noqa\n)\n",
    "bracketed, last line": "x(\n    bad(),\n)  # noqa\n",
    "backslash, last line": "x = bad() + \\\n    1  # noqa\n",
    "backslash, call on last line": "x = 1 + \\\n    bad()  # noqa: ADB101\n",
    "multi-line string behind": 'bad("""\n""")  # noqa\n',
    "multi-line string before": 'x("""\n""", bad())  # noqa\n',
    "multi-line string in brackets": 'x(\n    bad(), """\n    """  # noqa\n)\n',
    "comment inside a string": 'bad("""\n# noqa\n""")\n',
    "multi-line f-string": 'bad(f"""\n{1}\n""")  # noqa\n',
    "two statements": "bad()  # noqa\nbad()\n",
    "form feed": "x = 1\n\x0cbad()  # noqa\nbad()\n",
    "carriage returns": "bad()  # noqa\r\nbad()\r\n",
    "no final newline": "bad()  # noqa",
    "not UTF-8": "# coding: latin-1\nx = 'é'; bad()  # noqa\nbad()\n",
}
PLUGIN = """
import ast

class Plugin:
    name = "stand-in"
    version = "1"

    def __init__(self, tree):
        self.tree = tree

    def run(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "bad":
                yield node.lineno, node.col_offset, "ADB101 bad", type(self)
"""


def content(case: str) -> bytes:
    return CASES[case].encode("latin-1")


@pytest.fixture(scope="module")
def flake8_lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[int]]:
    """For each case the lines that the installed flake8 reports."""
    folder = tmp_path_factory.mktemp("flake8")
    (folder / "asyncdb_lint").mkdir()
    (folder / "asyncdb_lint" / "__init__.py").touch()
    (folder / "asyncdb_lint" / "flake8_plugin.py").write_text(PLUGIN)
    names = {f"case_{number}.py": case for number, case in enumerate(CASES)}
    for name, case in names.items():
        (folder / name).write_bytes(content(case))
    command = [sys.executable, "-m", "flake8", "--isolated", "--select", "ADB101", "-j", "1"]
    output = subprocess.run([*command, *names], cwd=folder, capture_output=True, text=True)
    assert not output.stderr, output.stderr
    reported: dict[str, set[int]] = {case: set() for case in CASES}
    for row in output.stdout.splitlines():
        name, line, *_ = row.split(":")
        reported[names[name]].add(int(line))
    return reported


@pytest.mark.parametrize("case", CASES)
def test_as_flake8(case: str, flake8_lines: dict[str, set[int]]) -> None:
    suppressions = Suppressions(Source("case.py", content(case)))
    lines = Source("case.py", content(case)).lines
    calls = {number for number, line in enumerate(lines, 1) if "bad(" in line}
    assert {line for line in calls if not suppressions.silences(line, "ADB101")} == flake8_lines[case]


def test_findings_of_several_files(tmp_path: Path) -> None:
    silent, loud = tmp_path / "silent.py", tmp_path / "loud.py"
    silent.write_text("bad()  # noqa: ADB103\nbad()\n")
    loud.write_text("bad()\n")
    findings = [finding(str(path), line=line) for path in (silent, loud) for line in (1, 2)]
    kept, _ = suppress(findings, Source.read)
    assert [(Path(found.path).name, found.span.line) for found in kept] == [
        ("silent.py", 2),
        ("loud.py", 1),
        ("loud.py", 2),
    ]


def test_a_file_that_does_not_tokenize_is_read_line_by_line() -> None:
    suppressions = Suppressions(Source("broken.py", b"x = (\nbad()  # noqa\n'''\n"))
    assert suppressions.silences(2, "ADB101") and not suppressions.silences(1, "ADB101")
