"""What the reporters write."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from asyncdb_lint.diagnostic import Diagnostic, Span
from asyncdb_lint.report.json import render_json
from asyncdb_lint.report.text import TextReport, relative_path
from asyncdb_lint.source import Source
from fake_engine import finding

SOURCE = """\
@router.get("/users")
async def list_users(session: SessionDep):
    return get_users(session)


def get_users(session):
    # ...
    return session.scalars(select(User)).all()


SessionLocal = sessionmaker(engine)
def get_session():
    yield SessionLocal()
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    place = tmp_path / "app" / "users.py"
    place.parent.mkdir()
    place.write_text(SOURCE)
    return str(place)


def report(folder: Path, *, color: bool = False) -> TextReport:
    return TextReport(lambda path: Source.read(path).lines, str(folder), color=color)


def moved(diagnostic: Diagnostic, span: Span) -> Diagnostic:
    return msgspec.structs.replace(diagnostic, span=span)


def test_full(path: str, tmp_path: Path) -> None:
    place = str(Path("app/users.py"))
    assert (
        report(tmp_path).full([finding(path)])
        == f"""\
{place}:3:12: ADB103 get_users() blocks the event loop [blocking-helper]
    |
  1 | @router.get("/users")
  2 | async def list_users(session: SessionDep):
  3 |     return get_users(session)
    |            ^^^^^^^^^^^^^^
    |

  Every other request waits until the database has answered.

  route    GET /users (+3 more)
  in       app.routers.users.list_users
  from     {place}:12  get_session yields Session
  chain    {place}:3   list_users -> get_users
           {place}:8   get_users -> Session.scalars

"""
    )


def test_full_without_a_route_names_the_context(path: str, tmp_path: Path) -> None:
    bare = msgspec.structs.replace(finding(path), route=None, routes=0, context="startup", origin=None, trace=())
    text = report(tmp_path).full([bare])
    assert "  context  startup\n  in       app.routers.users.list_users\n" in text
    assert "route " not in text and "chain" not in text and "from  " not in text


def test_frame_of_several_lines(tmp_path: Path) -> None:
    place = tmp_path / "a.py"
    place.write_text("\n\nsession.execute(\n    select(User),\n)  # done\n\n\n")
    text = report(tmp_path).full([moved(finding(str(place)), Span(3, 0, 5, 1))])
    assert ("    |\n> 3 | session.execute(\n> 4 |     select(User),\n> 5 | )  # done\n    |\n") in text


def test_frame_of_many_lines_is_cut(tmp_path: Path) -> None:
    place = tmp_path / "a.py"
    place.write_text("call(\n" + "    1,\n" * 50 + ")\n")
    text = report(tmp_path).full([moved(finding(str(place)), Span(1, 0, 52, 1))])
    frame = [line.rstrip() for line in text.splitlines()[1:12]]
    assert frame[:2] == ["     |", ">  1 | call("]
    assert frame[-4:] == ["  ...", "> 51 |     1,", "> 52 | )", "     |"]


def test_the_frame_ends_with_the_paragraph(tmp_path: Path) -> None:
    place = tmp_path / "a.py"
    place.write_text("import x\n\nx.call()\n\n\ndef other():\n    pass\n")
    text = report(tmp_path).full([moved(finding(str(place)), Span(3, 0, 3, 8))])
    assert "    |\n  3 | x.call()\n    | ^^^^^^^^\n    |\n\n" in text


def test_a_chain_of_one_step_says_nothing_new(path: str, tmp_path: Path) -> None:
    short = msgspec.structs.replace(finding(path), trace=finding(path).trace[:1])
    assert "chain" not in report(tmp_path).full([short])


def test_carets_stand_below_tabs_and_wide_characters(tmp_path: Path) -> None:
    place = tmp_path / "a.py"
    place.write_text('\tx("日本", session.get())\n', encoding="utf-8")
    text = report(tmp_path).full([moved(finding(str(place)), Span(1, 9, 1, 22))])
    assert '  1 |     x("日本", session.get())\n    |               ^^^^^^^^^^^^^\n' in text


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    place = tmp_path / "a.py"
    place.write_text('x("\x1b[2J")\n')
    assert "\x1b" not in report(tmp_path).full([moved(finding(str(place)), Span(1, 0, 1, 4))])


@pytest.mark.parametrize("content", [None, ""])
def test_a_file_that_is_gone_or_changed_has_no_frame(tmp_path: Path, content: str | None) -> None:
    text = TextReport(lambda path: (), str(tmp_path), color=False).full([finding(str(tmp_path / "gone.py"))])
    assert text.startswith("gone.py:3:12: ADB103") and "|" not in text


def test_concise(path: str, tmp_path: Path) -> None:
    expected = f"{Path('app/users.py')}:3:12: ADB103 get_users() blocks the event loop\n"
    assert report(tmp_path).concise([finding(path)]) == expected


def test_paths_outside_the_folder_stay_absolute(tmp_path: Path) -> None:
    inside, outside = str(tmp_path / "a" / "b.py"), str(tmp_path.parent / "b.py")
    assert relative_path(inside, str(tmp_path / "a")) == "b.py"
    assert relative_path(outside, str(tmp_path / "a")) == outside
    assert relative_path(str(tmp_path / "ab.py"), str(tmp_path / "a")) == str(tmp_path / "ab.py")


def test_summary(path: str, tmp_path: Path) -> None:
    summary = report(tmp_path).summary
    assert summary([], {}) == "All checks passed!\n"
    assert summary([finding(path)], {}) == "Found 1 finding in 1 file.\n"
    assert summary([finding(path), finding(path + "x")], {"test": 0}) == "Found 2 findings in 2 files.\n"
    broken = msgspec.structs.replace(finding(path), code="ADB001")
    assert summary([broken], {}) == "1 file could not be read.\n"
    assert summary([broken, finding(path)], {}) == "Found 1 finding in 1 file.\n1 file could not be read.\n"
    hidden = "Not shown: 7 in test code and 2 in migrations (--include test,migration).\n"
    assert summary([], {"migration": 2, "test": 7}) == "All checks passed!\n" + hidden


def test_statistics(path: str, tmp_path: Path) -> None:
    other = msgspec.structs.replace(finding(path), code="ADB101", name="blocking-session-call")
    text = report(tmp_path).statistics([finding(path)] * 9 + [other] * 12)
    assert text == "12  ADB101  blocking-session-call\n 9  ADB103  blocking-helper\n"


def test_color(path: str, tmp_path: Path) -> None:
    plain, painted = report(tmp_path), report(tmp_path, color=True)
    assert "\x1b[1;31mADB103\x1b[0m" in painted.full([finding(path)])
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", painted.full([finding(path)])) == plain.full([finding(path)])


def test_json(path: str) -> None:
    (fields,) = json.loads(render_json([finding(path)]))
    assert fields == {
        "code": "ADB103",
        "name": "blocking-helper",
        "message": "get_users() blocks the event loop",
        "filename": path,
        "location": {"row": 3, "column": 12},
        "end_location": {"row": 3, "column": 26},
        "url": None,
        "fix": None,
        "remedies": [],
        "function": "app.routers.users.list_users",
        "route": {"method": "GET", "path": "/users"},
        "routes": 4,
        "context": "request",
        "consequence": "Every other request waits until the database has answered.",
        "fingerprint": "",
        "remedy": None,
        "origin": {"message": "get_session yields Session", "filename": path, "location": {"row": 12, "column": 1}},
        "trace": [
            {"message": "list_users -> get_users", "filename": path, "location": {"row": 3, "column": 12}},
            {"message": "get_users -> Session.scalars", "filename": path, "location": {"row": 8, "column": 5}},
        ],
    }


def test_json_of_nothing_is_an_empty_array() -> None:
    assert json.loads(render_json([])) == []


def test_json_without_a_route(path: str) -> None:
    (fields,) = json.loads(render_json([msgspec.structs.replace(finding(path), route=None)]))
    assert fields["route"] is None
