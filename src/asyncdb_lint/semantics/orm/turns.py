"""The objects that a loop has not come to yet: what one turn does to its session happens to those of the next ones.

They stand in the environment under a name of their own, so that commits and queries change them as they change others. A
refresh of the object of this turn leaves them alone, for it is another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.orm.carried import holds
from asyncdb_lint.semantics.values import Container, Value

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

REST = "@rest"
"""What follows the name of a loop's variable in the place of the objects that are still to come."""


class Turns:
    """The turns of one `for` over a list of mapped objects."""

    def __init__(self, frame: Frame, node: ir.For, value: Value) -> None:
        self.frame = frame
        self.following = value
        place = place_of(node.iterable)
        listed = frame.get(place) if place is not None else None
        is_list = isinstance(listed, Container) and not node.is_async
        self.place = f"{node.target.id}{REST}" if isinstance(node.target, ir.Name) and is_list and holds(value) else ""

    def begin(self) -> Value:
        """What the next turn binds: on the first one what was given, then what the turn before left of it."""
        if self.place and self.frame.environment is not None:
            self.frame.environment[self.place] = self.following
        return self.following

    def end(self) -> None:
        """A turn is over, without a jump."""
        if self.place and self.frame.environment is not None:
            self.following = self.frame.environment.get(self.place, self.following)

    def close(self) -> None:
        """The loop is over."""
        if self.place and self.frame.environment is not None:
            self.frame.environment.pop(self.place, None)
