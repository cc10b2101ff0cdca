"""What a finding on lazy loads tells: what is missing, where the object came from, what was loaded with it, the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.engine import check, explain, why

MODELS = """\
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, deferred, joinedload, mapped_column, relationship, selectinload

Factory = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))
app = FastAPI()


async def get_session():
    async with Factory() as session:
        yield session


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    bio: Mapped[str] = deferred(mapped_column())
    posts: Mapped[list["Post"]] = relationship()
    notes: Mapped[list["Note"]] = relationship()
    groups: Mapped[list["Group"]] = relationship()


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    notes: Mapped[list["Note"]] = relationship()


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))


class Group(Base):
    __tablename__ = "groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
"""
SCHEMAS = """

class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int


class PostOut(Out):
    notes: list[Out]


class UserOut(Out):
    posts: list[PostOut]
    notes: list[Out]
    groups: list[Out]


class UserFull(UserOut):
    bio: str

"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    return root


def only(root: Path, text: str) -> Diagnostic:
    """The finding in the models with more code behind them."""
    (root / "app.py").write_text(MODELS + SCHEMAS + text)
    (diagnostic,) = check([root], Config()).diagnostics
    return diagnostic


def read(root: Path, options: str, attribute: str) -> Diagnostic:
    """The finding where a function reads an attribute of the first user that a query with options gives."""
    text = f"""
async def read(session: AsyncSession = Depends(get_session)):
    user = (await session.scalars(select(User){options})).first()
    return {attribute}
"""
    return only(root, text)


@pytest.mark.parametrize(
    ("options", "attribute", "message", "option", "loaded"),
    [
        ("", "user.posts", "User.posts", "selectinload(User.posts)", "no relationship"),
        (".options(selectinload(User.notes))", "user.posts", "User.posts", "selectinload(User.posts)", "User.notes"),
        (
            ".options(joinedload(User.posts))",
            "user.posts[0].notes",
            "Post.notes",
            "joinedload(User.posts).selectinload(Post.notes)",
            "User.posts",
        ),
    ],
)
def test_a_read_names_what_is_missing_and_what_was_loaded(
    project: Path, options: str, attribute: str, message: str, option: str, loaded: str
) -> None:
    diagnostic = read(project, options, attribute)
    assert (diagnostic.code, diagnostic.message) == ("ADB301", f"{message} is not loaded")
    assert f"load it with {option}," in diagnostic.consequence
    assert diagnostic.origin is not None
    assert diagnostic.origin.message == f"AsyncSession.scalars() loads {loaded}"


def test_a_response_names_all_that_is_missing(project: Path) -> None:
    text = """
@app.get("/user", response_model=UserOut)
async def read(session: AsyncSession = Depends(get_session)):
    return await session.get_one(User, 1, options=[selectinload(User.posts)])
"""
    diagnostic = only(project, text)
    assert (
        diagnostic.message == "Post.notes, User.notes and User.groups are not loaded, and PostOut and UserOut read them"
    )
    options = (
        "selectinload(User.posts).selectinload(Post.notes), selectinload(User.notes) and selectinload(User.groups)"
    )
    assert diagnostic.consequence == f"Making the response fails: load them with {options}."


def test_a_response_names_three_attributes_and_counts_the_others(project: Path) -> None:
    text = """
@app.get("/user", response_model=UserFull)
async def read(session: AsyncSession = Depends(get_session)):
    return await session.get_one(User, 1)
"""
    diagnostic = only(project, text)
    assert (
        diagnostic.message == "User.posts, User.notes, User.groups and 1 more are not loaded, and UserFull reads them"
    )


def test_a_response_of_an_expired_object_says_so(project: Path) -> None:
    text = """
@app.post("/user", response_model=Out)
async def create(session: AsyncSession = Depends(get_session)):
    user = User(name="Ada")
    session.add(user)
    await session.commit()
    return user
"""
    diagnostic = only(project, text)
    assert diagnostic.message == "User.id is expired, and Out reads it"
    assert "refresh the object" in diagnostic.consequence


SYNCHRONOUS = """
from sqlalchemy.orm import Session, sessionmaker

Plain = sessionmaker()


def get_plain():
    with Plain() as session:
        yield session


def get_user(id: int, session: Session = Depends(get_plain)):
    return session.get_one(User, id)


def titles(user: User):
    return [each.id for each in user.posts]


"""


@pytest.mark.parametrize(
    ("decorator", "result", "message"),
    [
        ("@app.get('/')", "len(user.posts)", "Reading User.posts blocks the event loop: it is not loaded"),
        (
            "@app.get('/')",
            "titles(user)",
            "titles() blocks the event loop: it reads User.posts, which is not loaded",
        ),
        (
            "@app.get('/', response_model=UserOut)",
            "user",
            "Making UserOut blocks the event loop: User.posts, User.notes and User.groups are not loaded",
        ),
    ],
)
def test_what_a_synchronous_session_loads_on_the_loop(project: Path, decorator: str, result: str, message: str) -> None:
    handler = f"{decorator}\nasync def handler(user: User = Depends(get_user)):\n    return {result}\n"
    diagnostic = only(project, SYNCHRONOUS + handler)
    assert (diagnostic.code, diagnostic.message) == ("ADB106", message)
    assert "with selectinload(User.posts)" in diagnostic.consequence
    assert diagnostic.origin is not None
    assert diagnostic.origin.message == "Session.get_one() loads no relationship"


def test_the_way_that_is_shown_is_the_one_that_brought_the_object(project: Path) -> None:
    text = """
async def titles(user: User):
    return [each.id for each in user.posts]


@app.get("/a")
async def loaded(session: AsyncSession = Depends(get_session)):
    return await titles(await session.get_one(User, 1, options=[selectinload(User.posts)]))


async def found(session: AsyncSession):
    return await session.get_one(User, 1)


@app.get("/b")
async def unloaded(session: AsyncSession = Depends(get_session)):
    return await titles(await found(session))
"""
    diagnostic = only(project, text)
    assert diagnostic.route is not None and diagnostic.route.path == "/b"
    assert [step.message for step in diagnostic.trace] == ["unloaded -> titles()", "titles -> User.posts"]


EXPIRING = """
async def name(session: AsyncSession = Depends(get_session)):
    user = await session.get_one(User, 1)
    await session.{end}()
    return user.name
"""


def test_an_expired_object_names_the_factory_as_a_remedy(project: Path) -> None:
    diagnostic = only(project, EXPIRING.format(end="commit"))
    assert diagnostic.code == "ADB303"
    assert "refresh the object, or set expire_on_commit=False" in diagnostic.consequence
    assert diagnostic.remedy is not None
    assert diagnostic.remedy.message == "async_sessionmaker() with expire_on_commit=False"
    assert MODELS.splitlines()[diagnostic.remedy.span.line - 1].startswith("Factory =")


def test_after_a_rollback_the_factory_is_no_remedy(project: Path) -> None:
    diagnostic = only(project, EXPIRING.format(end="rollback"))
    assert diagnostic.code == "ADB303"
    assert diagnostic.consequence.endswith("refresh the object.")
    assert diagnostic.remedy is None


def test_what_is_only_possible_is_told_when_asked_for(project: Path) -> None:
    text = """
async def read(name: str, session: AsyncSession = Depends(get_session)):
    if name:
        user = (await session.scalars(select(User).options(selectinload(User.posts)))).first()
    else:
        user = (await session.scalars(select(User))).first()
    return user.posts
"""
    (project / "app.py").write_text(MODELS + text)
    assert check([project], Config()).diagnostics == ()
    pedantic = check([project], Config(pedantic=True)).diagnostics
    assert sorted((each.code, each.is_possible) for each in pedantic) == [("ADB301", True), ("ADB402", True)]
    answer = explain(project / "app.py", (MODELS + text).count("\n"), Config())
    assert [each.by for each in answer.hidden] == ["the settings: it is only possible, and told with --pedantic"]


READS = """
@app.get("/user", response_model=UserOut)
async def respond(session: AsyncSession = Depends(get_session)):
    return await session.get_one(User, 1, options=[selectinload(User.groups)])


async def read(session: AsyncSession = Depends(get_session)):
    user = await session.get_one(User, 1, options=[selectinload(User.posts)])
    return user.posts, user.notes


def count(user: User):
    return len(user.groups)


async def untraced(user: User):
    return count(user)
"""


def test_every_relationship_that_is_read_is_counted(project: Path) -> None:
    (project / "app.py").write_text(MODELS + SCHEMAS + READS)
    reads = check([project], Config()).coverage.reads
    assert reads == {
        "not loaded": 3,  # User.posts and User.notes in the response, user.notes
        "loaded": 2,  # User.groups in the response, user.posts
        "unknown: the object comes by a parameter that only an annotation types": 1,
    }


def explained(root: Path, text: str) -> str:
    """What `why` answers at the line of the models and more code that has a text."""
    code = MODELS + SCHEMAS + READS
    (root / "app.py").write_text(code)
    (line,) = [number for number, each in enumerate(code.splitlines(), start=1) if text in each]
    return "\n".join(why(root / "app.py", line, Config()))


def test_why_says_what_is_loaded_by_which_query(project: Path) -> None:
    answer = explained(project, "return user.posts, user.notes")
    assert "User.posts is read: loaded" in answer
    assert "User.notes is read: not loaded" in answer
    assert "AsyncSession.get_one() loads User.posts" in answer


def test_why_says_why_it_is_silent_on_a_read(project: Path) -> None:
    answer = explained(project, "return len(user.groups)")
    assert "User.groups is read: unknown: the object comes by a parameter that only an annotation types" in answer
