"""What the translator of queries is asked, and what it answers: plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from asyncdb_lint.fixes.edits import Replacement


@dataclass(frozen=True)
class Related:
    """A relationship: whether it holds many objects, None where the code does not say it.

    `target` is the name of the class that it leads to, empty if that is not known. `joins_collection` is that of the
    class (see `MappedClass`), true if it is not known.
    """

    many: bool | None
    target: str = ""
    joins_collection: bool = True


@dataclass(frozen=True)
class MappedClass:
    """A mapped class as far as a translation depends on it: its relationships by name.

    `joins_collection`: unless a query says otherwise, a collection of it, or of what is loaded by a join along with it,
    is loaded by a join (`lazy="joined"`), so that an object fills several rows.
    """

    relationships: Mapping[str, Related] = field(default_factory=lambda: MappingProxyType({}))
    joins_collection: bool = False


@dataclass(frozen=True)
class Target:
    """What is known of the code around a query, and what it is to become.

    The session makes SQLAlchemy's own `Query` (no `query_cls`), and no event rewrites what it compiles.

    Args:
        mapped: the mapped class that a dotted name of the file means (`User`, `models.User`), None for all else.
        is_async: the session is, or will be, an `AsyncSession`; else the synchronous 2.0 form is written.
        is_sqlmodel: the session is SQLModel's, with `exec()`.
        version: of SQLAlchemy, as the project requires it.
    """

    mapped: Callable[[str], MappedClass | None]
    is_async: bool = True
    is_sqlmodel: bool = False
    version: tuple[int, int] = (2, 1)


@dataclass(frozen=True)
class Translation:
    """How queries that belong together become statements.

    `changes` lie apart, in the order of the text. `imports` are the modules, names and local names that the file must
    import in addition; `notes` say what a person should look at; `queries` are the offsets of the calls of `query()` that go.
    """

    changes: tuple[Replacement, ...]
    imports: frozenset[tuple[str, str, str]]
    notes: tuple[str, ...]
    queries: frozenset[int]


def mapped_classes(lines: Iterable[str]) -> Mapping[str, MappedClass]:
    """Mapped classes by name, from the lines of `semantics.orm.named.mapped_names`."""
    relationships: dict[str, dict[str, Related]] = {}
    joining: set[str] = set()
    for line in lines:
        name, *words = line.split(" ")
        if not words or words == ["joined"]:
            relationships.setdefault(name, {})
            joining |= {name} if words else set()
            continue
        many, target = words[:2]
        owner, _, attribute = name.rpartition(".")
        related = Related(MANY[many], "" if target == "?" else target, "joined" in words[2:])
        relationships.setdefault(owner, {})[attribute] = related
    return MappingProxyType({name: MappedClass(found, name in joining) for name, found in relationships.items()})


MANY: Mapping[str, bool | None] = MappingProxyType({"many": True, "one": False, "unknown": None})
