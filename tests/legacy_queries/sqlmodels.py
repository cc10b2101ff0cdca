"""Two SQLModel tables, and queries of them."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from asyncdb_lint.fixes.query.request import MappedClass, Related


class Base(SQLModel, registry=registry()):
    """A registry of their own: other tests have models of these names."""


class Team(Base, table=True):
    __tablename__ = "qteam"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(Base, table=True):
    __tablename__ = "qhero"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="qteam.id")
    team: Team | None = Relationship(back_populates="heroes")


MAPPED: Mapping[str, MappedClass] = MappingProxyType(
    {
        "Team": MappedClass({"heroes": Related(True, "Hero", False)}),
        "Hero": MappedClass({"team": Related(False, "Team", False)}),
    }
)
IMPORTS = """from sqlalchemy.orm import joinedload
from sqlmodel import func, select
from legacy_queries.sqlmodels import Hero, Team
"""
QUERIES = (
    "db.query(Hero).all()",
    "db.query(Hero).filter(Hero.name == 'a').first()",
    "db.query(Hero.name).order_by(Hero.id).all()",
    "db.query(Hero.name).order_by(Hero.id).first()",
    "db.query(Hero.name).filter(Hero.id == 1).one()",
    "db.query(Hero.name).filter(Hero.id == 1).scalar()",
    "db.query(Hero.id, Hero.name).order_by(Hero.id).all()",
    "db.query(Hero, Team).join(Team, Team.id == Hero.team_id).order_by(Hero.id).all()",
    "db.query(Hero).count()",
    "db.query(func.count(Hero.id)).scalar()",
    "db.query(func.max(Hero.id), func.min(Hero.id)).one()",
    "db.query(Team).join(Team.heroes).order_by(Team.id).all()",
    "db.query(Team).options(joinedload(Team.heroes)).all()",
    "db.query(Team).join(Hero).filter(Hero.name == 'a').one_or_none()",
    "[each.name for each in db.query(Hero)]",
    "[name for (name,) in db.query(Hero.name)]",
    "db.query(Hero).get(1)",
    "db.query(Hero).filter(Hero.id == 1).delete()",
    "db.query(Hero).filter(Hero.id > 1).update({'name': 'z'})",
    "db.query(db.query(Hero).filter(Hero.id == 9).exists()).scalar()",
    "db.query(Hero).with_entities(Hero.id, Hero.name).order_by(Hero.id).all()",
    "db.query(Hero).order_by(Hero.id).with_entities(Hero.name).first()",
    "db.query(Hero).order_by(Hero.id)[1:3]",
    "db.query(Hero.id).filter(Hero.id.in_(db.query(Hero.id).filter(Hero.name != 'a'))).order_by(Hero.id).all()",
    "q = db.query(Hero)\nq = q.filter(Hero.id > 1)\nreturn q.count(), q.order_by(Hero.id).first(), q.all()",
)


def fill(connection: Connection) -> None:
    """The tables with their rows."""
    tables = [Team.__table__, Hero.__table__]
    Base.metadata.create_all(connection, tables=tables)
    for table in reversed(tables):
        connection.execute(table.delete())
    connection.execute(Team.__table__.insert(), [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}])
    rows = [
        {"id": 1, "name": "a", "team_id": 1},
        {"id": 2, "name": "b", "team_id": 1},
        {"id": 3, "name": "c", "team_id": 2},
    ]
    connection.execute(Hero.__table__.insert(), rows)
