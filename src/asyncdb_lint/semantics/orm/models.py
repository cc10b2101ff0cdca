"""The mapped classes of a project: their columns and relationships, and how each is loaded unless a query says more.

Read from the class bodies as they are written, declarative style of every age and SQLModel. A class with anything that
is not understood (a mapping that is made elsewhere, names that are made at run time) keeps those attributes unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.orm.declarations import (
    COLUMNS,
    OPEN,
    RELATIONSHIPS,
    Column,
    Declarations,
    Relationship,
    mapped,
    text,
)
from asyncdb_lint.semantics.orm.tables import Tables, columns, properties

OTHERS = frozenset({"synonym", "association_proxy"})

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter


@dataclass
class Model:
    """`keys` are the names of its primary key, `aliases` other names of attributes: synonyms, proxies of one object.

    `defaults` are attributes that a dataclass gives a default: whether an object gets it depends on the version.
    `fetches` says when a flush fetches what the database generated: "always", "insert" (where the database can return
    it), "never", or "" where that is not known.
    """

    cls: ClassInfo
    relationships: dict[str, Relationship] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    defaults: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    fetches: str = "insert"
    others: dict[str, tuple[str, str]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether an attribute is mapped."""
        return name in self.relationships or name in self.columns or name in self.aliases

    def generated(self) -> Iterator[str]:
        """The attributes that an UPDATE of the row leaves without a value."""
        for name, column in self.columns.items():
            if column.is_expression or (column.on_update and self.fetches in ("insert", "never")):
                yield name

    def not_inserted(self) -> Iterator[str]:
        """The attributes that an INSERT leaves without a value, unless they are given one."""
        for name, column in self.columns.items():
            is_generated = column.on_insert and self.fetches == "never" and name not in self.keys
            if column.is_expression or is_generated or (column.is_deferred and not column.has_default):
                yield name


class Models:
    """Answers what a class maps; each class is read once."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._known: dict[ClassInfo, Model | None] = {}
        self._named: dict[str, list[ClassInfo]] | None = None
        self._backrefs: dict[ClassInfo, list[Relationship]] = {}
        self.tables = Tables(interpreter)
        self.declarations = Declarations(interpreter, self.named, self.tables)

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
        self._read_table(model)
        self._alias(model)
        model.fetches = self._fetches(cls)
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
            if "__tablename__" in each.bindings or "__table__" in each.bindings or each in self.tables.mapped():
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

    def _read_table(self, model: Model) -> None:
        """The columns of a `Table(...)`, and what a call that maps the class to it adds."""
        cls = model.cls
        table, found = self.tables.of(cls), self.tables.mapping(cls)
        frame = self.interpreter.names.module_frame(found[0] if found is not None else cls.module)
        for name, call in columns(table) if table is not None else ():
            model.columns.setdefault(name, self.declarations.column(frame, "Column", call))
            if _is_key(call):
                model.keys.add(name)
        for name, value in properties(found[1]) if found is not None else ():
            model.columns.pop(name, None)
            self._attribute(model, frame, cls, name, None, value)

    def _alias(self, model: Model) -> None:
        """Other names of attributes, as far as reading them reads the attribute at once."""
        for name, (maker, given) in list(model.others.items()):
            relationship = model.relationships.get(given)
            if (maker == "synonym" and model.has(given)) or (
                maker == "association_proxy" and relationship is not None and relationship.is_collection is False
            ):
                model.aliases[name] = given

    def _declared(self, model: Model, frame: Frame, cls: ClassInfo, name: str, function: ir.Function) -> None:
        """`@declared_attr` methods give what another attribute would be assigned."""
        if "declared_attr" not in {last_name(node) for each in function.decorators for node in walk(each)}:
            return
        for node in walk(function.body, stop=(ir.Function, ir.Lambda)):
            if isinstance(node, ir.Return) and isinstance(node.value, ir.Call):
                self._attribute(model, frame, cls, name, function.returns, node.value)

    def _attribute(
        self, model: Model, frame: Frame, cls: ClassInfo, name: str, annotation: ir.Expr | None, value: ir.Expr | None
    ) -> None:
        call = value if isinstance(value, ir.Call) else None
        maker = self.declarations.maker(frame, call) if call is not None else ""
        inner, _ = mapped(annotation)
        if call is not None and maker and self._is_dataclass(model.cls):
            if any(each.name in ("default", "default_factory", "insert_default") for each in call.arguments):
                model.defaults.add(name)
        if call is not None and maker in RELATIONSHIPS:
            model.relationships[name] = self.declarations.relationship(frame, cls, name, annotation, call)
        elif maker in COLUMNS and call is not None:
            model.columns[name] = self.declarations.column(frame, maker, call)
            if _is_key(call):
                model.keys.add(name)
        elif maker in OTHERS and call is not None and call.arguments:
            model.others[name] = (maker, text(call.arguments[0].value))
        elif maker == "" and annotation is not None and not name.startswith("_"):
            if inner is not None or self._is_sqlmodel(model.cls):
                model.columns[name] = Column()

    def _fetches(self, cls: ClassInfo) -> str:
        """When a flush fetches what the database generated; before 2.0 it did not unless it was told to."""
        is_old = self.interpreter.project.requirements.is_older(cls.module.path, "sqlalchemy", (2, 0))
        found = "never" if is_old else "insert"
        for each in self.interpreter.classes.order(cls):
            for name in ("__mapper_args__", "__table_args__") if not each.module.is_facts else ():
                for binding in each.bindings.get(name, ()):
                    for node in walk(binding.statement):
                        told = _fetching(node)
                        if told is not None:
                            return told
        return found

    def _is_dataclass(self, cls: ClassInfo) -> bool:
        """Whether a class is made a dataclass, whose constructor knows the defaults."""
        order = self.interpreter.classes.order(cls)
        names = {each.name for each in order if each.module.is_facts}
        decorators = {last_name(node) for each in order for given in each.node.decorators for node in walk(given)}
        return "MappedAsDataclass" in names or "mapped_as_dataclass" in decorators

    def _is_sqlmodel(self, cls: ClassInfo) -> bool:
        """Whether every annotated attribute of a class is a column."""
        return any(each.name == "SQLModel" and each.module.is_facts for each in self.interpreter.classes.order(cls))

    def named(self, name: str) -> ClassInfo | None:
        """The only mapped class of the project with a name, as the registry finds it."""
        found = self._index().get(name, [])
        return found[0] if len(found) == 1 else None

    def _index(self) -> dict[str, list[ClassInfo]]:
        if self._named is None:
            self._named = {}
            mapped = [*self.tables.mapped()]
            mapped += [
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
                if given is None or self.declarations.maker(frame, call) not in RELATIONSHIPS:
                    continue
                lazy = ir.Const("select", "str")
                if isinstance(given, ir.Call) and given.arguments:
                    lazy = next((each.value for each in given.arguments if each.name == "lazy"), lazy)  # type: ignore[assignment]
                    given = given.arguments[0].value
                own = self.declarations.relationship(frame, cls, "", None, call)
                if own.target is not None and isinstance(given, ir.Const) and isinstance(given.value, str):
                    many = None if own.is_collection is None else not own.is_collection
                    back = Relationship(given.value, own.target, cls, many, self.declarations.lazy(frame, lazy))
                    self._backrefs.setdefault(own.target, []).append(back)


def _is_key(call: ir.Call) -> bool:
    """Whether a declaration says `primary_key=True`, itself or in the column that it is given."""
    return any(
        isinstance(each, ir.Argument)
        and each.name == "primary_key"
        and isinstance(each.value, ir.Const)
        and each.value.value is True
        for each in walk(call)
    )


def _fetching(node: ir.Node) -> str | None:
    """What an entry of `__mapper_args__` or `__table_args__` says of fetching; None for any other."""
    pairs: list[tuple[str, ir.Expr]] = []
    if isinstance(node, ir.Mapping):
        pairs = [(text(key), value) for key, value in zip(node.keys, node.values)]
    elif isinstance(node, ir.Argument) and node.name is not None:
        pairs = [(node.name, node.value)]
    for key, value in pairs:
        given = value.value if isinstance(value, ir.Const) else OPEN
        if key == "eager_defaults":
            return {True: "always", False: "never", "auto": "insert"}.get(given, "")
        if key == "implicit_returning":
            return "never" if given is False else ""
    return None
