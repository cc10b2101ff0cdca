"""Fingerprints name findings across runs: what changes them, and what does not."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.diagnostic import Diagnostic, Span
from asyncdb_lint.engine import check
from asyncdb_lint.fingerprint import relative_posix, with_fingerprints
from fake_engine import finding

LINES = ("", "", "    return get_users(session)  # slow", "x = get_users(session)")


def prints(*diagnostics: Diagnostic, root: str = "/project", lines: tuple[str, ...] = LINES) -> list[str]:
    return [each.fingerprint for each in with_fingerprints(diagnostics, root, lambda path: lines)]


def at(line: int, column: int = 11, **changes: object) -> Diagnostic:
    span = Span(line, column, line, column + 18)
    return msgspec.structs.replace(finding("/project/app/a.py"), span=span, **changes)


def test_it_is_a_digest() -> None:
    (value,) = prints(at(3))
    assert len(value) == 64 and set(value) <= set("0123456789abcdef")


def test_moving_the_line_changes_nothing() -> None:
    assert prints(at(3)) == prints(at(5), lines=("", "", *LINES))


def test_white_space_and_comments_behind_it_change_nothing() -> None:
    moved = at(3, 9)
    assert prints(at(3)) == prints(moved, lines=("", "", "\treturn  get_users(session)"))


def test_the_message_changes_nothing() -> None:
    assert prints(at(3)) == prints(at(3, message="other words", trace=()))


@pytest.mark.parametrize(
    "other", [at(3, code="ADB101"), at(3, function="app.a.g"), at(3, path="/project/app/b.py"), at(4, 4)]
)
def test_what_tells_findings_apart(other: Diagnostic) -> None:
    assert prints(at(3)) != prints(other)


def test_equals_are_numbered_by_place_whatever_their_order() -> None:
    lines = ("f(session)", "f(session)")
    first, second = (msgspec.structs.replace(at(1), span=Span(line, 0, line, 10)) for line in (1, 2))
    one, two = prints(first, second, lines=lines)
    assert one != two
    assert prints(second, first, lines=lines) == [two, one]


def test_where_the_project_lies_changes_nothing() -> None:
    moved = msgspec.structs.replace(at(3), path="/elsewhere/app/a.py")
    assert prints(at(3)) == prints(moved, root="/elsewhere")


def test_a_file_that_is_gone() -> None:
    assert len(set(prints(at(3), at(4), lines=()))) == 2


def test_paths_have_slashes(tmp_path: Path) -> None:
    assert relative_posix(str(tmp_path / "a" / "b.py"), str(tmp_path)) == "a/b.py"


def test_the_engine_gives_them_whatever_is_selected(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "app.py").write_text(
        "from sqlalchemy.orm import Session\n"
        "async def f(session: Session) -> None:\n"
        "    session.commit()  # noqa: ADB101\n"
        "    session.commit()\n"
        "    session.commit()\n"
    )
    everything = check([tmp_path], Config(noqa=False)).diagnostics
    found = [each.fingerprint for each in everything]
    assert len(set(found)) == 3
    assert [each.fingerprint for each in check([tmp_path], Config()).diagnostics] == found[1:]
