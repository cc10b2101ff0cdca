"""What Pydantic reads of objects: FastAPI for a response model, and code that makes a schema of an object.

FastAPI lets every model read attributes; elsewhere the model's own settings say whether it may (executed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import children, last_name
from asyncdb_lint.semantics.orm import reading
from asyncdb_lint.semantics.orm.carried import holds
from asyncdb_lint.semantics.orm.fates import DEFERRED, EXPIRED, LOADED, UNLOADED, fate
from asyncdb_lint.semantics.orm.reading import Missing
from asyncdb_lint.semantics.orm.schemas import Field, Schema
from asyncdb_lint.semantics.orm.states import Loading
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    NONE,
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Generator,
    Instance,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

MAXIMUM_DEPTH = 8
FAILING = frozenset({UNLOADED, EXPIRED, DEFERRED})
PROPERTIES = frozenset({"property", "hybrid_property", "cached_property"})


def serialised(frame: Frame, at: ir.At, value: Value, declared: Value, reads_attributes: bool | None = None) -> None:
    """Note what is read of objects, and is not loaded, where a value is made what `declared` says.

    `reads_attributes` overrules what the settings of the schemas say.
    """
    found = _Reader(frame, at, reads_attributes).read(value, declared, 0)
    if found:
        reading.report_response(frame, at, list(dict.fromkeys(found)))


def validated(frame: Frame, node: ir.Call, callee: FunctionValue, arguments: Arguments) -> None:
    """Note what a function of Pydantic reads of the objects that it is given, and is not loaded."""
    name, receiver = callee.node.name, callee.receiver
    given = arguments.get(0, "obj")
    declared: Value | None = None
    if isinstance(receiver, ClassValue) and name in ("model_validate", "from_orm", "parse_obj", "validate"):
        declared = Instance(receiver.cls, receiver.arguments)
    elif isinstance(receiver, Instance) and receiver.cls.name == "TypeAdapter" and name == "validate_python":
        given = arguments.get(0, "object")
        declared = _builtin(receiver.arguments[0]) if receiver.arguments else None
    elif receiver is None and name == "parse_obj_as" and node.arguments:
        given = arguments.get(1, "obj")
        declared = frame.interpreter.annotations.value(frame, node.arguments[0].value)
    overruling = arguments.keywords.get("from_attributes")
    reads = overruling.value if isinstance(overruling, Constant) and isinstance(overruling.value, bool) else None
    is_decided = overruling is None or overruling == NONE or reads is not None
    if given is not None and declared is not None and is_decided:
        serialised(frame, node.at, given, declared, reads)


def _builtin(value: Value) -> Value:
    """A type argument that was written as an expression: `list[User]` is a container."""
    if isinstance(value, Instance) and value.cls.module.name == "builtins" and value.arguments:
        if value.cls.name in ("list", "tuple", "set", "frozenset", "dict"):
            return Container(value.cls.name, _builtin(value.arguments[-1]))
    return value


def made(frame: Frame, node: ir.Call, callee: ClassValue, arguments: Arguments) -> None:
    """Note what a model reads of the objects that its fields are given: `Envelope(data=user)`."""
    if not any(holds(value) for value in arguments.keywords.values()):
        return
    schema = Schema.of(frame.interpreter, Instance(callee.cls, callee.arguments))
    if schema is not None and not schema.is_converted and "__init__" not in callee.cls.bindings:
        found = _Reader(frame, node.at, None).made(dict(arguments.keywords), schema, 0)
        if found:
            reading.report_response(frame, node.at, list(dict.fromkeys(found)))


class _Reader:
    """Reads values as a schema does. What it gives is None where nothing surely fails; a failure may have other reasons."""

    def __init__(self, frame: Frame, at: ir.At, reads_attributes: bool | None) -> None:
        self.frame = frame
        self.at = at
        self.models = frame.interpreter.orm.models
        self.reads_attributes = reads_attributes

    def read(self, value: Value, declared: Value, depth: int) -> list[Missing] | None:
        """What is missing in a value, whichever of its alternatives it is; of a declared union every member has to fail."""
        parts = [part for part in alternatives(value) if part != NONE]
        members = [part for part in alternatives(declared) if part != NONE]
        if not parts or not members or depth > MAXIMUM_DEPTH:
            return None
        found: list[Missing] = []
        for part in parts:
            failures = [self._member(part, member, depth) for member in members]
            known = [each for each in failures if each is not None]
            if len(known) < len(failures):
                return None
            found += next((each for each in known if each), [])
        return found

    def _member(self, part: Value, member: Value, depth: int) -> list[Missing] | None:
        if isinstance(member, Container):
            return self._container(part, member, depth)
        schema = Schema.of(self.frame.interpreter, member)
        if schema is None:
            return None  # an object is neither text nor number, but `Any` is data as well
        if isinstance(part, Instance) and self.models.of(part.cls) is not None:
            return self._object(part, schema, depth)
        if schema.root is not None:
            return self.read(part, schema.root, depth + 1)
        if isinstance(part, Container):
            return self._mapping(part, schema, depth) if part.kind == "dict" else []
        return None

    def _container(self, part: Value, member: Container, depth: int) -> list[Missing] | None:
        if isinstance(part, Instance):
            if self.models.of(part.cls) is not None:
                return []
            is_result = part.cls.module.is_facts and part.cls.name == "ScalarResult" and part.arguments
            return self.read(part.arguments[0], member.element, depth + 1) if is_result else None
        if isinstance(part, Generator):
            return None if member.kind == "dict" else self.read(part.element, member.element, depth + 1)
        if not isinstance(part, Container) or part.items == ():
            return None
        if (part.kind == "dict") != (member.kind == "dict"):
            return []
        if part.items is not None and member.items is not None and len(part.items) == len(member.items):
            return self._any(self.read(each, wanted, depth + 1) for each, wanted in zip(part.items, member.items))
        return self.read(part.element, member.element, depth + 1)

    def _mapping(self, part: Container, schema: Schema, depth: int) -> list[Missing] | None:
        """A dictionary of which a model is made: its keys are the fields."""
        if schema.is_converted or part.keys is None or part.items is None:
            return None
        given = {key.value: item for key, item in zip(part.keys, part.items) if isinstance(key, Constant)}
        return self.made(given, schema, depth)

    def made(self, given: Mapping[Any, Value], schema: Schema, depth: int) -> list[Missing] | None:
        """What is missing in values by key, of which a model is made."""
        return self._any(
            self.read(given[key], field.declared, depth + 1)
            for field in schema.fields()
            if not field.is_converted and (key := next((path[0] for path in field.keys if path[0] in given), None))
        )

    def _any(self, failures: Iterator[list[Missing] | None]) -> list[Missing] | None:
        """All that is missing, where one failure is enough."""
        known = [each for each in failures if each is not None]
        return [missing for each in known for missing in each] if known else None

    def _object(self, part: Instance, schema: Schema, depth: int) -> list[Missing] | None:
        loading = part.state
        reads = schema.reads_attributes if self.reads_attributes is None else self.reads_attributes
        if reads is False:
            return []
        if reads is None or schema.is_converted or not isinstance(loading, Loading):
            return None
        return self._any(self._field(part, loading, schema, field, depth) for field in schema.fields())

    def _field(
        self, part: Instance, loading: Loading, schema: Schema, field: Field, depth: int
    ) -> list[Missing] | None:
        """What reading one field of an object fails on."""
        for keys in field.keys:
            if not self._lacks(part.cls, keys[0]):
                found, held = self._path(part, loading, schema, keys)
                if found or held is None or field.is_converted:
                    return found or None
                return self.read(held, field.declared, depth + 1)
        return [] if field.is_required else None

    def _path(
        self, part: Instance, loading: Loading, schema: Schema, keys: tuple[str, ...]
    ) -> tuple[list[Missing], Value | None]:
        """What is missing on a path of attributes, or else what the relationship at its end holds."""
        for name in (keys[0], *_read_at_once(self.frame, part.cls, keys[0], 0)):
            found = self._fate(part, loading, name)
            self.frame.interpreter.orm.observed.known(self.frame, self.at, [(part, loading)], name, [found])
            if found in FAILING:
                return [Missing(part, loading, name, found, schema.cls)], None
        if self._fate(part, loading, keys[0]) != LOADED:
            return [], None
        held = reading.inside(self.models, part, loading, keys[0], LOADED)
        inner = [each for each in alternatives(held) if each != NONE] if held is not None else []
        if len(keys) == 1 or len(inner) != 1:
            return [], held if len(keys) == 1 else None
        (following,) = inner
        if not isinstance(following, Instance) or not isinstance(following.state, Loading):
            return [], None
        return self._path(following, following.state, schema, keys[1:])

    def _fate(self, part: Instance, loading: Loading, name: str) -> str:
        return reading.held(self.frame, part, loading, name, fate(self.models, part.cls, loading, name))

    def _lacks(self, cls: ClassInfo, name: str) -> bool:
        """Whether objects of a mapped class surely do not have an attribute."""
        model, classes = self.models.of(cls), self.frame.interpreter.classes
        is_mapped = model is not None and (name in model.relationships or name in model.columns)
        return not is_mapped and classes.find(cls, name) is None and classes.unknown_base(cls) is None


def _read_at_once(frame: Frame, cls: ClassInfo, name: str, depth: int) -> Iterator[str]:
    """The attributes that a property of a class surely reads of its object, before any branch."""
    for each in frame.interpreter.classes.order(cls):
        bindings = each.bindings.get(name)
        if not bindings:
            continue
        node = bindings[0].statement
        is_property = isinstance(node, ir.Function) and any(last_name(part) in PROPERTIES for part in node.decorators)
        if isinstance(node, ir.Function) and is_property and node.parameters and depth < MAXIMUM_DEPTH:
            for read in _attributes_of(node.parameters[0].name, node.body):
                yield read
                yield from _read_at_once(frame, cls, read, depth + 1)
        return


def _attributes_of(name: str, body: list[ir.Stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, (ir.Assign, ir.AnnotatedAssign, ir.Evaluate, ir.Return)):
            yield from _in_expression(name, statement.value)
        elif isinstance(statement, ir.If):
            yield from _in_expression(name, statement.test)
        elif isinstance(statement, ir.For):
            yield from _in_expression(name, statement.iterable)
        if not isinstance(statement, (ir.Assign, ir.AnnotatedAssign, ir.Evaluate)):
            return


def _in_expression(name: str, code: object) -> Iterator[str]:
    """The attributes of `name` in what is always evaluated of an expression."""
    if isinstance(code, (list, tuple)):
        for each in code:
            yield from _in_expression(name, each)
    elif isinstance(code, ir.Boolean):
        yield from _in_expression(name, code.operands[0])
    elif isinstance(code, ir.Conditional):
        yield from _in_expression(name, code.test)
    elif isinstance(code, ir.Comprehension):
        yield from _in_expression(name, code.clauses[0].iterable)
    elif isinstance(code, ir.Node) and not isinstance(code, ir.Lambda):
        if isinstance(code, ir.Attribute) and isinstance(code.value, ir.Name) and code.value.id == name:
            yield code.attr
        yield from _in_expression(name, list(reversed(children(code))))
