"""What holds after fixing whatever code: it parses, comments and untouched lines stay, a second run changes nothing."""

from __future__ import annotations

import ast
import io
import os
import tokenize
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asyncdb_lint.fixing import Fixed
from kit.golden import fixed
from kit.modules import HEAD, modules

EXAMPLES = int(os.environ.get("ASYNCDB_LINT_FIX_EXAMPLES", "6"))
"""How many modules each property is tried on; each has several functions. More on demand."""

bounded = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return Counter(token.string.rstrip("\r") for token in tokens if token.type == tokenize.COMMENT)


def run(folder: Path, style: str) -> Fixed:
    result = fixed(folder, style)
    assert result.result.failures == ()
    return result


@bounded
@given(code=modules(), style=st.sampled_from(["async", "def", "threadpool"]), newline=st.sampled_from(["\n", "\r\n"]))
def test_fixing_whatever_code(code: str, style: str, newline: str) -> None:
    ast.parse(code)
    before = (HEAD + code).replace("\n", newline)
    with TemporaryDirectory(prefix="project") as name:
        folder = Path(name).resolve()
        (folder / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
        path = folder / "app.py"
        path.write_bytes(before.encode())
        result = run(folder, style)
        after = result.contents.get(str(path), before.encode()).decode()
        ast.parse(after)
        assert after.count(newline) == after.count("\n")
        assert comments(after) == comments(before)
        touched = {line for each in result.applied for edit in each.fix.edits for line in edit.replacement.split("\n")}
        assert bool(result.contents) == bool(touched)
        _check_untouched(before, after, len(result.applied))
        path.write_bytes(after.encode())
        again = run(folder, style)
        assert again.contents == {}, "a second run changes something"
        assert len(again.result.diagnostics) == len(result.result.diagnostics)


def _check_untouched(before: str, after: str, count: int) -> None:
    """Lines differ only where something was fixed: no more places than fixes and their imports."""
    matcher = SequenceMatcher(None, before.splitlines(keepends=True), after.splitlines(keepends=True), autojunk=False)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    assert len(changed) <= 3 * count
    assert (before == after) == (count == 0)
