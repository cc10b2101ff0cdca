"""What the declaration of one mapped attribute says: `mapped_column(...)`, `relationship(...)` and their like.

Read from the call as it is written; what cannot be told from it stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.orm.tables import Tables, columns
from asyncdb_lint.semantics.values import ClassValue, Container, Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter

RELATIONSHIPS = frozenset({"relationship", "Relationship", "dynamic_loader"})
COLUMNS = frozenset({"mapped_column", "Column", "column_property", "deferred", "Field", "query_expression"})
COLLECTIONS = frozenset("list List set Set Sequence Collection Iterable dict Dict".split())
WRAPPERS = MappingProxyType({"Mapped": "", "DynamicMapped": "dynamic", "WriteOnlyMapped": "write_only"})
"""What stands around the type of a mapped attribute, and the strategy that it brings."""
LAZY: Mapping[object, str] = MappingProxyType(
    {
        "select": "select",
        True: "select",
        "joined": "joined",
        False: "joined",
        "selectin": "selectin",
        "subquery": "subquery",
        "immediate": "immediate",
        "dynamic": "dynamic",
        None: "noload",
    }
)
"""The strategies that emit SQL at once, or when the attribute is read; all others never do, or are meant to raise."""


@dataclass(frozen=True)
class Relationship:
    """`target` is None where it is not known, `is_collection` where the code does not say it.

    `keys` are the attributes of the owner whose foreign keys lead to the target; None where that is not known.
    """

    name: str
    owner: ClassInfo
    target: ClassInfo | None
    is_collection: bool | None
    lazy: str
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Column:
    """A mapped attribute that is no relationship.

    `is_deferred`: a query leaves it out, if it does not ask for it; `refuses`: reading it then raises on purpose.
    `on_insert`, `on_update`: the database gives the value when a row is inserted or updated. `is_expression`: it is
    computed by each query, so that a flush of the object drops it.
    """

    is_deferred: bool = False
    refuses: bool = False
    on_insert: bool = False
    on_update: bool = False
    is_expression: bool = False
    has_default: bool = False


OPEN = "?"
"""In place of a table: which one is not known."""


class Declarations:
    """Reads the declarations of attributes; `named` finds a mapped class by its name."""

    def __init__(self, interpreter: Interpreter, named: Callable[[str], ClassInfo | None], tables: Tables) -> None:
        self.interpreter = interpreter
        self.tables = tables
        self.named = named

    def maker(self, frame: Frame, call: ir.Call) -> str:
        """The name of the library's function that a call calls."""
        found = self.interpreter.annotations.symbol(frame, call.func)
        if isinstance(found, Definition) and found.module.is_facts:
            library = found.module.name.partition(".")[0]
            return found.name if library in ("sqlalchemy", "sqlmodel") else ""
        return ""

    def column(self, frame: Frame, maker: str, call: ir.Call) -> Column:
        """What the call that declares a column says."""
        options = _options(call)
        inner = [each.value for each in call.arguments if each.name is None and isinstance(each.value, ir.Call)]
        given = options.get("sa_column")
        if isinstance(given, ir.Call):
            inner.append(given)
        parts = [call, *(each for each in inner if isinstance(each, ir.Call))]
        parts += [each for part in parts[1:] for each in _calls(part)]
        names = {last_name(part.func) for part in parts}
        merged = {name: value for part in reversed(parts) for name, value in _options(part).items()}
        is_computed = "Computed" in names
        on_update = is_computed or "server_onupdate" in merged or self._is_sql(frame, merged.get("onupdate"))
        on_insert = is_computed or "server_default" in merged or self._is_sql(frame, merged.get("default"))
        return Column(
            is_deferred=maker == "deferred" or _is_true(options.get("deferred")),
            refuses=_is_true(options.get("deferred_raiseload")) or (maker == "deferred" and "raiseload" in options),
            on_insert=on_insert or bool(names & {"Identity", "FetchedValue"}),
            on_update=on_update,
            is_expression=maker in ("column_property", "query_expression") and "expire_on_flush" not in options,
            has_default=on_insert or "default" in merged or "default_factory" in merged or "insert_default" in merged,
        )

    def _is_sql(self, frame: Frame, given: ir.Expr | None) -> bool:
        """Whether a default is an expression that the database works out: `func.now()`, `text(...)`."""
        if not isinstance(given, ir.Call):
            return False
        root = given.func
        while isinstance(root, ir.Attribute):
            found = self.interpreter.annotations.symbol(frame, root)
            if isinstance(found, Definition):
                break
            root = root.value
        found = self.interpreter.annotations.symbol(frame, root)
        return isinstance(found, Definition) and found.module.is_facts and found.module.name.startswith("sqlalchemy")

    def relationship(
        self, frame: Frame, cls: ClassInfo, name: str, annotation: ir.Expr | None, call: ir.Call
    ) -> Relationship:
        """What the call that declares a relationship says, beside the annotation."""
        options = _options(call)
        given = options.get("sa_relationship_kwargs")
        if isinstance(given, ir.Mapping):
            options.update((text(key), value) for key, value in zip(given.keys, given.values) if text(key))
        is_open = any(each.star for each in call.arguments) or (given is not None and not isinstance(given, ir.Mapping))
        inner, wrapped = mapped(annotation)
        annotation = inner or annotation
        lazy = "unknown" if is_open else wrapped or self.lazy(frame, options.get("lazy"))
        lazy = "dynamic" if last_name(call.func) == "dynamic_loader" else lazy
        first = next((each.value for each in call.arguments if each.name is None and not each.star), None)
        target = self._target(frame, options.get("argument") or first) or self._annotated(frame, annotation)
        is_collection = True if wrapped else _is_collection(annotation)
        uselist = options.get("uselist")
        if isinstance(uselist, ir.Const) and isinstance(uselist.value, bool):
            is_collection = uselist.value
        elif is_collection is None:
            is_collection = self._collects(cls, target, options)
        keys = None if is_collection is not False else self._keys(cls, target, options)
        return Relationship(name, cls, target, is_collection, lazy, keys)

    def lazy(self, frame: Frame, given: ir.Expr | None) -> str:
        """The strategy that `lazy=` names, as a literal or by a constant of the module."""
        if given is None:
            return "select"
        if isinstance(given, ir.Const):
            return LAZY.get(given.value, "other")
        found = self.interpreter.annotations.symbol(frame, given)
        statement = found.bindings[0].statement if isinstance(found, Definition) and len(found.bindings) == 1 else None
        value = getattr(statement, "value", None)
        return LAZY.get(value.value, "other") if isinstance(value, ir.Const) else "unknown"

    def _collects(self, cls: ClassInfo, target: ClassInfo | None, options: Mapping[str, ir.Expr]) -> bool | None:
        """Whether a relationship without annotation holds many: the side of the foreign key holds one."""
        if options.get("uselist") is not None:
            return None
        if "secondary" in options or "remote_side" in options or "primaryjoin" in options:
            return True if "secondary" in options else None
        if target is None or target is cls:
            return None
        own, other = self._referenced(cls), self._referenced(target)
        refers, referred = self._name(target) in own.values(), self._name(cls) in other.values()
        return referred if refers != referred else None

    def _keys(self, cls: ClassInfo, target: ClassInfo | None, options: Mapping[str, ir.Expr]) -> frozenset[str] | None:
        referenced = self._referenced(cls)
        if target is None or not self._name(target) or OPEN in referenced.values():
            return None
        if "primaryjoin" in options or "secondary" in options:
            return None
        named = options.get("foreign_keys")
        leading = {name for name, to in referenced.items() if to == self._name(target)}
        if named is not None:
            used = {last_name(node) for node in walk(named) if isinstance(node, (ir.Name, ir.Attribute))}
            used |= {part for node in walk(named) if isinstance(node, ir.Const) for part in _words(node.value)}
            leading &= used
            return frozenset(leading) if leading else None
        return frozenset(leading)

    def _referenced(self, cls: ClassInfo) -> dict[str, str]:
        """The table that the foreign key of each attribute of a class names, `OPEN` where that is not known."""
        found: dict[str, str] = {}
        for each in reversed(self.interpreter.classes.order(cls)):
            for name, bindings in each.bindings.items() if not each.module.is_facts else ():
                for node in walk([binding.statement for binding in bindings], stop=(ir.Class,)):
                    if isinstance(node, ir.Call) and last_name(node.func) in ("ForeignKey", "ForeignKeyConstraint"):
                        first = node.arguments[0].value if node.arguments else None
                        found[name] = self._referred(each, first)
                    elif isinstance(node, ir.Argument) and node.name == "foreign_key":
                        found[name] = self._referred(each, node.value)
        own = self.tables.of(cls)
        for name, column in columns(own) if own is not None else ():
            for node in walk(column):
                if isinstance(node, ir.Call) and last_name(node.func) == "ForeignKey" and node.arguments:
                    found[name] = self._referred(cls, node.arguments[0].value)
        return found

    def _name(self, cls: ClassInfo) -> str:
        """The name of the table of a class."""
        own = self.tables.of(cls)
        first = own.arguments[0].value if own is not None and own.arguments else None
        return text(first) or table(cls)

    def _referred(self, cls: ClassInfo, given: ir.Expr | None) -> str:
        """The table of a foreign key: `"users.id"`, or `User.id`."""
        if text(given):
            return text(given).rpartition(".")[0].rpartition(".")[2] or OPEN
        if isinstance(given, ir.Attribute):
            owner = self._target(self.interpreter.names.class_frame(cls), given.value)
            return (self._name(owner) if owner is not None else "") or OPEN
        return OPEN

    def _target(self, frame: Frame, given: ir.Expr | None) -> ClassInfo | None:
        if given is None:
            return None
        if isinstance(given, ir.Const):
            return self.named(given.value.rpartition(".")[2]) if isinstance(given.value, str) else None
        if isinstance(given, ir.Lambda):
            given = next((node.value for node in given.function.body if isinstance(node, ir.Return)), None)
        found = self.interpreter.annotations.symbol(frame, given) if given is not None else None
        value = self.interpreter.names.definition(found) if isinstance(found, Definition) else None
        return value.cls if isinstance(value, ClassValue) else None

    def _annotated(self, frame: Frame, annotation: ir.Expr | None) -> ClassInfo | None:
        """The mapped class that an annotation names, as it is or in quotes."""
        if annotation is None:
            return None
        value: Value = self.interpreter.annotations.value(frame, annotation)
        while isinstance(value, Container):
            value = value.element
        for part in alternatives(value):
            part = part.element if isinstance(part, Container) else part
            if isinstance(part, Instance) and not part.cls.module.is_facts:
                return part.cls
        for node in walk(annotation):
            name = node.value if isinstance(node, ir.Const) else node.id if isinstance(node, ir.Name) else None
            if isinstance(name, str) and (found := self.named(name.strip("'\" "))) is not None:
                return found
        return None


def mapped(annotation: ir.Expr | None) -> tuple[ir.Expr | None, str]:
    """What stands in `Mapped[...]` and its like, and the strategy that it brings; None for another annotation."""
    if isinstance(annotation, ir.Subscript):
        strategy = WRAPPERS.get(last_name(annotation.value) or "")
        return (annotation.index, strategy) if strategy is not None else (None, "")
    return None, ""


def table(cls: ClassInfo) -> str:
    """The name of the table of a class, as `__tablename__` says it."""
    for binding in cls.bindings.get("__tablename__", ()):
        value = getattr(binding.statement, "value", None)
        if isinstance(value, ir.Const) and isinstance(value.value, str):
            return value.value
        return ""
    return cls.name.lower() if any(keyword.name == "table" for keyword in cls.node.keywords) else ""


def text(node: ir.Expr | None) -> str:
    """The literal text of an expression, or nothing."""
    return node.value if isinstance(node, ir.Const) and isinstance(node.value, str) else ""


def _options(call: ir.Call) -> dict[str, ir.Expr]:
    found = {each.name: each.value for each in call.arguments if each.name is not None}
    given = found.get("sa_column_kwargs")
    if isinstance(given, ir.Mapping):
        found.update((text(key), value) for key, value in zip(given.keys, given.values) if text(key))
    return found


def _calls(call: ir.Call) -> Iterator[ir.Call]:
    for each in call.arguments:
        if isinstance(each.value, ir.Call) and each.name is None:
            yield each.value


def _is_collection(annotation: ir.Expr | None) -> bool | None:
    """Whether an annotation says that an attribute holds many objects; None where there is none, or a text."""
    if annotation is None:
        return None
    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].strip() in COLLECTIONS
    if isinstance(annotation, ir.Subscript):
        return last_name(annotation.value) in COLLECTIONS
    return False


def _is_true(given: ir.Expr | None) -> bool:
    return isinstance(given, ir.Const) and given.value is True


def _words(value: object) -> list[str]:
    return value.replace(".", " ").replace("[", " ").replace("]", " ").split() if isinstance(value, str) else []
