"""Modules that misuse sessions in every way of writing, for tests of what holds after fixing."""

from __future__ import annotations

from hypothesis import strategies as st

HEAD = '''\
"""A shop."""
from __future__ import annotations

from fastapi import Depends, FastAPI
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    posts: Mapped[list[Post]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author: Mapped[User] = relationship(back_populates="posts")


engine = create_async_engine("sqlite+aiosqlite:///shop.db")
make = async_sessionmaker(engine, expire_on_commit=False)
make_plain = sessionmaker(create_engine("sqlite:///shop.db"))
app = FastAPI()


def get_plain():
    with make_plain() as session:
        yield session


def helper(plain: Session, *words: str, limit: int = 1):
    return plain.scalars(select(User).limit(limit)).all()


async def later(db: AsyncSession, id: int = 1) -> User:
    return await db.get_one(User, id)
'''

CALLS = (
    "db.execute(select(User))",
    "db.scalars(\n        select(User)  # all\n        .where(User.id == 1)\n    )",
    "db.get(User, 1)",
    "db.commit()",
    "later(db)",
    "later(\n        db,  # first\n        id=2,\n    )",
    "db.run_sync(lambda each: each.flush())",
    "plain.scalars(select(User)).all()",
    "plain.query(User).filter(User.id == 1).first()",
    "plain.get(User, 1)",
    "plain.commit()",
    'helper(plain, "ä", *("b",), limit=2)',
    "helper(\n        plain,\n        limit=3,\n    )",
)
SHAPES = (
    "{call}",
    "{call}  # noqa: E501",
    "value = {call}",
    "value = ({call})",
    "value = [{call}, 1]",
    "value = {call}.name",
    "value = {call}\n    print(value.all())",
    'print(f"{{{line}!r:>{{20}}}}")',
    "if {call}:\n        pass",
    "return {call}",
    "value = {call} or None",
    "value = not {call}",
    "value = await {call}",
    "value = (await {call}).posts",
    "value = await {call}.all()",
    "value = [each for each in {call}]",
    "value = [{call} for each in range(2)]",
    "value = list({call} for each in range(2))",
    "value = list(each for each in {call})",
    "value = lambda: {call}",
    "for each in {call}:\n        print(each)  # one",
    "async for each in {call}:\n        print(each)",
    "with {call} as value:\n        print(value)",
    "print(1); {call}; print(2)",
    "if 1: {call}",
    "value = -{line} ** 2 if 0 else {call}",
    "try:\n        {call}  # tried\n    finally:\n        pass",
    "def inner(given={line}):\n        return {call}",
    "class Inner:\n        value = {line}",
    "user = await db.get_one(User, 1)\n    print(user.posts, {line})",
    "user = (await db.scalars(select(User))).one()  # the one\n    print([post.author for post in user.posts])",
    "user = await later(db)\n    return user.posts",
    "own = make()\n    await own.execute(select(User))",
    "with make() as own:\n        print(own)",
    "await db.add(User())",
    "Base.metadata.create_all(engine)",
)


@st.composite
def functions(draw: st.DrawFn, number: int) -> str:
    """One function with a few statements."""
    indent = draw(st.sampled_from(["    ", "  ", "\t", "      "]))
    head = draw(
        st.sampled_from(
            [
                "async def f{n}(db: AsyncSession, plain: Session):",
                "@app.get('/{n}')\nasync def f{n}(plain: Session = Depends(get_plain), db: AsyncSession = None):  # route",
                "def f{n}(db: AsyncSession, plain: Session):",
                "@app.get('/{n}')\nasync  def f{n}(\n        plain: Session = Depends(get_plain),\n        db=None,\n):",
            ]
        )
    )
    body = []
    for _ in range(draw(st.integers(1, 4))):
        call = draw(st.sampled_from(CALLS))
        line = draw(st.sampled_from([each for each in CALLS if "\n" not in each and '"' not in each]))
        statement = draw(st.sampled_from(SHAPES)).format(call=call, line=line)
        if head.startswith("def") and ("await" in statement or "async" in statement):
            continue
        body.append(statement)
    text = "\n    ".join([*body, "pass"])
    lines = [each.replace("    ", indent) if each.startswith("    ") else each for each in f"    {text}".split("\n")]
    return "\n\n" + head.format(n=number) + "\n" + "\n".join(lines) + "\n"


@st.composite
def modules(draw: st.DrawFn) -> str:
    """What follows the head of a module."""
    return "".join(draw(functions(number)) for number in range(draw(st.integers(2, 5))))
