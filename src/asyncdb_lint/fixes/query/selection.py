"""What is known of the rows of a query while its chain of calls is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Kind(Enum):
    """What one element of a query's columns is."""

    ENTITY = "entity"
    COLUMN = "column"
    AGGREGATE = "aggregate"  # a column that makes one row of all, unless the query is grouped
    RELATIONSHIP = "relationship"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Element:
    """One element that a query selects: its kind, its text, and for an entity whether its loading multiplies rows.

    `owners` are the mapped classes that it mentions, `key` is its name in a row, empty if it has none or that is not known.
    """

    kind: Kind
    text: str
    joins_collection: bool = False
    owners: frozenset[str] = frozenset()
    key: str = ""


@dataclass(frozen=True)
class Selection:
    """The rows of a query as far as they decide how a statement is executed in its place.

    `repeats`: an object may come in several rows, so that what `Query` left out must be left out by `unique()`.
    `loads_collection`: rows are multiplied by a join that loads a collection; SQLAlchemy insists on `unique()`.
    `steps` are the names of the methods that were called. `joined` is the text of the entity that was joined last,
    empty before any join, None where it is not known.
    """

    elements: tuple[Element, ...]
    is_rows: bool = False
    repeats: bool = False
    loads_collection: bool = False
    steps: frozenset[str] = frozenset()
    joined: str | None = ""

    @property
    def is_known(self) -> bool:
        """Whether each element is known for an entity or for something else."""
        return all(each.kind in (Kind.ENTITY, Kind.COLUMN, Kind.AGGREGATE) for each in self.elements)

    @property
    def is_scalar(self) -> bool:
        """Whether `Query` gave plain objects and not rows."""
        return len(self.elements) == 1 and self.elements[0].kind is Kind.ENTITY and not self.is_rows

    @property
    def needs_unique(self) -> bool:
        """Whether `Query` left out repeated rows, and there may be some."""
        entities = [each for each in self.elements if each.kind is Kind.ENTITY]
        multiplied = self.repeats or self.loads_collection or any(each.joins_collection for each in entities)
        return bool(entities) and multiplied and "yield_per" not in self.steps

    @property
    def ambiguous(self) -> str:
        """A name that two columns of a row have: `Query` gives the last one under it, a statement the first."""
        columns = [each for each in self.elements if each.key]
        for index, each in enumerate(columns):
            if any(other.key == each.key and (other.text != each.text or not each.text) for other in columns[:index]):
                return each.key
        return ""

    @property
    def is_one_row(self) -> bool:
        """Whether there is exactly one row, whatever the tables hold."""
        one = bool(self.elements) and all(each.kind is Kind.AGGREGATE for each in self.elements)
        return one and not self.steps & {"group_by", "having", "limit", "offset", "slice", "from_statement", "union"}

    def after(self, step: str) -> Selection:
        """The same rows with one more method called."""
        return replace(self, steps=self.steps | {step})

    def joined_with(self, other: Selection) -> Selection | None:
        """What holds of both, for a variable that is one or the other; None if they do not go together."""
        own = tuple((each.kind, each.joins_collection) for each in self.elements)
        others = tuple((each.kind, each.joins_collection) for each in other.elements)
        if own != others or self.is_rows != other.is_rows:
            return None
        same_text = tuple(
            mine if mine.text == theirs.text else replace(mine, text="")
            for mine, theirs in zip(self.elements, other.elements)
        )
        return Selection(
            same_text,
            self.is_rows,
            self.repeats or other.repeats,
            self.loads_collection or other.loads_collection,
            self.steps | other.steps,
            self.joined if self.joined == other.joined else None,
        )
