"""Fixing fixtures gives their `.fixed.py`, which is executed as every fixture is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kit.expectations import fixture_entries, is_fixed, load_fixture
from kit.golden import fixed, original_of, style_of, text_of
from test_fixtures import install, workspace

__all__ = ["workspace"]

GOLDEN = [entry for entry in fixture_entries() if is_fixed(entry)]
WRITE = "ASYNCDB_LINT_WRITE_GOLDEN"
"""An environment variable: with it, the golden files are written, to be reviewed as a diff."""


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: load_fixture(path).name)
def test_fixing_gives_the_golden_file(golden: Path, workspace: Path) -> None:
    fixture = load_fixture(original_of(golden))
    copies = install(fixture, workspace)
    result = fixed(workspace, style_of(golden), pedantic=fixture.is_pedantic)
    assert result.result.failures == ()
    places = {fixture.entry: golden} | {
        each: golden.parent / each.relative_to(fixture.folder) for each in fixture.files if fixture.folder is not None
    }
    texts = {places[each]: text_of(copies[each], result) for each in fixture.files}
    if WRITE in os.environ:
        for place, text in texts.items():
            place.write_text(text)
    assert texts == {place: place.read_text() for place in load_fixture(golden).files}
    for path, content in result.contents.items():
        Path(path).write_bytes(content)
    assert fixed(workspace, style_of(golden), pedantic=fixture.is_pedantic).contents == {}, (
        "a second run changes something"
    )
