"""Which files belong to a project, and what they are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from asyncdb_lint.config import Config, Settings
from asyncdb_lint.discovery import DiscoveryError, discover, find_root, module_names, walk
from asyncdb_lint.source import Source, SourceError


def tree(folder: Path, *files: str, **contents: str) -> Path:
    for file in files:
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    return folder


def found(folder: Path, *exclude: str) -> set[str]:
    settings = Settings.fixed(Config(exclude=exclude)) if exclude else Settings()
    return {os.path.relpath(path, folder).replace(os.sep, "/") for path in walk(str(folder), settings).files}


def test_root_is_the_nearest_marker(tmp_path: Path) -> None:
    tree(tmp_path, "pyproject.toml", "service/.git/HEAD", "service/app/main.py", "lib/x.py")
    assert find_root(tmp_path / "service" / "app" / "main.py") == tmp_path / "service"
    assert find_root(tmp_path / "service") == tmp_path / "service"
    assert find_root(tmp_path / "lib" / "x.py") == tmp_path


def test_root_without_a_marker_is_the_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    tree(tmp_path, "flat/a.py", "flat/deep/b.py", "app/__init__.py", "app/routers/__init__.py", "app/routers/c.py")
    assert find_root(tmp_path / "flat") == tmp_path / "flat"
    assert find_root(tmp_path / "flat" / "deep" / "b.py") == tmp_path / "flat" / "deep"
    assert find_root(tmp_path / "app" / "routers" / "c.py") == tmp_path / "app"


def test_home_is_never_a_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    tree(tmp_path, "pyproject.toml", ".git/HEAD", "work/app/main.py", "x.py")
    assert find_root(tmp_path / "work") == tmp_path / "work"
    assert find_root(tmp_path / "work" / "app" / "main.py") == tmp_path / "work" / "app"


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "pyproject.toml", "app/main.py")
    monkeypatch.chdir(tmp_path / "app")
    assert find_root(Path(".")) == tmp_path
    (project,) = discover([Path("main.py")], Settings())
    assert project.targets == {str(tmp_path / "app" / "main.py")}


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DiscoveryError, match=r"nope\.py: no such file or directory"):
        discover([tmp_path / "nope.py"], Settings())


def test_default_excludes(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b.pyi", "c.txt", ".hidden/d.py", "pkg/build/__init__.py")
    tree(tmp_path, ".venv/e.py", "lib/site-packages/f.py", "node_modules/g.py", "build/h.py", "__pycache__/i.py")
    tree(tmp_path, "my_environment/pyvenv.cfg", "my_environment/lib/j.py", "x.egg/k.py", ".git/l.py")
    assert found(tmp_path) == {"a.py", ".hidden/d.py", "pkg/build/__init__.py"}


def test_code_in_a_package_is_no_build_output(tmp_path: Path) -> None:
    tree(tmp_path, "app/__init__.py", "app/build/a.py", "web/build/b.py")
    tree(tmp_path, "flat/__init__.py", "flat/setup.py", "flat/build/lib/c.py")
    assert found(tmp_path) == {"app/__init__.py", "app/build/a.py", "flat/__init__.py", "flat/setup.py"}


def test_excludes_of_the_settings(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "legacy/b.py", "app/legacy/c.py", "app/generated_pb2.py")
    assert found(tmp_path, "/legacy/", "*_pb2.py") == {"a.py", "app/legacy/c.py"}


def test_gitignore(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "out/b.py", "app/out/c.py", "app/local.py", "app/keep/local.py", "app/deep/local.py")
    (tmp_path / ".gitignore").write_text("/out/\nlocal.py\n# comment\n")
    (tmp_path / "app" / "keep" / ".gitignore").write_text("!local.py\n")
    assert found(tmp_path) == {"a.py", "app/out/c.py", "app/keep/local.py"}


def test_gitignore_above_the_folder_counts_within_its_repository(tmp_path: Path) -> None:
    tree(tmp_path, "repo/.git/HEAD", "repo/service/a.py", "repo/service/out/b.py")
    (tmp_path / ".gitignore").write_text("*.py\n")
    (tmp_path / "repo" / ".gitignore").write_text("service/out\n")
    assert found(tmp_path / "repo" / "service") == {"a.py"}


def test_a_gitignore_that_is_not_text(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    (tmp_path / ".gitignore").write_bytes(b"\xff\xfe\x00\n")
    assert found(tmp_path) == {"a.py"}


def test_links_in_circles_end(tmp_path: Path) -> None:
    tree(tmp_path, "app/a.py")
    try:
        (tmp_path / "app" / "again").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "app" / "broken.py").symlink_to(tmp_path / "nowhere.py")
    except OSError:
        pytest.skip("no symbolic links here")
    assert found(tmp_path) == {"app/a.py", "app/broken.py"}, "a link to nowhere is a file that cannot be read"


def test_targets_are_what_was_named_and_files_are_the_project(tmp_path: Path) -> None:
    tree(tmp_path, "pyproject.toml", "app/a.py", "app/b.py", "application/c.py")
    (project,) = discover([tmp_path / "app"], Settings())
    assert project.root == str(tmp_path)
    assert [os.path.basename(file) for file in project.files] == ["a.py", "b.py", "c.py"]
    assert {os.path.basename(file) for file in project.targets} == {"a.py", "b.py"}
    (project,) = discover([tmp_path], Settings())
    assert project.targets == set(project.files)


def test_what_is_named_is_checked_even_if_excluded(tmp_path: Path) -> None:
    tree(tmp_path, "pyproject.toml", "app/a.py", ".venv/lib/b.py", "build/c.py", "script", "stub.pyi")
    (project,) = discover(
        [tmp_path / "build" / "c.py", tmp_path / ".venv" / "lib", tmp_path / "script", tmp_path / "stub.pyi"],
        Settings(),
    )
    assert {os.path.basename(file) for file in project.targets} == {"b.py", "c.py", "script"}
    assert {os.path.basename(file) for file in project.files} == {"a.py", "b.py", "c.py", "script"}


def test_paths_of_several_projects(tmp_path: Path) -> None:
    tree(tmp_path, "one/pyproject.toml", "one/a.py", "two/pyproject.toml", "two/b.py")
    projects = discover([tmp_path / "one", tmp_path / "two" / "b.py"], Settings())
    assert [os.path.basename(project.root) for project in projects] == ["one", "two"]


@pytest.mark.parametrize(
    ("packages", "file", "names"),
    [
        ("backend/open_webui backend/open_webui/models", "backend/open_webui/models/users.py", "open_webui.models.users backend.open_webui.models.users"),
        ("app", "app/__init__.py", "app"),
        ("app", "app/__main__.py", "app.__main__"),
        ("src/app", "src/app/main.py", "app.main src.app.main"),
        ("src src/app", "src/app/main.py", "src.app.main"),
        ("", "main.py", "main"),
        ("", "app/routers/users.py", "app.routers.users routers.users users"),
        ("", "src/auth/models.py", "auth.models src.auth.models models"),
        ("app/routers", "app/routers/users.py", "routers.users app.routers.users"),
        ("app", "app/routers/v1/users.py", "app.routers.v1.users"),
        ("lib/app app/plugins", "lib/app/plugins/x/y.py", "app.plugins.x.y lib.app.plugins.x.y"),
        ("", "my-service/app/main.py", "app.main main"),
        ("my-service/app", "my-service/app/main.py", "app.main"),
        ("", "__init__.py", ""),
    ],
)  # fmt: skip
def test_module_names(tmp_path: Path, packages: str, file: str, names: str) -> None:
    tree(tmp_path, file, *(f"{package}/__init__.py" for package in packages.split()))
    if file == "__init__.py":
        names = tmp_path.name if tmp_path.name.isidentifier() else ""
    assert module_names(tmp_path / file, tmp_path) == tuple(names.split())


def test_module_names_of_a_package_that_is_the_root(tmp_path: Path) -> None:
    tree(tmp_path, "app/__init__.py", "app/main.py")
    assert module_names(tmp_path / "app" / "main.py", tmp_path / "app") == ("app.main",)


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"x = 1\n", "utf-8", "x = 1\n"),
        (b"\xef\xbb\xbfx = 1\n", "utf-8-sig", "x = 1\n"),
        (b"\xef\xbb\xbf# coding: utf-8\n", "utf-8-sig", "# coding: utf-8\n"),
        (b"# -*- coding: latin-1 -*-\n'\xe9'\n", "iso8859-1", "# -*- coding: latin-1 -*-\n'é'\n"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'\n", "cp1252", "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'€'\n"),
        (b"x = 1\n# coding: latin-1\n", "utf-8", "x = 1\n# coding: latin-1\n"),
    ],
)  # fmt: skip
def test_encoding(content: bytes, encoding: str, text: str) -> None:
    source = Source("a.py", content)
    assert (source.encoding, source.text) == (encoding, text)


@pytest.mark.parametrize("content", [b"'\xe9'\n", b"# coding: wibble\n", b"\xef\xbb\xbf# coding: latin-1\n"])
def test_what_python_cannot_decode_is_an_error(content: bytes) -> None:
    with pytest.raises(SourceError):
        _ = Source("a.py", content).text


def test_lines_break_where_python_breaks_them() -> None:
    source = Source("a.py", "a\r\nb\x0cc\rd\x85e\u2028f\n\ng".encode())
    assert source.lines == ("a", "b\x0cc", "d\x85e\u2028f", "", "g")
    assert source.newline == "\r\n"
    assert Source("a.py", b"").lines == ()
    assert Source("a.py", b"a\n").lines == ("a",)
    assert source.line(1) == "a" and source.line(99) == "" and source.line(0) == ""


def test_columns_count_code_points() -> None:
    source = Source("a.py", "x = 1\n'日本é', y\n".encode())
    assert source.column(1, 4) == 4
    assert source.column(2, len("'日本é', ".encode())) == len("'日本é', ")


def test_digest_names_the_content() -> None:
    assert Source("a.py", b"x").digest == Source("b.py", b"x").digest != Source("a.py", b"y").digest


def test_an_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        Source.read(tmp_path / "gone.py")
