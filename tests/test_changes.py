"""Which lines count as changed, asked of a real git, and which findings touch them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from asyncdb_lint.adoption.changes import HEAD, ChangesError, changes
from asyncdb_lint.diagnostic import Diagnostic, Span, Step
from fake_engine import finding


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


TEN = "".join(f"line {number}\n" for number in range(1, 11))
NAMES = ("plain.py", "with space.py", "umläut.py", 'quo"te.py') if os.name != "nt" else ("plain.py", "with space.py")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A branch that left `trunk` at its second commit, with committed, staged, unstaged and untracked changes."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "--quiet", "--initial-branch=trunk")
    git(root, "config", "diff.noprefix", "true")
    for name in (*NAMES, "renamed.py", "same.py", "elsewhere.py", "deceiving.py"):
        (root / name).write_text(TEN)
    (root / ".gitignore").write_text("ignored.py\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=one")
    git(root, "checkout", "--quiet", "-b", "branch")
    (root / "plain.py").write_text(TEN.replace("line 3\n", "line three\n"))
    git(root, "mv", "renamed.py", "new name.py")
    git(root, "commit", "--quiet", "--all", "--message=two")
    git(root, "checkout", "--quiet", "trunk")
    (root / "elsewhere.py").write_text(TEN.replace("line 1\n", "by others\n"))
    git(root, "commit", "--quiet", "--all", "--message=three")
    git(root, "checkout", "--quiet", "branch")
    for name in NAMES[1:]:
        (root / name).write_text(TEN.replace("line 5\n", "").replace("line 9\n", "line 9\nline 9 b\n"))
    git(root, "add", NAMES[1])
    (root / "deceiving.py").write_text(TEN.replace("line 2\n", "++ b/same.py\n@@ -1 +1,9 @@\n"))
    (root / "untracked.py").write_text(TEN)
    (root / "ignored.py").write_text(TEN)
    return root


def at(path: Path, line: int, end: int | None = None) -> Diagnostic:
    """A finding on these lines, without steps."""
    found = finding(str(path))
    span = Span(line, 0, end or line, 1)
    return Diagnostic(found.code, "", "", str(path), span, "", None, 0, "request", (), "", None)


def changed_lines(root: Path, name: str, reference: str) -> set[int]:
    known = changes([str(root)], reference)
    return {line for line in range(1, 13) if known.touch(at(root / name, line))}


@pytest.mark.parametrize("name", NAMES[1:])
def test_edits_that_are_staged_or_not(repository: Path, name: str) -> None:
    """Line 5 was taken out, so that its neighbours 4 and 5 count."""
    assert changed_lines(repository, name, HEAD) == {4, 5, 9}


@pytest.mark.parametrize(
    "name, since_commit, since_trunk",
    [
        ("plain.py", set(), {3}),
        ("new name.py", set(), set()),
        ("same.py", set(), set()),
        ("elsewhere.py", set(), set()),
        ("deceiving.py", {2, 3}, {2, 3}),
        ("untracked.py", set(range(1, 13)), set(range(1, 13))),
        ("ignored.py", set(), set()),
    ],
)
def test_since_the_last_commit_and_since_the_branch_began(
    repository: Path, name: str, since_commit: set[int], since_trunk: set[int]
) -> None:
    assert changed_lines(repository, name, HEAD) == since_commit
    assert changed_lines(repository, name, "trunk") == since_trunk


def test_a_finding_touches_a_change_anywhere_on_its_way(repository: Path) -> None:
    known = changes([str(repository)], "trunk")
    here, there = str(repository / "same.py"), str(repository / "plain.py")
    changed, same = Step("", there, Span(3, 0, 3, 4)), Step("", there, Span(4, 0, 4, 4))
    base = at(Path(here), 1)

    def with_way(trace: tuple[Step, ...], origin: Step | None) -> Diagnostic:
        return Diagnostic("ADB103", "", "", here, base.span, "", None, 0, "request", trace, "", origin)

    assert not known.touch(with_way((same,), same))
    assert known.touch(with_way((same, changed), None)) and known.touch(with_way((same,), changed))
    assert known.touch(at(repository / "plain.py", 1, 5)) and not known.touch(at(repository / "plain.py", 4, 9))


def test_a_repository_without_commits(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "app.py").write_text(TEN)
    assert changes([str(tmp_path)], HEAD).touch(at(tmp_path / "app.py", 1))
    git(tmp_path, "add", "app.py")
    assert changes([str(tmp_path)], HEAD).touch(at(tmp_path / "app.py", 1))


def test_what_cannot_be_told(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ChangesError, match=r"--changed needs a git repository, and .* lies in none"):
        changes([str(tmp_path)], HEAD)
    for reference in ("gone", "--option", "trunk:plain.py"):
        with pytest.raises(ChangesError, match="git knows no commit"):
            changes([str(repository)], reference)
    git(repository, "checkout", "--quiet", "--orphan", "unrelated")
    git(repository, "commit", "--quiet", "--message=unrelated")
    git(repository, "branch", "unrelated-copy")
    git(repository, "symbolic-ref", "HEAD", "refs/heads/branch")
    with pytest.raises(ChangesError, match=r"have no common commit in .* --unshallow"):
        changes([str(repository)], "unrelated-copy")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ChangesError, match="--changed needs git, which is not installed"):
        changes([str(repository)], HEAD)
