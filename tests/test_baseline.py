"""Which findings a baseline knows after code has changed, and how the file is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from asyncdb_lint.adoption.baseline import Comparison, compare, entry_of
from asyncdb_lint.adoption.baseline_file import BaselineError, Entry, read_baseline, write_baseline
from asyncdb_lint.config import Config
from asyncdb_lint.engine import check
from asyncdb_lint.outcome import Result
from asyncdb_lint.source import Source

HEAD = """\
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


"""
FIRST = 'async def first():\n    SessionLocal().execute(text("SELECT 1"))\n'
SECOND = "async def second():\n    session = SessionLocal()\n    session.commit()\n    session.commit()\n"


class Project:
    """A project on the disk with its baseline."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "pyproject.toml").touch()
        self.entries: list[Entry] = []

    def write(self, **files: str) -> None:
        for path in self.root.glob("*.py"):
            path.unlink()
        for name, text in files.items():
            (self.root / f"{name}.py").write_text(HEAD + text)

    def lines(self, path: str) -> tuple[str, ...]:
        return Source.read(path).lines

    def result(self, config: Config | None = None, path: str = ".") -> Result:
        return check([self.root / path], config or Config())

    def accept(self) -> None:
        self.entries = [entry_of(each, str(self.root), self.lines) for each in self.result().diagnostics]

    def compare(self, result: Result | None = None) -> Comparison:
        result = result or self.result()
        return compare(self.entries, result.diagnostics, result.left_out, str(self.root), self.lines)


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """The entries of a project with one finding in `first` and two equal ones in `second`, wherever it lies."""
    made = Project(tmp_path_factory.mktemp("accepted"))
    made.write(app=FIRST + "\n\n" + SECOND)
    made.accept()
    assert len(made.entries) == 3
    return made.entries


@pytest.fixture
def project(tmp_path: Path, accepted: list[Entry]) -> Project:
    made = Project(tmp_path)
    made.write(app=FIRST + "\n\n" + SECOND)
    made.entries = list(accepted)
    return made


def test_what_has_not_changed_is_known(project: Project) -> None:
    comparison = project.compare()
    assert (comparison.new, comparison.stale, comparison.kept, comparison.moved) == ((), (), (), 0)
    assert list(comparison.known) == project.entries


@pytest.mark.parametrize(
    "text, new, stale",
    [
        (f"import os\n\n\n{SECOND}\n\n{FIRST}".replace("commit()\n", "commit()  # here\n"), 0, 0),
        (FIRST + "\n\n" + SECOND.replace("    session.commit()\n    ", "    "), 0, 1),
        (FIRST + "\n\n" + SECOND + "    session.commit()\n", 1, 0),
        (FIRST.replace("execute", "scalar") + "\n\n" + SECOND, 1, 1),
        ("", 0, 3),
    ],
)
def test_lines_may_move_and_texts_may_not(project: Project, text: str, new: int, stale: int) -> None:
    project.write(app=text)
    comparison = project.compare()
    assert (len(comparison.new), len(comparison.stale)) == (new, stale)
    assert len(comparison.known) + stale == 3


def test_a_function_may_move_to_another_file(project: Project) -> None:
    project.entries = [Entry(**{**_fields(each), "reason": "for now"}) for each in project.entries]
    project.write(app=SECOND, other="import os\n\n\n" + FIRST)
    comparison = project.compare()
    assert (comparison.new, comparison.stale, comparison.moved) == ((), (), 1)
    moved = next(each for each in comparison.known if each.path == "other.py")
    assert moved.reason == "for now" and moved.fingerprint not in {each.fingerprint for each in project.entries}
    project.entries = list(comparison.known)
    assert project.compare().moved == 0


def _fields(entry: Entry) -> dict[str, str]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def test_a_file_may_be_renamed(project: Project) -> None:
    project.write(renamed=FIRST + "\n\n" + SECOND)
    comparison = project.compare()
    assert (comparison.new, comparison.stale, comparison.moved) == ((), (), 3)


def test_a_copy_is_new(project: Project) -> None:
    project.write(app=FIRST + "\n\n" + SECOND, other=FIRST)
    comparison = project.compare()
    assert [Path(each.path).name for each in comparison.new] == ["other.py"] and comparison.moved == 0


def test_what_is_not_selected_is_not_fixed(project: Project) -> None:
    comparison = project.compare(project.result(Config(select=("ADB2",))))
    assert (comparison.known, comparison.stale, len(comparison.kept)) == ((), (), 3)


def test_other_files_than_those_asked_for_are_not_fixed(project: Project) -> None:
    project.write(app=FIRST + "\n\n" + SECOND, other="")
    result = project.result(path="other.py")
    assert not result.is_whole
    assert (project.compare(result).stale, len(project.compare(result).kept)) == ((), 3)


def test_what_is_silenced_by_a_comment_needs_no_entry(project: Project) -> None:
    silenced = FIRST.replace('"))\n', '"))  # noqa: ADB101\n')
    project.write(app=silenced + "\n\n" + SECOND)
    assert [each.function for each in project.compare().stale] == ["app.first"]


def test_a_file_that_cannot_be_read_keeps_its_entries(project: Project) -> None:
    project.write(app=FIRST + "\n\n" + SECOND + "\n\ndef broken(:\n")
    comparison = project.compare()
    assert [each.code for each in comparison.new] == ["ADB001"]
    assert (comparison.stale, len(comparison.kept)) == ((), 3)


ENTRY = Entry(path="a/é.py", code="ADB101", function="a.f", message="m", fingerprint="0f", content="1e")


def test_the_file_is_sorted_and_written_only_if_it_changes(tmp_path: Path) -> None:
    path = str(tmp_path / "baseline.json")
    other = Entry(path="a/b.py", code="ADB101", function="a.f", message="m", fingerprint="ff", content="1e", reason="é")
    assert write_baseline(path, [ENTRY, other]) and read_baseline(path) == [other, ENTRY]
    content = Path(path).read_bytes()
    assert content.endswith(b"]\n}\n") and "é".encode() in content and b"\r" not in content
    assert content.count(b"reason") == 1
    assert not write_baseline(path, [other, ENTRY])
    Path(path).write_bytes(content.replace(b"\n", b"\r\n"))
    assert not write_baseline(path, [other, ENTRY])
    assert os.listdir(tmp_path) == ["baseline.json"]


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda text: text[:40], ":5: this baseline is no JSON"),
        (
            lambda text: text.replace('"version": 1', '"version": 2'),
            ":2: this baseline has version 2, known is 1; a newer",
        ),
        (lambda text: text.replace('"version": 1', '"version": 0'), ":2: this baseline has version 0, known is 1"),
        (lambda text: text.replace('"version": 1', '"version": "1"'), ":1: this is no baseline of asyncdb-lint"),
        (lambda text: "[]", ":1: this is no baseline of asyncdb-lint"),
        (lambda text: text.replace('"content": "2', '"contents": "2'), ":12: this baseline is wrong: Object contains"),
        (lambda text: text.replace('"fingerprint": "ff"', '"fingerprint": 3'), ":12: this baseline is wrong: Expected"),
        (
            lambda text: text.replace("    {", "<<<<<<< HEAD\n    {\n=======\n    {\n>>>>>>> other", 1),
            ":4: this baseline has a merge conflict",
        ),
        (lambda text: text, ": this baseline is not UTF-8"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, change: object, message: str) -> None:
    path = tmp_path / "baseline.json"
    other = Entry(path="b.py", code="ADB101", function="a.f", message="m", fingerprint="ff", content="2e")
    write_baseline(str(path), [ENTRY, other])
    assert callable(change)
    path.write_bytes(change(path.read_text("utf-8")).encode("utf-8" if "UTF-8" not in message else "utf-16"))
    with pytest.raises(BaselineError) as raised:
        read_baseline(str(path))
    assert str(raised.value).startswith(f"{path}{message}")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="there is no such baseline; `asyncdb-lint baseline` makes one"):
        read_baseline(str(tmp_path / "gone.json"))
