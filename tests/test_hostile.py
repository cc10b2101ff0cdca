"""Hostile files end in one ADB001 where Python refuses them, and never in a fault; `python -m hostile` runs many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.engine import check
from asyncdb_lint.lowering.newer_syntax import explained
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.summary import Summary
from asyncdb_lint.semantics.values import FunctionValue, Value
from hostile.__main__ import seeds
from hostile.inputs import handmade, mutations
from hostile.outcome import outcome

HANDMADE = dict(handmade())


@pytest.mark.parametrize("name", sorted(HANDMADE))
def test_handmade(name: str, tmp_path: Path) -> None:
    assert outcome(name, HANDMADE[name], tmp_path).problems == ()


@pytest.mark.parametrize("seed", range(4))
def test_mutations(seed: int, tmp_path: Path) -> None:
    results = [outcome(name, content, tmp_path) for name, content in mutations(seeds(), 30, seed)]
    assert [(result.name, result.problems) for result in results if result.problems] == []
    assert 0 < sum(result.refused for result in results) < 30


def test_every_other_file_is_checked(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "latin.py").write_bytes(b"a = 1\nx = '\xe9'\n")
    (tmp_path / "nowhere.py").symlink_to("missing.py")
    (tmp_path / ".#locked.py").symlink_to("user@host.1")
    (tmp_path / "app.py").write_text("import sqlite3\nasync def f():\n    sqlite3.connect('x')\n")
    found = [(Path(each.path).name, each.code, each.span.line) for each in check([tmp_path], Config()).diagnostics]
    assert found == [
        ("app.py", "ADB105", 3),
        ("broken.py", "ADB001", 1),
        ("latin.py", "ADB001", 2),
        ("nowhere.py", "ADB001", 1),
    ]


@pytest.mark.parametrize(
    ("line", "running", "needed"),
    [
        ("except* ValueError:", (3, 10), "3.11"),
        ("x: tuple[*Ts]", (3, 10), "3.11"),
        ("type Names = list[str]", (3, 11), "3.12"),
        ("async def first[T](items: list[T]) -> T:", (3, 11), "3.12"),
        ("class Box[T]:", (3, 11), "3.12"),
        ("class Box[T = int]:", (3, 12), "3.13"),
        ('name = t"{name}"', (3, 13), "3.14"),
    ],
)
def test_newer_syntax(line: str, running: tuple[int, int], needed: str) -> None:
    message = explained(line, "invalid syntax", running)
    assert f"needs Python {needed}, and asyncdb-lint runs on {running[0]}.{running[1]}" in message
    newest = tuple(map(int, needed.split(".")))
    assert explained(line, "invalid syntax", (newest[0], newest[1])) == "invalid syntax"


def test_older_syntax() -> None:
    said = "Missing parentheses in call to 'print'. Did you mean print(...)?"
    assert explained("print 'x'", said) == "Missing parentheses in call to 'print' (Python 2 cannot be read)"
    assert explained("x = 1 +", "invalid syntax") == "invalid syntax"


def test_a_fault_costs_one_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_body = Interpreter._run_body

    def failing(self: Interpreter, function: FunctionValue, bound: dict[str, Value], on_loop: bool) -> Summary:
        if function.node.name.startswith("broken"):
            raise KeyError("unexpected")
        return run_body(self, function, bound, on_loop)

    monkeypatch.setattr(Interpreter, "_run_body", failing)
    functions = (
        "def broken(): ...\nasync def broken_too(): ...\nasync def f():\n    broken()\n    sqlite3.connect('x')\n"
    )
    (tmp_path / "app.py").write_text("import sqlite3\n" + functions)
    result = check([tmp_path], Config())
    assert [(each.code, each.span.line) for each in result.diagnostics] == [("ADB105", 6)]
    (failure,) = result.failures
    assert failure.code == "ADB000" and failure.span.line in (2, 3)
    assert failure.message.startswith("KeyError: 'unexpected' (test_hostile.py:")
    assert failure.message.endswith("(and in 1 other place)")
