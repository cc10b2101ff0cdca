"""Knows which files make up a project, where it begins, and by which dotted names its files are imported."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from asyncdb_lint.config import Config, Patterns, Settings
from asyncdb_lint.config.locating import FILES
from asyncdb_lint.config.matching import matcher

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

ROOT_MARKERS = ("pyproject.toml", ".git")
EXCLUDED_FOLDERS = frozenset(
    (
        *(".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox"),
        *(".pants.d", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".asyncdb_lint_cache"),
        *("__pycache__", "__pypackages__", "_build", "buck-out", "node_modules", "site-packages", "venv"),
    )
)
# Names of build output that are also good names for a package: left out unless Python can import them. Output lies beside
# the file that describes how to build, code without an ``__init__.py`` of its own in a package.
EXCLUDED_UNLESS_PACKAGE = frozenset(("build", "dist", "env"))
BUILD_FILES = frozenset(("pyproject.toml", "setup.py", "setup.cfg"))


class DiscoveryError(Exception):
    """A path cannot be checked; the message says why."""


class Project(msgspec.Struct, frozen=True):
    """All files below one root, sorted, and those among them whose findings were asked for; absolute paths.

    `configured` are the folders below the root that have settings of their own.
    """

    root: str
    files: tuple[str, ...]
    targets: frozenset[str]
    configured: tuple[str, ...] = ()


def discover(
    paths: Sequence[Path],
    settings: Settings,
    *,
    contents: Container[str] = (),
    force_exclude: bool = False,
) -> tuple[Project, ...]:
    """The projects that these paths lie in.

    A named path is checked even if the project leaves it out, unless `force_exclude` says otherwise.

    Args:
        contents: absolute paths of files that need not be there.

    Raises:
        DiscoveryError: a path is not there.
    """
    named: dict[str, list[str]] = {}
    for path in paths:
        absolute = _absolute(path)
        root = find_root(_existing(Path(absolute)) if absolute in contents else path)
        named.setdefault(str(root), []).append(absolute)
    return tuple(_project(root, members, settings, force_exclude) for root, members in named.items())


def find_root(path: Path) -> Path:
    """The nearest folder at or above the path with a pyproject.toml or .git, else the path's own folder.

    The home folder and the root of the file system never count: a stray file there would pull in everything.
    Without a marker, a path inside a package stands for the whole package.
    """
    absolute = Path(_absolute(path))
    if not absolute.exists():
        raise DiscoveryError(f"{path}: no such file or directory")
    folder = absolute if absolute.is_dir() else absolute.parent
    home = _home()
    for candidate in (folder, *folder.parents):
        if candidate == home or candidate == candidate.parent:
            break
        if any((candidate / marker).exists() for marker in ROOT_MARKERS):
            return candidate
    outermost = folder
    for candidate in folder.parents:
        if candidate == home or candidate == candidate.parent:
            break
        if (candidate / "__init__.py").is_file():
            outermost = candidate  # folders in between may be namespace packages
    return outermost


class Walk(msgspec.Struct, frozen=True):
    """What lies below a folder: its Python files, and the folders with settings of their own."""

    files: tuple[str, ...]
    configured: tuple[str, ...]


class _Ignore:
    """Patterns as in .gitignore, with the folder that they are relative to."""

    def __init__(self, folder: str, patterns: Sequence[str]) -> None:
        from pathspec import GitIgnoreSpec

        self.folder = folder.rstrip(os.sep) + os.sep
        self.spec: GitIgnoreSpec = GitIgnoreSpec.from_lines(patterns)

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True for left out, False for taken back by ``!``, None for not mentioned."""
        if not path.startswith(self.folder):
            return None
        relative = path[len(self.folder) :].replace(os.sep, "/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


class _Level(msgspec.Struct, frozen=True):
    """What holds in a folder: the settings, what they leave out, and the .gitignore files from the outermost on."""

    config: Config
    excluded: tuple[_Ignore, ...]
    ignores: tuple[_Ignore, ...]

    def leaves_out(self, path: str, is_folder: bool) -> bool:
        if any(each.verdict(path, is_folder) for each in self.excluded):
            return True
        return self.config.respect_gitignore and _ignored(path, is_folder, self.ignores)


def walk(folder: str, settings: Settings, *, root: str | None = None) -> Walk:
    """Every ``*.py`` below a folder that neither the defaults, the settings nor a .gitignore leave out.

    Symbolic links to folders are not followed, so a walk always ends and no file comes twice. What leaves out the
    folder itself does not count, for somebody has named it.
    """
    files: list[str] = []
    configured: list[str] = []
    config = settings.of_folder(folder)
    level = _Level(config, _excluded(config, root or folder, folder), tuple(_ignores_above(folder)))
    stack = [(folder, level)]
    while stack:
        current, level = stack.pop()
        try:
            with os.scandir(current) as scan:
                entries = list(scan)
        except OSError:
            continue
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and current != folder:
            continue
        if ".gitignore" in names:
            level = msgspec.structs.replace(level, ignores=(*level.ignores, *_read_ignore(current)))
        if current != folder and not names.isdisjoint(FILES):
            config = settings.of_folder(current)
            if config.file and config.file != level.config.file:
                configured.append(current)
                level = msgspec.structs.replace(level, config=config, excluded=_excluded(config, current, current))
        in_package = "__init__.py" in names and names.isdisjoint(BUILD_FILES)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not _excluded_folder(entry, in_package) and not level.leaves_out(entry.path, True):
                    stack.append((entry.path, level))
            elif entry.name.endswith(".py") and _is_readable(entry) and not level.leaves_out(entry.path, False):
                files.append(entry.path)
    return Walk(tuple(files), tuple(configured))


def module_names(path: str | Path, root: str | Path, src: Sequence[str] = ()) -> tuple[str, ...]:
    """All dotted names by which a file may be imported, best first.

    The name that starts at a folder of `src` (absolute paths) is best. Else the name that starts at the outermost folder with an ``__init__.py`` is best, then those that also name the folders
    above, up to the root: ``backend/open_webui/models/users.py`` is ``open_webui.models.users`` and
    ``backend.open_webui.models.users``. Where no ``__init__.py`` tells, every folder may be on the path: names from
    the root (or its ``src``) come first, the bare file name last.
    """
    folder, file_name = os.path.split(_absolute(path))
    stem = file_name.removesuffix(".py")
    base = _absolute(root)
    folders = _importable_folders(base, folder)
    packages = [os.path.isfile(os.path.join(folder, "__init__.py")) for folder in folders]
    names = [os.path.basename(folder) for folder in folders]
    if any(packages):
        starts = list(range(packages.index(True), -1, -1))
    else:
        starts = list(range(len(names) + 1))
        if names[:1] == ["src"]:
            starts[:2] = [1, 0]
    tail = [] if stem == "__init__" else [stem]
    dotted = [".".join([*names[start:], *tail]) for start in starts]
    return tuple(dict.fromkeys(name for name in (*_from_sources(folder, tail, src), *dotted) if name))


def _from_sources(folder: str, tail: Sequence[str], src: Sequence[str]) -> Iterator[str]:
    """The dotted names that start at source folders, the innermost first."""
    for source in sorted(src, key=len, reverse=True):
        if (folder + os.sep).startswith(source.rstrip(os.sep) + os.sep):
            parts = [part for part in folder[len(source) :].split(os.sep) if part]
            if all(map(str.isidentifier, parts)):
                yield ".".join([*parts, *tail])


def _excluded(config: Config, root: str, folder: str) -> tuple[_Ignore, ...]:
    """What the settings leave out below a folder."""
    found: list[_Ignore] = []
    for each in config.exclusions():
        base = each.folder or root
        patterns = [pattern for pattern in each.patterns if not _Ignore(base, (pattern,)).verdict(folder, True)]
        found += [_Ignore(base, patterns)] if patterns else []
    return tuple(found)


def _ignored(path: str, is_folder: bool, ignores: Sequence[_Ignore]) -> bool:
    """The innermost .gitignore that mentions the path decides."""
    for ignore in reversed(ignores):
        verdict = ignore.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def _read_ignore(folder: str) -> list[_Ignore]:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as stream:
            patterns = stream.read().splitlines()
    except OSError:
        return []
    return [_Ignore(folder, patterns)]


def _ignores_above(folder: str) -> list[_Ignore]:
    """The .gitignore files between the folder and the top of its git repository, outermost first."""
    if os.path.exists(os.path.join(folder, ".git")):
        return []
    found: list[_Ignore] = []
    parent = os.path.dirname(folder)
    while parent != os.path.dirname(parent):
        found[:0] = _read_ignore(parent)
        if os.path.exists(os.path.join(parent, ".git")):
            return found
        parent = os.path.dirname(parent)
    return []


def _is_readable(entry: os.DirEntry[str]) -> bool:
    """A file, or a link that leads nowhere: reading it will say so. Emacs marks open files with such links."""
    return entry.is_file() or (
        entry.is_symlink() and not os.path.exists(entry.path) and not entry.name.startswith(".#")
    )


def _excluded_folder(entry: os.DirEntry[str], in_package: bool) -> bool:
    if entry.name in EXCLUDED_FOLDERS or entry.name.endswith(".egg"):
        return True
    if in_package or entry.name not in EXCLUDED_UNLESS_PACKAGE:
        return False
    return not os.path.isfile(os.path.join(entry.path, "__init__.py"))


def _project(root: str, named: Sequence[str], settings: Settings, force_exclude: bool) -> Project:
    found = walk(root, settings)
    files = set(found.files)
    targets: set[str] = set()
    for path in named:
        if path == root:
            targets |= files
        elif os.path.isdir(path):
            prefix = path + os.sep
            inside = {file for file in files if file.startswith(prefix)}
            targets |= inside if inside or force_exclude else set(walk(path, settings, root=root).files)
        elif not path.endswith(".pyi") and not (force_exclude and _is_left_out(path, files, root, settings)):
            targets.add(path)
    return Project(root, tuple(sorted(files | targets)), frozenset(targets), found.configured)


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above that is there."""
    return next((each for each in (path, *path.parents) if each.exists()), path)


def _is_left_out(path: str, files: Container[str], root: str, settings: Settings) -> bool:
    """Whether a walk leaves a file out; one without the ending of Python code only if the settings say so."""
    if path in files:
        return False
    if path.endswith(".py") and os.path.exists(path):
        return True
    patterns = (Patterns(each.folder or root, each.patterns) for each in settings.of(path).exclusions())
    return any(matcher(each.folder, each.patterns)(path) for each in patterns)


def _importable_folders(base: str, folder: str) -> list[str]:
    """The folder and those around it, outermost first, that an import statement can spell.

    They end at the base, or above it where the base itself lies in a package.
    """
    folders: list[str] = []
    inside = base.rstrip(os.sep) + os.sep
    while folder.startswith(inside) or os.path.isfile(os.path.join(folder, "__init__.py")):
        if not os.path.basename(folder).isidentifier():
            break
        folders.insert(0, folder)
        folder = os.path.dirname(folder)
    return folders


def _absolute(path: str | Path) -> str:
    return os.path.abspath(path)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None
