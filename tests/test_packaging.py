"""What a stranger installs, pastes and configures is what the repository holds."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib.metadata import entry_points, metadata
from pathlib import Path

import pytest
import yaml

import asyncdb_lint

ROOT = Path(__file__).parent.parent


def shell_blocks() -> list[list[str]]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return [block.strip().splitlines() for block in re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)]


def test_the_first_block_of_the_readme_checks_the_examples() -> None:
    first = shell_blocks()[0]
    assert first[0].endswith("-m venv .venv") and len(first) <= 4
    assert first[-1] == ".venv/bin/asyncdb-lint check examples/"
    assert (ROOT / "examples").is_dir()


def test_the_second_block_of_the_readme_runs_the_tests() -> None:
    blocks = shell_blocks()
    assert len(blocks) == 2
    assert blocks[1][0].endswith("-m venv .venv") and '".[test,libraries]"' in blocks[1][1]
    assert blocks[1][-1].endswith("-m pytest -n 2")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script and "blocks == 2" in script


@pytest.mark.skipif(sys.platform == "win32", reason="file modes")
def test_the_ci_script_is_executable() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_version_and_changelog() -> None:
    assert metadata("asyncdb-lint")["Version"] == asyncdb_lint.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased" in changelog or f"## {asyncdb_lint.__version__}" in changelog


def test_entry_points() -> None:
    (plugin,) = entry_points(group="flake8.extension", name="ADB")
    assert plugin.value == "asyncdb_lint.flake8_plugin:Plugin"
    assert re.fullmatch(r"[A-Z]{1,3}[0-9]{0,3}", plugin.name), "flake8 refuses other names"
    (script,) = entry_points(group="console_scripts", name="asyncdb-lint")
    assert callable(script.load())


def test_pre_commit_hooks() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for hook in hooks:
        assert hook["language"] == "python"
        assert hook["types_or"] == ["python", "pyi"]
        assert hook["require_serial"] is True
        command, *arguments = hook["entry"].split()
        assert command == "asyncdb-lint"
        help_text = subprocess.run(
            [sys.executable, "-m", "asyncdb_lint", *arguments, *hook["args"], "--help"], capture_output=True, text=True
        )
        assert help_text.returncode == 0, help_text.stderr
    assert {hook["id"] for hook in hooks} == {"asyncdb-lint", "asyncdb-lint-fix"}


def test_other_yaml_files() -> None:
    for name in (".pre-commit-config.yaml", ".github/workflows/ci.yml"):
        assert yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_the_rules_of_the_readme_are_the_rules_of_the_tool() -> None:
    rule = pytest.importorskip("asyncdb_lint.rule")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (ADB\d{3}) \| ([\w-]+) \|", readme, re.MULTILINE))
    known = {known.code: known.name for known in rule.load_rules()}
    assert listed == {code: name for code, name in known.items() if code not in ("ADB000", "ADB001")}


def test_the_wheel_holds_everything_that_is_needed(tmp_path: Path) -> None:
    """Built without isolation, so that it works offline; skipped where the build backend is not installed."""
    pytest.importorskip("hatchling")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "asyncdb_lint"
    wanted = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.suffix in {".py", ".pyi"} or path.name == "py.typed"
    }
    assert wanted <= inside
    assert not any(name.startswith(("tests/", "examples/")) for name in inside)
