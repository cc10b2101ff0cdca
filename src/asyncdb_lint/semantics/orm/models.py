"""The mapped classes of a project: their columns and relationships, and how each is loaded unless a query says more.

Read from the class bodies as they are written, declarative style of every age and SQLModel. A class with anything that
is not understood (a mapping that is made elsewhere, names that are made at run time) keeps those attributes unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.values import ClassValue, Container, Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter

RELATIONSHIPS = frozenset({"relationship", "Relationship"})
COLUMNS = frozenset({"mapped_column", "Column", "column_property", "deferred", "Field"})
COLLECTIONS = frozenset("list List set Set Sequence Collection Iterable".split())
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
    }
)
"""The strategies that emit SQL at once, or when the attribute is read; all others never do, or are meant to raise."""


@dataclass(frozen=True)
class Relationship:
    """`target` is None where it is not known, `is_collection` where the code does not say it."""

    name: str
    owner: ClassInfo
    target: ClassInfo | None
    is_collection: bool | None
    lazy: str


@dataclass
class Model:
    """`columns` tells of each whether it is deferred; `keys` are the names of its primary key."""

    cls: ClassInfo
    relationships: dict[str, Relationship] = field(default_factory=dict)
    columns: dict[str, bool] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)


class Models:
    """Answers what a class maps; each class is read once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._known: dict[ClassInfo, Model | None] = {}
        self._named: dict[str, list[ClassInfo]] | None = None
        self._backrefs: dict[ClassInfo, list[Relationship]] = {}

    def of(self, cls: ClassInfo) -> Model | None:
        """What a class maps; None for a class that is not mapped."""
        if cls in self._known:
            return self._known[cls]
        self._known[cls] = None
        if cls.module.is_facts or not self._is_mapped(cls):
            return None
        model = Model(cls)
        for each in reversed(self.interpreter.classes.order(cls)):
            if not each.module.is_facts:
                self._read(model, each)
        self._index()
        for each in self.interpreter.classes.order(cls):
            for relationship in self._backrefs.get(each, ()):
                model.relationships.setdefault(relationship.name, relationship)
        self._known[cls] = model
        return model

    def _is_mapped(self, cls: ClassInfo) -> bool:
        """Whether a class, or a base of it in the project, has a table."""
        for each in self.interpreter.classes.order(cls):
            if each.module.is_facts:
                continue
            if "__tablename__" in each.bindings or "__table__" in each.bindings:
                return True
            if any(keyword.name == "table" for keyword in each.node.keywords):
                return True
        return False

    def _read(self, model: Model, cls: ClassInfo) -> None:
        frame = self.interpreter.names.class_frame(cls)
        for name, bindings in cls.bindings.items():
            model.relationships.pop(name, None)
            model.columns.pop(name, None)
            if len(bindings) != 1:
                continue
            statement = bindings[0].statement
            if isinstance(statement, ir.Function):
                self._declared(model, frame, cls, name, statement)
            elif isinstance(statement, (ir.Assign, ir.AnnotatedAssign)):
                annotation = statement.annotation if isinstance(statement, ir.AnnotatedAssign) else None
                self._attribute(model, frame, cls, name, annotation, statement.value)

    def _declared(self, model: Model, frame: Frame, cls: ClassInfo, name: str, function: ir.Function) -> None:
        """`@declared_attr` methods give what another attribute would be assigned."""
        decorators = {last_name(each) for each in function.decorators}
        if "declared_attr" not in decorators:
            return
        for node in walk(function.body, stop=(ir.Function, ir.Lambda)):
            if isinstance(node, ir.Return) and isinstance(node.value, ir.Call):
                self._attribute(model, frame, cls, name, function.returns, node.value)

    def _attribute(
        self, model: Model, frame: Frame, cls: ClassInfo, name: str, annotation: ir.Expr | None, value: ir.Expr | None
    ) -> None:
        call = value if isinstance(value, ir.Call) else None
        maker = self._maker(frame, call) if call is not None else ""
        inner = _mapped(annotation)
        if call is not None and maker in RELATIONSHIPS:
            model.relationships[name] = self._relationship(frame, cls, name, inner or annotation, call)
        elif maker in COLUMNS and call is not None:
            model.columns[name] = maker == "deferred" or _is_true(call, "deferred")
            if _is_true(call, "primary_key"):
                model.keys.add(name)
        elif maker == "" and annotation is not None and not name.startswith("_"):
            if inner is not None or self._is_sqlmodel(model.cls):
                model.columns[name] = False

    def _is_sqlmodel(self, cls: ClassInfo) -> bool:
        """Whether every annotated attribute of a class is a column."""
        return any(each.name == "SQLModel" and each.module.is_facts for each in self.interpreter.classes.order(cls))

    def _maker(self, frame: Frame, call: ir.Call) -> str:
        """The name of the library's function that a call calls."""
        found = self.interpreter.annotations.symbol(frame, call.func)
        if isinstance(found, Definition) and found.module.is_facts:
            library = found.module.name.partition(".")[0]
            return found.name if library in ("sqlalchemy", "sqlmodel") else ""
        return ""

    def _relationship(
        self, frame: Frame, cls: ClassInfo, name: str, annotation: ir.Expr | None, call: ir.Call
    ) -> Relationship:
        options = {each.name: each.value for each in call.arguments if each.name is not None}
        given = options.get("sa_relationship_kwargs")
        if isinstance(given, ir.Mapping):
            options.update((_text(key), value) for key, value in zip(given.keys, given.values) if _text(key))
        is_open = any(each.star for each in call.arguments) or (given is not None and not isinstance(given, ir.Mapping))
        lazy = "unknown" if is_open else _lazy(options.get("lazy"))
        first = next((each.value for each in call.arguments if each.name is None and not each.star), None)
        target = self._target(frame, options.get("argument") or first) or self._annotated(frame, annotation)
        is_collection = _is_collection(annotation)
        if is_collection is None:
            is_collection = self._collects(cls, target, call, options)
        return Relationship(name, cls, target, is_collection, lazy)

    def _collects(
        self, cls: ClassInfo, target: ClassInfo | None, call: ir.Call, options: Mapping[str, ir.Expr]
    ) -> bool | None:
        """Whether a relationship without annotation holds many: the side of the foreign key holds one."""
        uselist = options.get("uselist")
        if uselist is not None:
            return bool(uselist.value) if isinstance(uselist, ir.Const) else None
        if "secondary" in options or "remote_side" in options or "primaryjoin" in options:
            return True if "secondary" in options else None
        if target is None or target is cls:
            return None
        own, other = _tables_referenced(self.interpreter, cls), _tables_referenced(self.interpreter, target)
        refers, referred = _table(target) in own, _table(cls) in other
        return referred if refers != referred else None

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
            text = node.value if isinstance(node, ir.Const) else node.id if isinstance(node, ir.Name) else None
            if isinstance(text, str) and (found := self.named(text.strip("'\" "))) is not None:
                return found
        return None

    def named(self, name: str) -> ClassInfo | None:
        """The only mapped class of the project with a name, as the registry finds it."""
        found = self._index().get(name, [])
        return found[0] if len(found) == 1 else None

    def _index(self) -> dict[str, list[ClassInfo]]:
        if self._named is None:
            self._named = {}
            mapped = [
                cls for module in self.interpreter.project.modules() for cls in module.classes if self._is_mapped(cls)
            ]
            for cls in dict.fromkeys(mapped):
                self._named.setdefault(cls.name, []).append(cls)
            for cls in dict.fromkeys(mapped):
                self._back(cls)
        return self._named

    def _back(self, cls: ClassInfo) -> None:
        """What `backref=` adds to the other class."""
        frame = self.interpreter.names.class_frame(cls)
        for bindings in cls.bindings.values():
            for binding in bindings:
                call = getattr(binding.statement, "value", None)
                if not isinstance(call, ir.Call):
                    continue
                given = next((each.value for each in call.arguments if each.name == "backref"), None)
                if given is None or self._maker(frame, call) not in RELATIONSHIPS:
                    continue
                lazy = ir.Const("select", "str")
                if isinstance(given, ir.Call) and given.arguments:
                    lazy = next((each.value for each in given.arguments if each.name == "lazy"), lazy)  # type: ignore[assignment]
                    given = given.arguments[0].value
                own = self._relationship(frame, cls, "", None, call)
                if own.target is not None and isinstance(given, ir.Const) and isinstance(given.value, str):
                    many = None if own.is_collection is None else not own.is_collection
                    back = Relationship(given.value, own.target, cls, many, _lazy(lazy))
                    self._backrefs.setdefault(own.target, []).append(back)


def _table(cls: ClassInfo) -> str:
    for binding in cls.bindings.get("__tablename__", ()):
        value = getattr(binding.statement, "value", None)
        if isinstance(value, ir.Const) and isinstance(value.value, str):
            return value.value
    return ""


def _tables_referenced(interpreter: Interpreter, cls: ClassInfo) -> set[str]:
    """The tables that the foreign keys of a class name."""
    found: set[str] = set()
    for each in interpreter.classes.order(cls):
        for node in walk(each.node.body) if not each.module.is_facts else ():
            if isinstance(node, ir.Call) and last_name(node.func) == "ForeignKey":
                first = node.arguments[0].value if node.arguments else None
                if isinstance(first, ir.Const) and isinstance(first.value, str):
                    found.add(first.value.rpartition(".")[0].rpartition(".")[2])
            if isinstance(node, ir.Argument) and node.name == "foreign_key":
                found.add(_text(node.value).rpartition(".")[0])
    return found - {""}


def _lazy(given: ir.Expr | None) -> str:
    if given is None:
        return "select"
    return LAZY.get(given.value, "other") if isinstance(given, ir.Const) else "unknown"


def _mapped(annotation: ir.Expr | None) -> ir.Expr | None:
    """What stands in `Mapped[...]`."""
    if isinstance(annotation, ir.Subscript):
        name = last_name(annotation.value)
        return annotation.index if name == "Mapped" else None
    return None


def _is_collection(annotation: ir.Expr | None) -> bool | None:
    """Whether an annotation says that an attribute holds many objects; None where there is none, or a text."""
    if annotation is None:
        return None
    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].strip() in COLLECTIONS
    if isinstance(annotation, ir.Subscript):
        name = last_name(annotation.value)
        return name in COLLECTIONS
    return False


def _text(node: ir.Expr | None) -> str:
    return node.value if isinstance(node, ir.Const) and isinstance(node.value, str) else ""


def _is_true(call: ir.Call, name: str) -> bool:
    return any(
        each.name == name and isinstance(each.value, ir.Const) and each.value.value is True for each in call.arguments
    )
