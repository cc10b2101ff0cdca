"""What fixing makes of a fixture, without the markers of what is gone: the text of its `.fixed.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from asyncdb_lint import engine, fixing
from asyncdb_lint.config import Config
from asyncdb_lint.source import Source

_MARKER = re.compile(r"\s*# error: (?P<codes>ADB\d{3}(?:, ADB\d{3})*)(?: unobservable \([^()]*\))?")


def style_of(golden: Path) -> str:
    """`behaviour.fixed.py` is made with the style async, `behaviour.def.fixed.py` with def; so are folders."""
    parts = _name_of(golden).removesuffix(".fixed").split(".")
    return parts[1] if len(parts) == 2 else "async"


def original_of(golden: Path) -> Path:
    behaviour = _name_of(golden).partition(".")[0]
    if golden.name == "app.py":
        return golden.parent.with_name(behaviour) / "app.py"
    return golden.with_name(f"{behaviour}.py")


def _name_of(golden: Path) -> str:
    return golden.parent.name if golden.name == "app.py" else golden.stem


def fixed(workspace: Path, style: str, *, pedantic: bool = False) -> fixing.Fixed:
    """What fixing, unsafe fixes included, makes of a project."""
    config = Config(fix_style=style, pedantic=pedantic)
    return fixing.fix(
        lambda contents: engine.check([workspace], config, contents=contents, solve=True),
        Source.read,
        lambda _: style,
        unsafe=True,
    )


def text_of(path: Path, result: fixing.Fixed) -> str:
    """A file after fixing, without the markers of the findings that are gone."""
    left: dict[int, set[str]] = {}
    for each in result.result.diagnostics:
        if each.path == str(path):
            left.setdefault(each.span.line, set()).add(each.code)
    text = result.contents.get(str(path), path.read_bytes()).decode()
    lines = text.split("\n")
    return "\n".join(_cured(line, number, left) for number, line in enumerate(lines, 1))


def _cured(line: str, number: int, left: Mapping[int, set[str]]) -> str:
    found = _MARKER.search(line)
    if found is None or set(found["codes"].split(", ")) <= left.get(number, set()):
        return line
    return line[: found.start()] + line[found.end() :]
