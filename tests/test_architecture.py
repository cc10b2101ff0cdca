"""Layers, sizes and habits of the design, read from the source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "asyncdb_lint"
STUBS = PACKAGE / "facts" / "stubs"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if STUBS not in path.parents)
MAXIMUM_LINES = 400

# From the ground up; a layer imports from itself and from those before it. Equals do not import each other.
LAYERS = (
    {"diagnostic", "config", "deep_stack"},
    {"outcome", "answer", "writing"},
    {"source", "comments", "discovery", "fingerprint"},
    {"inputs"},
    {"requirements", "store"},
    {"lowering"},
    {"index"},
    {"facts"},
    {"semantics"},
    {"rule"},
    {"rules"},
    {"suppress", "fixes"},
    {"selection", "adoption"},
    {"explain"},
    {"analysis"},
    {"fixing"},
    {"engine"},
    {"report"},
    {"cli", "flake8_plugin"},
    {"__main__"},
)
HEIGHTS = {name: height for height, names in enumerate(LAYERS) for name in names}
MUTABLE_CALLS = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict"}
READ_ONLY_ANNOTATIONS = ("Mapping", "Sequence", "Set", "AbstractSet", "Collection")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def imported_modules(path: Path) -> Iterator[str]:
    """Dotted names of everything that a file imports, wherever in the file."""
    package = path.relative_to(PACKAGE.parent).with_suffix("").parts[:-1]
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            if module == "asyncdb_lint":
                yield from (f"{module}.{alias.name}" for alias in node.names)
            else:
                yield module


def own_layers(path: Path) -> set[str]:
    parts = [name.split(".") for name in imported_modules(path)]
    return {names[1] for names in parts if names[0] == "asyncdb_lint" and len(names) > 1} - {"__version__"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_down_only(path: Path) -> None:
    layer = layer_of(path)
    if layer == "__init__":
        return
    assert layer in HEIGHTS, f"{layer} has no place among the layers"
    above = {other for other in own_layers(path) - {layer} if HEIGHTS.get(other, 99) >= HEIGHTS[layer]}
    assert not above, f"{layer} imports {sorted(above)}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_lowering_and_fixes_read_syntax_trees(path: Path) -> None:
    readers = {"ast", "jinja2", "libcst", "parso", "symtable"}
    own = {"lowering": {"ast", "jinja2"}, "fixes": {"libcst"}}.get(layer_of(path), set())
    assert not (readers - own) & {name.split(".")[0] for name in imported_modules(path)}


@pytest.mark.parametrize("path", [path for path in FILES if layer_of(path) == "report"], ids=name_of)
def test_reporters_know_diagnostics_only(path: Path) -> None:
    foreign = {name.split(".")[0] for name in imported_modules(path)} - set(sys.stdlib_module_names)
    assert foreign <= {"asyncdb_lint"}
    assert own_layers(path) <= {"answer", "diagnostic", "report"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAXIMUM_LINES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_say_what_they_know(path: Path) -> None:
    if path.stat().st_size:
        docstring = ast.get_docstring(syntax(path))
        assert docstring and docstring.splitlines()[0].endswith((".", ":"))


@pytest.mark.parametrize("path", [path for path in FILES if layer_of(path) == "semantics"], ids=name_of)
def test_the_architecture_tells_of_every_part(path: Path) -> None:
    text = (PACKAGE.parent.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"`{path.stem}`" in text or path.stem == "__init__"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_mutable_globals(path: Path) -> None:
    mutable = [f"line {node.lineno}" for node in module_assignments(syntax(path)) if is_mutable(node)]
    assert not mutable


def module_assignments(tree: ast.Module) -> Iterator[ast.Assign | ast.AnnAssign]:
    """Assignments that run on import, in blocks too; class bodies hold their fields and are left out."""
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            yield node
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(node))


def is_mutable(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
        return False
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).split("[")[0] in READ_ONLY_ANNOTATIONS:
        return False  # a type checker refuses to write to it
    value = node.value
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in MUTABLE_CALLS
    return isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp))


def test_the_check_for_mutable_globals_sees_them() -> None:
    source = "A = []\nif A:\n    B = {x: 1 for x in A}\nC: dict[int, int] = dict()\nclass D:\n    e = []\nF = ()\n"
    assert sorted(node.lineno for node in module_assignments(ast.parse(source)) if is_mutable(node)) == [1, 3, 4]
    assert not any(map(is_mutable, module_assignments(ast.parse("A: Mapping[str, int] = {}\nB = frozenset({1})\n"))))


@pytest.mark.parametrize(
    "path", [path for path in FILES if layer_of(path) == "rules" and path.name != "__init__.py"], ids=name_of
)
def test_rules_are_documented(path: Path) -> None:
    documentation = ast.get_docstring(syntax(path)) or ""
    summary, _, rest = documentation.partition("\n")
    assert summary.endswith(".") and rest.startswith("\n"), "a summary line, then an empty one"
    for heading in ("Bad", "Good:", "Fix safety:"):
        assert any(line.startswith(heading) for line in rest.splitlines()), f"no {heading!r}"
    examples = rest[rest.index("\nBad") : rest.index("\nFix safety:")].partition("\nGood:")
    for example in (examples[0], examples[2]):
        code = "\n".join(line[4:] for line in example.splitlines() if line.startswith("    ") or not line)
        assert code.strip(), "an example without code"
        if example.startswith("\nBad (cannot be read):"):
            with pytest.raises(SyntaxError):
                ast.parse(code)
        else:
            ast.parse(code)
