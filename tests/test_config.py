"""What settings mean, and which are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import asyncdb_lint
from asyncdb_lint.config import OPTIONAL_FACTS, Config, ConfigError, PerFileIgnore, Settings, load_config
from asyncdb_lint.config.reading import READERS


def configure(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()
    assert load_config(configure(tmp_path, "[tool.other]\nx = 1\n")) == Config()
    assert Config().selects("ADB101") and not Config().includes("test") and not Config().includes("migration")
    assert Config().includes("request") and Config().includes("script")


ALL = """
select = ["ADB1"]
ignore = ["ADB105"]
extend-select = ["ADB2"]
extend-ignore = ["ADB201"]
include = ["test", "migration"]
exclude = ["legacy/"]
extend-exclude = ["old.py"]
respect-gitignore = false
src = ["lib", "."]
facts = ["redis", "stubs/client.pyi", "more/"]
blocking = ["app.database.fetch"]
offloading = ["app.threads.in_thread"]
entry-decorators = ["app.bus.subscribe"]
target-sqlalchemy = "2.0"
pedantic = true
fix-style = "threadpool"
output-format = "concise"
baseline = "baseline.json"
cache = false
cache-dir = "var/cache"
jobs = 3
required-version = ">=0.1"

[session-types]
"app.database.Database" = "sqlalchemy.orm.Session"

[attributes]
"request.state.db" = "sqlalchemy.orm.Session"

[per-file-ignores]
"scripts/*" = ["ADB1", "ADB205"]
"""


def test_all_settings(tmp_path: Path) -> None:
    (tmp_path / "stubs").mkdir()
    (tmp_path / "more").mkdir()
    (tmp_path / "stubs" / "client.pyi").touch()
    config = load_config(configure(tmp_path, ALL, "asyncdb-lint.toml"))
    assert config == Config(
        select=("ADB1",),
        ignore=("ADB105",),
        extend_select=("ADB2",),
        extend_ignore=("ADB201",),
        include_tests=True,
        include_migrations=True,
        exclude=("legacy/",),
        extend_exclude=("old.py",),
        respect_gitignore=False,
        src=(str(tmp_path / "lib"), str(tmp_path)),
        facts=("redis",),
        stubs=(str(tmp_path / "stubs" / "client.pyi"), str(tmp_path / "more")),
        blocking=("app.database.fetch",),
        offloading=("app.threads.in_thread",),
        entry_decorators=("app.bus.subscribe",),
        session_types=(("app.database.Database", "sqlalchemy.orm.Session"),),
        attributes=(("request.state.db", "sqlalchemy.orm.Session"),),
        per_file_ignores=(PerFileIgnore(str(tmp_path), "scripts/*", ("ADB1", "ADB205")),),
        target_sqlalchemy="2.0",
        pedantic=True,
        fix_style="threadpool",
        output_format="concise",
        baseline=str(tmp_path / "baseline.json"),
        cache=False,
        cache_dir=str(tmp_path / "var/cache"),
        jobs=3,
        folder=str(tmp_path),
        file=str(tmp_path / "asyncdb-lint.toml"),
    )
    assert {key for key in READERS if re.search(rf"^(\[{key}\]|{key} =)", ALL, re.M)} == set(READERS)


def test_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b'\xef\xbb\xbf[tool.asyncdb-lint]\nselect = ["ADB1"]\n')
    assert load_config(tmp_path).select == ("ADB1",)


@pytest.mark.parametrize(
    ("select", "ignore", "shown"),
    [
        (("ADB",), (), True),
        (("ADB2",), (), False),
        (("ADB",), ("ADB1",), False),
        (("ADB101",), ("ADB1",), True),
        (("ADB1",), ("ADB101",), False),
        (("ADB101",), ("ADB101",), False),
        (("A",), (), True),
    ],
)
def test_the_longer_prefix_wins(select: tuple[str, ...], ignore: tuple[str, ...], shown: bool) -> None:
    assert Config(select=select, ignore=ignore).selects("ADB101") is shown
    assert Config(select=(), extend_select=select, ignore=(), extend_ignore=ignore).selects("ADB101") is shown


@pytest.mark.parametrize(
    ("pattern", "path", "ignored"),
    [
        ("scripts/*", "scripts/a.py", True),
        ("scripts/*", "scripts/deep/a.py", True),
        ("scripts/", "app/scripts/a.py", True),
        ("/scripts/", "app/scripts/a.py", False),
        ("a.py", "app/a.py", True),
        ("*.py", "app/b.py", True),
        ("app/**/a.py", "app/x/y/a.py", True),
        ("!app/", "app/a.py", False),
        ("!app/", "scripts/a.py", True),
    ],
)
def test_per_file_ignores(tmp_path: Path, pattern: str, path: str, ignored: bool) -> None:
    config = Config(per_file_ignores=(PerFileIgnore(str(tmp_path), pattern, ("ADB1",)),))
    assert config.selects_in(str(tmp_path / path), "ADB101") is not ignored
    assert config.selects_in(str(tmp_path / path), "ADB201")


def test_optional_facts_are_those_of_the_stubs() -> None:
    stubs = Path(asyncdb_lint.__file__).parent / "facts" / "stubs"
    marked = {name for path in stubs.rglob("*.pyi") for name in re.findall(r'opt_in="(\w+)"', path.read_text())}
    assert marked == set(OPTIONAL_FACTS)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("selct = []", 2, "[tool.asyncdb-lint] has no setting 'selct'; did you mean 'select'?"),
        ("excludes = []", 2, "no setting 'excludes'; did you mean 'exclude'?"),
        ("\nfix_style = 'def'", 3, "no setting 'fix_style'; did you mean 'fix-style'?"),
        ("wibble = 1", 2, "no setting 'wibble' (settings: attributes, baseline, blocking, cache,"),
        ('# select\nselect = "ADB"', 3, "select must be a list of strings"),
        ("ignore = [\n'ADB1',\n1]", 4, "ignore must be a list of strings"),
        ('ignore = ["E501"]', 2, "ignore: 'E501' is no rule code or prefix"),
        ('facts = ["mongo"]', 2, "facts: 'mongo' is none of 'django', 'peewee', 'pymongo', 'redis'"),
        ('facts = ["gone.pyi"]', 2, "gone.pyi', which is not there"),
        ('include = ["tests"]', 2, "include: 'tests' is not 'test' or 'migration'"),
        ("select = [", 2, ""),
        ("cache = 1", 2, "cache must be true or false"),
        ("cache-dir = ['x']", 2, "cache-dir must be a string"),
        ("baseline = ''", 2, "baseline must not be empty"),
        ("jobs = 0", 2, "jobs must be a number of at least 1"),
        ("jobs = true", 2, "jobs must be a number of at least 1"),
        ("fix-style = 'asynch'", 2, "fix-style must be one of 'async', 'def', 'threadpool'"),
        ("target-sqlalchemy = 2.0", 2, "target-sqlalchemy must be one of '1.4', '2.0', '2.1'"),
        ("blocking = [\n  'app.fetch',\n  'fetch'\n]", 4, "blocking has 'fetch', which is no dotted name"),
        ("session-types = ['app.Session']", 2, "session-types must be a table of classes and classes"),
        ("[tool.asyncdb-lint.attributes]\n'request.state.db' = 3", 3, "attributes of 'request.state.db' must be"),
        ("per-file-ignores = []", 2, "per-file-ignores must be a table of patterns with lists of codes"),
        ("[tool.asyncdb-lint.per-file-ignores]\n'a.py' = []\n'b.py' = 'ADB'", 4, "of 'b.py' must be a list of strings"),
        ("[tool.asyncdb-lint.per-file-ignores]\n'a.py' = ['X']", 2, "'a.py': 'X' is no rule code or prefix"),
        ("required-version = '>=99'", 2, f"asks for >=99, but this is asyncdb-lint {asyncdb_lint.__version__}"),
        ("required-version = 'new'", 2, "required-version must be a version or a specifier such as '>=0.1'"),
    ],
)
def test_refused_with_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(configure(tmp_path, f"[tool.asyncdb-lint]\n{text}\n"))
    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}:{line}: ")
    assert message in str(caught.value)


def test_refused_in_the_own_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"asyncdb-lint.toml:2: there is no setting 'selct'; did you mean 'select'\?"):
        load_config(configure(tmp_path, "\nselct = []\n", "asyncdb-lint.toml"))


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "asyncdb-lint.toml").write_bytes(b"select = ['\xff']")
    with pytest.raises(ConfigError, match=r"asyncdb-lint\.toml: cannot be read: it is not UTF-8"):
        load_config(tmp_path)


def test_a_shared_file_without_our_table_may_be_as_it_likes(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.other]\nname = '\xff'\nx = = 1\n")
    assert load_config(tmp_path) == Config()


def test_exactly_the_required_version(tmp_path: Path) -> None:
    text = f"required-version = '{asyncdb_lint.__version__}'\n"
    assert load_config(configure(tmp_path, text, "asyncdb-lint.toml")).selects("ADB101")


class TestWhichFileCounts:
    def test_the_closest_one_alone(self, tmp_path: Path) -> None:
        configure(tmp_path, '[tool.asyncdb-lint]\nselect = ["ADB1"]\nignore = ["ADB103"]\n')
        configure(tmp_path / "service", 'select = ["ADB2"]\n', "asyncdb-lint.toml")
        configure(tmp_path / "service" / "lib", "[project]\nname = 'lib'\n")
        settings = Settings()
        assert settings.of(str(tmp_path / "a.py")).select == ("ADB1",)
        inner = settings.of(str(tmp_path / "service" / "lib" / "deep" / "a.py"))
        assert (inner.select, inner.ignore) == (("ADB2",), ())
        assert inner.folder == str(tmp_path / "service")

    def test_the_own_file_goes_before_pyproject(self, tmp_path: Path) -> None:
        configure(tmp_path, '[tool.asyncdb-lint]\nselect = ["ADB1"]\n')
        configure(tmp_path, 'select = ["ADB2"]\n', "asyncdb-lint.toml")
        assert load_config(tmp_path).select == ("ADB2",)

    def test_a_named_file_counts_everywhere_and_its_paths_begin_at_the_working_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        configure(tmp_path, '[tool.asyncdb-lint]\nselect = ["ADB1"]\n')
        configure(tmp_path / "etc", 'src = ["lib"]\nexclude = ["old"]\n', "lint.toml")
        monkeypatch.chdir(tmp_path)
        config = Settings(file="etc/lint.toml").of(str(tmp_path / "a.py"))
        assert (config.select, config.src, config.folder) == (("ADB",), (str(tmp_path / "lib"),), str(tmp_path))

    def test_isolated(self, tmp_path: Path) -> None:
        configure(tmp_path, '[tool.asyncdb-lint]\nselect = ["ADB1"]\n')
        assert Settings(isolated=True).of(str(tmp_path / "a.py")) == Config()

    def test_a_named_file_that_is_not_there(self) -> None:
        with pytest.raises(ConfigError, match=r"gone\.toml: cannot be read: No such file"):
            Settings(file="gone.toml")


def test_every_setting_is_documented_once() -> None:
    text = (Path(__file__).parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    table = text[text.index("| key |") : text.index("\n\nDotted names")]
    rows = [re.findall(r"`([\w-]+)`", row.split("|")[1]) for row in table.splitlines()[2:]]
    assert sorted(key for row in rows for key in row) == sorted(READERS)
