"""Reality as oracle: what blocks when a fixture runs is exactly what its markers say."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.expectations import FIXTURES, fixture_entries, load_fixture
from kit.oracle import observe

ENTRIES = fixture_entries()


def name_of(entry: Path) -> str:
    return load_fixture(entry).name


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_observed_equals_marked(entry: Path) -> None:
    fixture = load_fixture(entry)
    if fixture.no_request is not None:
        pytest.skip(fixture.no_request)
    for library in (*fixture.facts, *fixture.needs):
        pytest.importorskip(library)
    observation = observe(fixture)

    def at(path: str, line: int) -> str:
        return f"{Path(path).relative_to(FIXTURES)}:{line}"

    observed = {at(*place): actions for place, actions in observation.blocking.items()}
    marked = {at(str(marker.path), marker.line) for marker in fixture.markers if marker.blocks}
    silent = {
        at(str(marker.path), marker.line)
        for marker in fixture.markers
        if marker.unobservable or marker.kind == "false-alarm"
    }
    assert {place: observed[place] for place in observed.keys() - marked - silent} == {}, "blocks without a marker"
    assert sorted(marked - observed.keys()) == [], "marked, but does not block"
    assert sorted(silent & observed.keys()) == [], "blocks, although the marker says that reality does not show it"
    misused = {at(*place): words for place, words in observation.misused.items()}
    expected = {at(str(marker.path), marker.line) for marker in fixture.markers if marker.misuses}
    assert {place: misused[place] for place in misused.keys() - expected - silent} == {}, "misuse without a marker"
    assert sorted(expected - misused.keys()) == [], "marked, but nothing fails"
    assert observation.elsewhere == (), "blocks, but no line of the fixture stands for it"
    assert observation.never_called == (), "nobody calls it, so its silence proves nothing"


def test_nearly_every_fixture_is_executed() -> None:
    excused = [fixture.name for fixture in map(load_fixture, ENTRIES) if fixture.no_request is not None]
    assert len(excused) * 10 <= len(ENTRIES), excused
