"""Results that are kept between runs: when they count, when they do not, and what happens to a store that is broken."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from asyncdb_lint import analysis, engine, store
from asyncdb_lint.cli import main
from asyncdb_lint.config import Config
from asyncdb_lint.outcome import Analysis, Result
from asyncdb_lint.source import Stamp

APP = """\
from fastapi import FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))
app = FastAPI()

@app.get("/a")
async def a():
    return SessionLocal().scalars(select(1))

@app.get("/b")
async def b():
    return SessionLocal().execute(select(1))  # noqa: ADB101
"""
PAGES = """\
from pathlib import Path
from fastapi import FastAPI
from fastapi.templating import Jinja2Templates
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase): ...

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list["Post"]] = relationship()

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

templates = Jinja2Templates(directory=Path(__file__).parent / "pages")

async def page(request, session: AsyncSession):
    user = await session.get_one(User, 1)
    return templates.TemplateResponse(request, "user.html", {"user": user})
"""
ASYNC = "from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine('postgresql://localhost/shop')\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose files are older than every run."""
    monkeypatch.delenv("ASYNCDB_LINT_NO_CACHE")
    monkeypatch.delenv("ASYNCDB_LINT_CACHE_DIR", raising=False)
    now = time.time_ns
    monkeypatch.setattr(store.time, "time_ns", lambda: now() + 2 * store.TICK)
    folder = tmp_path / "project"
    (folder / "shop").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    (folder / "shop" / "__init__.py").touch()
    (folder / "shop" / "app.py").write_text(APP)
    return folder


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The roots that were analysed and not loaded."""
    roots: list[str] = []
    real = analysis.analyse

    def analyse(discovered, *arguments):  # type: ignore[no-untyped-def]
        roots.append(discovered.root)
        return real(discovered, *arguments)

    monkeypatch.setattr(analysis, "analyse", analyse)
    return roots


def check(project: Path, config: Config | None = None, path: str = "") -> Result:
    return engine.check([project / path], config or Config())


def codes(result: Result) -> list[tuple[str, int, str]]:
    return [(Path(each.path).name, each.span.line, each.code) for each in result.diagnostics]


FOUND = [("app.py", 10, "ADB101")]


def test_a_second_run_loads_the_same(project: Path, analysed: list[str]) -> None:
    first, second = check(project), check(project)
    assert first == second
    assert codes(first) == FOUND
    assert first.coverage.decided == 2
    assert analysed == [str(project)]


def test_nothing_is_opened_that_has_not_changed(
    project: Path, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check(project)
    opened: list[str] = []
    read = engine.Inputs.source
    monkeypatch.setattr(engine.Inputs, "source", lambda self, path: opened.append(path) or read(self, path))
    check(project, Config(noqa=False))
    assert (analysed, opened) == ([str(project)], [])


def test_what_is_chosen_is_chosen_after_loading(project: Path, analysed: list[str]) -> None:
    (project / "shop" / "test_app.py").write_text(APP.replace("app =", "other ="))
    assert codes(check(project)) == FOUND
    assert check(project).hidden == {"test": 1}
    assert len(codes(check(project, Config(include_tests=True)))) == 2
    assert len(codes(check(project, Config(noqa=False)))) == 2
    assert codes(check(project, Config(ignore=("ADB101",)))) == []
    assert codes(check(project, path="shop/__init__.py")) == []
    assert len(analysed) == 1


def change(project: Path) -> None:
    path = project / "shop" / "app.py"
    path.write_text(APP.replace("async def a", "def       a"))


def change_and_hide_it(project: Path) -> None:
    """The same size and time of change as before."""
    path = project / "shop" / "app.py"
    status = path.stat()
    change(project)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)


def move_another_file_here(project: Path) -> None:
    other = project / "other.txt"
    other.write_text(APP.replace("async def a", "def       a"))
    os.replace(other, project / "shop" / "app.py")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (change, []),
        pytest.param(
            change_and_hide_it,
            [],
            marks=pytest.mark.skipif(os.name == "nt", reason="Windows does not say when a file's times were set"),
        ),
        (move_another_file_here, []),
        (lambda project: (project / "shop" / "app.py").unlink(), []),
        (lambda project: (project / "b.py").write_text(APP), [("b.py", 10, "ADB101"), *FOUND]),
        (lambda project: (project / "shop" / "app.py").write_text("1 +"), [("app.py", 1, "ADB001")]),
    ],
    ids=["changed", "changed unnoticeably", "replaced", "removed", "added", "broken"],
)
def test_a_change_is_seen(
    project: Path, analysed: list[str], action: Callable[[Path], object], expected: list[tuple[str, int, str]]
) -> None:
    check(project)
    action(project)
    for _ in range(2):
        assert codes(check(project)) == expected
    assert len(analysed) == 2


def test_a_change_within_one_tick_of_the_clock_is_seen(
    project: Path, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.delenv("ASYNCDB_LINT_NO_CACHE")
    frozen = Stamp(len(APP), time.time_ns(), time.time_ns(), 1)
    monkeypatch.setattr(Stamp, "of", staticmethod(lambda status: frozen))
    assert codes(check(project)) == FOUND
    change(project)
    assert codes(check(project)) == []


def test_other_times_alone_are_no_change(project: Path, analysed: list[str]) -> None:
    check(project)
    for path in project.rglob("*.py"):
        os.utime(path, (1, 1))
    assert codes(check(project)) == FOUND
    assert len(analysed) == 1


def test_what_comes_back_is_still_known(project: Path, analysed: list[str]) -> None:
    check(project)
    change(project)
    check(project)
    (project / "shop" / "app.py").write_text(APP)
    assert codes(check(project)) == FOUND
    assert len(analysed) == 2


def test_what_is_read_beside_the_code_counts(project: Path, analysed: list[str]) -> None:
    (project / "shop" / "app.py").write_text(ASYNC)
    assert codes(check(project)) == []
    (project / "requirements-dev.txt").write_text("black\n")
    (project / "uv.lock").write_text('[[package]]\nname = "sqlalchemy"\nversion = "2.0.49"\n')
    assert codes(check(project)) == codes(check(project)) == [("app.py", 2, "ADB401")]
    (project / "uv.lock").write_text('[[package]]\nname = "sqlalchemy"\nversion = "2.1.49"\n')
    assert codes(check(project)) == []
    (project / "uv.lock").unlink()
    (project / "requirements.txt").write_text("sqlalchemy==2.0.1\n")
    assert codes(check(project)) == [("app.py", 2, "ADB401")]
    assert len(analysed) == 4


def test_templates_count(project: Path, analysed: list[str]) -> None:
    (project / "shop" / "app.py").write_text(PAGES)
    assert codes(check(project)) == []
    (project / "shop" / "pages").mkdir()
    template = project / "shop" / "pages" / "user.html"
    template.write_text("{{ user.id }}")
    assert codes(check(project)) == []
    template.write_text("{{ user.posts }}")
    assert codes(check(project)) == codes(check(project)) == [("app.py", 24, "ADB305")]
    assert len(analysed) == 3


def test_a_folder_becomes_a_package(project: Path, analysed: list[str]) -> None:
    config = Config(exclude=("__init__.py",))
    (project / "shop" / "__init__.py").unlink()
    check(project, config)
    (project / "shop" / "__init__.py").touch()
    check(project, config)
    assert len(analysed) == 2


def test_settings_that_the_analysis_sees(project: Path, analysed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    check(project)
    check(project, Config(facts=("redis",)))
    monkeypatch.setattr(store, "__version__", "99")
    check(project)
    assert len(analysed) == 3
    assert set(Config.__struct_fields__) >= store.SELECTING


def test_contents_stand_in_for_files(project: Path, analysed: list[str]) -> None:
    path = str(project / "shop" / "app.py")
    check(project)
    changed = APP.replace("async def a", "def a").encode()
    for _ in range(2):
        assert codes(engine.check([Path(path)], Config(), contents={path: changed})) == []
    assert codes(check(project)) == FOUND
    assert len(analysed) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content + b"\0",
        lambda content: content.replace(b"ADB101", b"ADB909"),
        lambda content: b"SQLite format 3\0" + content,
        lambda content: store.MAGIC + store.digest_of(b"\xc1").encode() + b"\xc1",
    ],
    ids=["half", "empty", "longer", "other bytes", "foreign", "well-formed nonsense"],
)
def test_a_broken_store_is_written_again(project: Path, analysed: list[str], damage: Callable[[bytes], bytes]) -> None:
    check(project)
    for path in (project / store.FOLDER).glob("*.*"):
        if path.suffix in (store.RESULT, store.STAMPS):
            path.write_bytes(damage(path.read_bytes()))
    for _ in range(2):
        assert codes(check(project)) == FOUND
    assert len(analysed) == 2


def test_a_failed_analysis_is_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = msgspec.structs.replace(check(project).diagnostics[0], code="ADB000")
    change(project)
    monkeypatch.setattr(analysis, "analyse", lambda *arguments: Analysis(failures=(failure,)))
    assert check(project).failures == (failure,)
    monkeypatch.undo()
    monkeypatch.delenv("ASYNCDB_LINT_NO_CACHE")
    assert check(project).failures == ()


def test_a_place_that_cannot_be_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "file").touch()
    result = check(project, Config(cache_dir=str(project / "file" / "cache")))
    assert codes(result) == FOUND
    (trouble,) = result.troubles
    assert trouble.startswith(f"results are not kept in {project / 'file' / 'cache'}: ")


def test_the_store_stays_small(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT_FILES", 3)
    abandoned = project / store.FOLDER / f"{store.UNFINISHED}1"
    for number in range(5):
        (project / "b.py").write_text(f"x = {number}\n")
        check(project)
        if number == 0:
            abandoned.touch()
            os.utime(abandoned, (1, 1))
    names = [path.suffix for path in (project / store.FOLDER).iterdir()]
    assert names.count(store.RESULT) == 2 and names.count(store.STAMPS) == 1
    assert not abandoned.exists()


def test_git_and_backups_leave_the_store_out(project: Path) -> None:
    check(project)
    assert (project / store.FOLDER / ".gitignore").read_text().splitlines()[-1] == "*"
    assert (
        (project / store.FOLDER / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )


def test_clean(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(project)
    monkeypatch.chdir(project / "shop")
    output = CliRunner().invoke(main, ["clean"]).output
    assert output == f"{project / store.FOLDER}: 1 result removed\n"
    assert not (project / store.FOLDER).exists()
    assert "nothing to remove" in CliRunner().invoke(main, ["clean"]).output


def test_a_folder_of_somebody_else_keeps_what_is_in_it(project: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    letter = theirs / ("0" * 31 + "x.result")
    letter.write_text("a letter")
    check(project, Config(cache_dir=str(theirs)))
    assert len(list(theirs.glob("*.result"))) == 2 and not (theirs / ".gitignore").exists()
    assert store.clean(str(theirs)) == 1
    assert list(theirs.iterdir()) == [letter]


def test_options_and_environment(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner().invoke
    assert run(main, ["check", str(project), "--no-cache"]).exit_code == 1
    assert not (project / store.FOLDER).exists() and "ASYNCDB_LINT_NO_CACHE" not in os.environ
    run(main, ["check", str(project), "--cache-dir", str(tmp_path / "there")])
    assert (tmp_path / "there").is_dir() and "ASYNCDB_LINT_CACHE_DIR" not in os.environ
    monkeypatch.setenv("ASYNCDB_LINT_CACHE_DIR", str(tmp_path / "elsewhere"))
    run(main, ["check", str(project)])
    monkeypatch.setenv("ASYNCDB_LINT_NO_CACHE", "0")
    assert (tmp_path / "elsewhere").is_dir()
    check(project, Config(cache=False, cache_dir=str(tmp_path / "nowhere")))
    assert not (project / store.FOLDER).exists() and not (tmp_path / "nowhere").exists()


PROGRAM = """
import sys
from asyncdb_lint.cli import main
try:
    main(["check", sys.argv[1], "--output-format", "full"])
except SystemExit:
    loaded = {name for name in sys.modules if name.startswith(("asyncdb_lint.", "libcst", "jinja2"))}
    print(sorted(loaded), file=sys.stderr)
"""


def test_runs_at_once_and_a_warm_run_that_imports_no_parser(project: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(project)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [run.communicate() for run in runs]
    assert len({output for output, _ in answers}) == 1 and "ADB101" in answers[0][0]
    warm = subprocess.run(command, capture_output=True, text=True)
    assert warm.stdout == answers[0][0]
    assert "asyncdb_lint.store" in warm.stderr
    for module in ("lowering", "semantics", "analysis", "rules", "index"):
        assert f"'asyncdb_lint.{module}" not in warm.stderr
    assert "libcst" not in warm.stderr and "jinja2" not in warm.stderr
    assert not list((project / store.FOLDER).glob(f"{store.UNFINISHED}*"))
