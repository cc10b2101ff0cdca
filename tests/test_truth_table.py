"""Every row of the table of executed facts on lazy loading is executed by a fixture, or is left out for a reason."""

from __future__ import annotations

import re

from kit.expectations import FIXTURES

ROWS = {
    "A": 10,
    "A2": 27,
    "A3": 22,
    "B": 54,
    "C": 33,
    "C2": 33,
    "C3": 5,
    "D": 24,
    "E": 118,
    "F": 23,
    "G": 48,
    "H": 21,
    "T": 20,
}
"""The sections of the table that are about what is loaded, with the number of their rows."""

REFUSED = "SQLAlchemy refuses the call itself, whatever is loaded"
MISUSE = "a wrong use of the API, whatever is loaded: ADB2"
LEFT_OUT = {
    **{f"C2-{number}": "a row of C, followed by a flush" for number in range(1, 34)},
    **dict.fromkeys(("A3-10", "A3-15", "A3-21", "A3-22", "E-42", "E-51", "E-108", "E-110", "G-48"), REFUSED),
    **dict.fromkeys(("F-4", "F-5", "F-6", "F-7", "F-9", "F-10", "F-21"), REFUSED),
    **dict.fromkeys(("F-14", "F-17", "G-21", "H-2", "H-3", "H-4", "H-5", "H-11", "H-12", "H-13", "H-18"), MISUSE),
    **dict.fromkeys(("H-19", "H-20", "H-21"), "of connections, or of two streams: nothing is loaded"),
    "E-96": "the same outcome as E-95, whose option is ignored",
}


def test_every_row_is_executed_or_left_out_for_a_reason() -> None:
    rows = {f"{section}-{number}" for section, count in ROWS.items() for number in range(1, count + 1)}
    executed: set[str] = set()
    for path in (FIXTURES / "implicit_lazy_load" / "truth_table").glob("*.py"):
        for comment in re.findall(r"# ((?:[A-Z]\d?-\d+(?:, |$))+)", path.read_text(encoding="utf-8"), re.M):
            executed.update(comment.split(", "))
    assert executed <= rows
    assert executed & LEFT_OUT.keys() == set(), "executed after all"
    assert rows - executed - LEFT_OUT.keys() == set(), "neither executed nor left out"
