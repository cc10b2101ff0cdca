"""Members of enumerations whose values are more than text and numbers: classes, objects, partial functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.semantics.values import ClassValue, Container, Instance, PartialValue, Value, join

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter


class Enumerations:
    """The enumerations of the project."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._values: dict[ClassInfo, tuple[Value, ...]] = {}

    def is_enumeration(self, cls: ClassInfo) -> bool:
        """Whether a class of the project is one: looking an attribute up in it gives one of its objects."""
        order = self.interpreter.classes.order(cls)
        return not cls.module.is_facts and any(each.qualname == "enum.Enum" for each in order)

    def member(self, cls: ClassInfo, value: Value) -> Value:
        """What an attribute of the class gives where its body says `name = value`."""
        if not _is_telling(value) or not self.is_enumeration(cls):
            return value
        return Instance(cls, fields=(("value", value),))

    def any_member(self, value: Value) -> Value | None:
        """What subscribing or iterating an enumeration gives; None for another class."""
        if isinstance(value, ClassValue) and self.is_enumeration(value.cls):
            return Instance(value.cls)
        return None

    def value(self, cls: ClassInfo) -> Value | None:
        """`.value` of a member of which nobody knows which one it is; None if all are plain data."""
        if not self.is_enumeration(cls):
            return None
        known = self._values.get(cls)
        if known is None:
            members = [
                found[1]
                for each in self.interpreter.classes.order(cls)
                if not each.module.is_facts
                for name in each.bindings
                if not name.startswith("_") and (found := self.interpreter.classes.find(cls, name)) is not None
            ]
            known = tuple(each for each in members if _is_telling(each))
            if self.interpreter.names.is_settled:
                self._values[cls] = known
        return join(known) if known else None


def _is_telling(value: Value) -> bool:
    if isinstance(value, Instance):
        return value.cls.module.name != "enum"
    return isinstance(value, (ClassValue, Container, PartialValue))
