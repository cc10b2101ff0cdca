"""A small schema for queries: with and without relationships that are loaded by joins, and a composite key."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Column, Connection, Engine, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, relationship
from sqlalchemy.pool import StaticPool

from asyncdb_lint.fixes.query.request import MappedClass, Related

Base = declarative_base()


class V(Base):
    __tablename__ = "v"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    age = Column(Integer)
    w = relationship("W", back_populates="v", order_by="W.id")


class W(Base):
    __tablename__ = "w"
    id = Column(Integer, primary_key=True)
    email = Column(String)
    v_id = Column(ForeignKey("v.id"))
    v = relationship("V", back_populates="w")


class U(Base):
    __tablename__ = "u"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    age = Column(Integer)
    addrs = relationship("A", back_populates="user", order_by="A.id")
    pets = relationship("Pet", lazy="joined", order_by="Pet.id", viewonly=True)


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    email = Column(String)
    user_id = Column(ForeignKey("u.id"))
    user = relationship("U", back_populates="addrs", lazy="select")


class Pet(Base):
    __tablename__ = "pet"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("u.id"))
    kind = Column(String)


class CK(Base):
    __tablename__ = "ck"
    x = Column(Integer, primary_key=True)
    y = Column(Integer, primary_key=True)
    q = Column(Integer)


ROWS = (
    "insert into u values (1,'ann',30),(2,'bob',25),(3,'cy',25)",
    "insert into a values (1,'a1',1),(2,'a2',1),(3,'b1',2)",
    "insert into pet values (1,1,'cat'),(2,1,'dog')",
    "insert into v values (1,'ann',30),(2,'bob',25),(3,'cy',25),(4,NULL,NULL)",
    "insert into w values (1,'a1',1),(2,'a2',1),(3,'b1',2),(4,'x',NULL)",
    "insert into ck values (1,1,10),(1,2,20)",
)

MAPPED: Mapping[str, MappedClass] = MappingProxyType(
    {
        "V": MappedClass({"w": Related(True, "W", False)}),
        "W": MappedClass({"v": Related(False, "V", False)}),
        "U": MappedClass(
            {"addrs": Related(True, "A", False), "pets": Related(True, "Pet", False)}, joins_collection=True
        ),
        "A": MappedClass({"user": Related(False, "U", True)}),
        "Pet": MappedClass(),
        "CK": MappedClass(),
    }
)


def engine() -> Engine:
    """A database in memory with the rows above."""
    made = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with made.begin() as connection:
        fill(connection)
    return made


def contents(connection: Connection | Session) -> list[list[tuple[object, ...]]]:
    """All rows of all tables."""
    return [[tuple(row) for row in connection.execute(table.select())] for table in Base.metadata.sorted_tables]


def fill(connection: Connection) -> None:
    """Nothing but the rows above; SQLite's driver commits some of what is rolled back."""
    Base.metadata.create_all(connection)
    for table in reversed(Base.metadata.sorted_tables):
        connection.exec_driver_sql(f"delete from {table.name}")
    for statement in ROWS:
        connection.exec_driver_sql(statement)
