"""The bar of a long run, and what is left of it."""

from __future__ import annotations

import io

import pytest

from asyncdb_lint.report import progress
from asyncdb_lint.report.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setenv("TERM", "xterm")
    return clock


def test_drawn_on_a_terminal_after_a_second_and_taken_away(clock: Clock) -> None:
    stream = Terminal()
    bar = ProgressBar(stream)
    bar(1, 4)
    assert stream.getvalue() == ""
    clock.now += 1.1
    bar(2, 4)
    drawn = "\r[" + "#" * 15 + " " * 15 + "]  50%"
    assert stream.getvalue() == drawn
    clock.now += 0.01
    bar(3, 4)
    assert stream.getvalue() == drawn, "not more often than an eye can follow"
    bar.clear()
    assert stream.getvalue() == drawn + "\r" + " " * (len(drawn) - 1) + "\r"
    clock.now += 10
    bar(4, 4)
    assert stream.getvalue().endswith("\r"), "cleared for good"


def test_short_runs_leave_nothing(clock: Clock) -> None:
    stream = Terminal()
    bar = ProgressBar(stream)
    bar(1, 1)
    bar.clear()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("stream", "terminal"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")])
def test_nothing_in_a_pipe_or_on_a_dumb_terminal(
    stream: io.StringIO, terminal: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", terminal)
    bar = ProgressBar(stream)
    clock.now += 5
    bar(1, 2)
    bar.clear()
    assert stream.getvalue() == ""
