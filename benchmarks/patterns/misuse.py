"""Misuse patterns P04 to P33, each marked on its line; `right` at the end must stay silent."""

import asyncio
import sqlite3
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI
from models import Base, Post, User, engine, get_session, sessions
from pydantic import BaseModel, ConfigDict
from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, joinedload, sessionmaker

app = FastAPI()
SessionDep = Annotated[AsyncSession, Depends(get_session)]
SyncSession = sessionmaker(create_engine("sqlite://"))


@app.get("/p04")
async def never_awaited_and_returned(db: SessionDep) -> Any:
    rows = db.execute(select(User))  # P04
    return rows


@app.post("/p05")
async def unawaited_commit(db: SessionDep, user: str) -> None:
    db.add(User(name=user))
    db.commit()  # P05


@app.post("/p05u")
async def unawaited_commit_untyped(user: str, db=Depends(get_session)):  # type: ignore[no-untyped-def]  # noqa: B008
    db.add(User(name=user))
    db.commit()  # P05u


@app.delete("/p06")
async def unawaited_delete(db: SessionDep, user: int) -> None:
    found = await db.get_one(User, user)
    db.delete(found)  # P06
    await db.commit()


@app.get("/p07")
async def awaited_too_late(db: SessionDep) -> list[User]:
    return list(await db.execute(select(User)).scalars())  # P07


@app.get("/p08")
async def iterated_coroutine(db: SessionDep) -> list[str]:
    return [row.name async for row in db.stream(select(User))]  # P08


@app.get("/p09")
async def lazy_load(db: SessionDep, user: int) -> int:
    found = await db.get_one(User, user)
    return len(found.posts)  # P09


@app.get("/p09b")
async def lazy_load_in_comprehension(db: SessionDep) -> list[str]:
    posts = (await db.scalars(select(Post))).all()
    return [post.author.name for post in posts]  # P09b


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    posts: list[int]


@app.get("/p10", response_model=UserOut)
async def lazy_load_in_response(db: SessionDep, user: int) -> User:
    return await db.get_one(User, user)  # P10


@app.post("/p11")
async def expired_after_commit(db: SessionDep, name: str) -> str:
    user = User(name=name)
    db.add(user)
    await db.commit()
    return user.name  # P11


@app.get("/p12")
async def shared_by_tasks(db: SessionDep) -> list[Any]:
    return await asyncio.gather(db.get(User, 1), db.get(User, 2))  # P12


async def plain_with() -> None:
    with AsyncSession(engine) as db:  # P13
        db.add(User(name="Ada"))


async def wrong_driver() -> None:
    create_async_engine("postgresql+psycopg2://user@localhost/app")  # P14


async def create_tables() -> None:
    Base.metadata.create_all(engine)  # P15


@app.get("/p16")
async def driver() -> list[Any]:
    return sqlite3.connect("app.db").execute("select 1").fetchall()  # P16


@app.get("/p17")
async def joined_collection(db: SessionDep) -> list[User]:
    return list((await db.scalars(select(User).options(joinedload(User.posts)))).all())  # P17


@app.get("/p18")
async def query(db: SessionDep) -> list[User]:
    return db.query(User).all()  # P18


@app.post("/p19")
async def awaited_add(db: SessionDep) -> None:
    await db.add(User(name="Ada"))  # P19


@app.get("/p20")
async def synchronous_session() -> list[User]:
    with SyncSession() as s:
        return list(s.scalars(select(User)))  # P20


async def write_audit(name: str) -> None:
    with SyncSession() as session:
        session.add(User(name=name))
        session.commit()  # P21


@app.post("/p21")
async def background(tasks: BackgroundTasks) -> None:
    tasks.add_task(write_audit, "Ada")


@app.get("/p22")
async def synchronous_engine() -> None:
    with create_engine("sqlite://").connect() as connection:  # P22
        connection.close()


async def get_sync_session() -> Any:
    with SyncSession() as session:
        yield session
        session.commit()  # P26


@app.post("/p26")
async def committed_by_dependency(db: Annotated[Session, Depends(get_sync_session)]) -> None:
    db.add(User(name="Ada"))


@app.get("/p30")
async def unawaited_scalars(db: SessionDep) -> Any:
    return db.scalars(select(User)).all()  # P30


factory = sessionmaker(engine)  # P31


async def method_entered(db: AsyncSession) -> None:
    async with db.begin:  # P32
        db.add(User(name="Ada"))


@app.post("/p33")
async def unloaded_collection(db: SessionDep, user: int) -> None:
    found = await db.get_one(User, user)
    found.posts.append(Post())  # P33


@app.get("/right")
async def right(db: SessionDep) -> list[str]:
    async with sessions() as own, own.begin():
        own.add(User(name="Ada"))
    await db.run_sync(lambda session: session.flush())
    coroutine = db.scalars(select(User.name))
    return list(await coroutine)
