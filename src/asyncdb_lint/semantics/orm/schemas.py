"""What Pydantic's models read of the objects that they are made of: fields, aliases, settings, validators that come first.

Facts, executed with Pydantic 2: a field is read by its alias, and by its name where the settings say so; a default, or
`exclude=True`, does not keep it from being read; validators of a field get what was read, those of a whole model get the
object itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name
from asyncdb_lint.semantics.values import NONE, Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

FIRST = frozenset({"before", "wrap", "plain"})
"""Modes of validators that run before what a field declares is looked at."""
CONVERTING = frozenset({"BeforeValidator", "WrapValidator", "PlainValidator", "SkipValidation"})
OWN_WAYS = ("__get_validators__", "__get_pydantic_core_schema__")
"""Methods by which a class validates itself in a way of its own."""
TYPING = frozenset({"ClassVar", "PrivateAttr"})


@dataclass(frozen=True)
class Field:
    """`keys` are the paths by which it is read, the first that an object has; `declared` is what it is declared to be.

    `is_converted` says that code of the project gets what was read before the declaration counts.
    """

    name: str
    keys: tuple[tuple[str, ...], ...]
    declared: Value
    is_required: bool
    is_converted: bool


class Schema:
    """A Pydantic model of the project, with its type arguments."""

    def __init__(self, interpreter: Interpreter, cls: ClassInfo, arguments: tuple[Value, ...]) -> None:
        self.interpreter = interpreter
        self.cls = cls
        self.arguments = arguments
        self._order = [each for each in interpreter.classes.order(cls) if not each.module.is_facts]

    @staticmethod
    def of(interpreter: Interpreter, value: Value) -> Schema | None:
        """The model that a declared value is an object of; None for anything else, and for classes with a table."""
        if not isinstance(value, Instance) or value.cls.module.is_facts:
            return None
        is_model = any(each.module.name == "pydantic.main" for each in interpreter.classes.order(value.cls))
        if not is_model or interpreter.orm.models.of(value.cls) is not None:
            return None
        return Schema(interpreter, value.cls, value.arguments)

    @cached_property
    def reads_attributes(self) -> bool | None:
        """Whether its settings let it be made of objects; None where the code does not say it."""
        for name in ("from_attributes", "orm_mode"):
            setting = self._setting(name)
            if setting is not None:
                return setting.value is True if isinstance(setting, ir.Const) else None
        return any(each.name == "SQLModel" for each in self.interpreter.classes.order(self.cls))

    @cached_property
    def is_converted(self) -> bool:
        """Whether code of the project gets the whole object first."""
        own = any(name in each.bindings for each in self._order for name in OWN_WAYS)
        return own or any(name == "" for name in self._converted)

    @cached_property
    def root(self) -> Value | None:
        """What the only value of a `RootModel` is declared to be; None for other models."""
        if not any(each.module.name == "pydantic.root_model" for each in self.interpreter.classes.order(self.cls)):
            return None
        found = self.interpreter.classes.annotation(self.cls, "root")
        return self._value(found[0], found[1]) if found is not None else None

    def fields(self) -> Iterator[Field]:
        """The fields that are read, those of bases first; one whose alias is not known is left out."""
        owners: dict[str, ClassInfo] = {}
        for each in reversed(self._order):
            for name, bindings in each.bindings.items():
                owners.pop(name, None)
                statement = bindings[-1].statement
                if isinstance(statement, ir.AnnotatedAssign) and not name.startswith("_") and name != "model_config":
                    if not _is_of_class(statement):
                        owners[name] = each
        for name, owner in owners.items():
            statement = owner.bindings[name][-1].statement
            field = self._field(name, owner, statement) if isinstance(statement, ir.AnnotatedAssign) else None
            if field is not None:
                yield field

    def _field(self, name: str, owner: ClassInfo, statement: ir.AnnotatedAssign) -> Field | None:
        metadata = _metadata(statement.annotation)
        calls = [each for each in (statement.value, *metadata) if isinstance(each, ir.Call)]
        keys = self._keys(name, [each for each in calls if last_name(each.func) == "Field"])
        if not keys:
            return None
        declared = self._value(owner, statement.annotation)
        is_converted = bool({name, "*"} & self._converted) or any(last_name(each.func) in CONVERTING for each in calls)
        is_required = not _has_default(statement.value) and NONE not in alternatives(declared)
        return Field(name, keys, declared, is_required, is_converted)

    def _value(self, owner: ClassInfo, annotation: ir.Expr) -> Value:
        variables = self.interpreter.classes.variables(self.cls, self.arguments, owner)
        scope = self.interpreter.names.class_frame(owner)
        return self.interpreter.annotations.value(scope, annotation, variables, Instance(self.cls, self.arguments))

    def _keys(self, name: str, calls: list[ir.Call]) -> tuple[tuple[str, ...], ...]:
        """The paths by which a field is read; none where that is not known."""
        given = {each.name: each.value for call in calls for each in call.arguments if each.name is not None}
        alias = given.get("validation_alias") or given.get("alias")
        is_by_name = any(
            isinstance(setting, ir.Const) and setting.value is True
            for setting in map(
                self._setting, ("populate_by_name", "validate_by_name", "allow_population_by_field_name")
            )
        )
        own = ((name,),)
        if alias is None:
            return own if is_by_name or self._setting("alias_generator") is None else ()
        found = _paths(alias)
        return (*found, *(own if is_by_name else ())) if found else ()

    @cached_property
    def _converted(self) -> frozenset[str]:
        """The fields whose validators come first; the empty text for the whole model, `*` for all fields."""
        found: set[str] = set()
        for each in self._order:
            for method in each.methods():
                for decorator in method.decorators:
                    call = decorator if isinstance(decorator, ir.Call) else None
                    name = last_name(call.func if call is not None else decorator)
                    if name in ("model_validator", "root_validator"):
                        found |= {""} if _comes_first(call) else set()
                    elif name in ("field_validator", "validator") and call is not None and _comes_first(call):
                        texts = [part.value for part in call.arguments if part.name is None]
                        found |= {str(part.value) if isinstance(part, ir.Const) else "*" for part in texts}
        return frozenset(found)

    def _setting(self, name: str) -> ir.Expr | None:
        """What the class or the nearest of its bases gives as a setting."""
        for each in self._order:
            for keyword in each.node.keywords:
                if keyword.name == name:
                    return keyword.value
            for binding in (*each.bindings.get("model_config", ()), *each.bindings.get("Config", ())):
                found = _in_settings(binding.statement, name)
                if found is not None:
                    return found
        return None


def _in_settings(statement: object, name: str) -> ir.Expr | None:
    """A setting in `model_config = ...` or `class Config`; what is not written out may give anything."""
    if isinstance(statement, ir.Class):
        for each in statement.body:
            if isinstance(each, ir.Assign) and any(last_name(target) == name for target in each.targets):
                return each.value
        return None
    value = getattr(statement, "value", None)
    if isinstance(value, ir.Mapping):
        for key, part in zip(value.keys, value.values):
            if key is None or (isinstance(key, ir.Const) and key.value == name):
                return part
        return None
    if isinstance(value, ir.Call):
        for argument in value.arguments:
            if argument.star or argument.name == name:
                return argument.value
        return None
    return value if value is not None else None


def _is_of_class(statement: ir.AnnotatedAssign) -> bool:
    """Whether an annotated name is no field: `ClassVar[...]`, `PrivateAttr()`."""
    annotation = statement.annotation
    head = annotation.value if isinstance(annotation, ir.Subscript) else annotation
    made = statement.value.func if isinstance(statement.value, ir.Call) else None
    return last_name(head) in TYPING or last_name(made) in TYPING


def _metadata(annotation: ir.Expr) -> list[ir.Expr]:
    """What `Annotated[...]` adds to a type."""
    if isinstance(annotation, ir.Subscript) and last_name(annotation.value) == "Annotated":
        return annotation.index.items[1:] if isinstance(annotation.index, ir.Sequence) else []
    return []


def _has_default(value: ir.Expr | None) -> bool:
    if isinstance(value, ir.Call) and last_name(value.func) in ("Field", "Relationship"):
        first = next((each.value for each in value.arguments if each.name is None), None)
        named = any(each.star or each.name in ("default", "default_factory") for each in value.arguments)
        return named or (first is not None and not _is_ellipsis(first)) or last_name(value.func) == "Relationship"
    return value is not None and not _is_ellipsis(value)


def _is_ellipsis(value: ir.Expr) -> bool:
    return isinstance(value, ir.Const) and value.kind == "ellipsis"


def _paths(alias: ir.Expr) -> tuple[tuple[str, ...], ...]:
    """The paths that an alias names, `AliasPath` and `AliasChoices` included; none where one is not known."""
    if isinstance(alias, ir.Const) and isinstance(alias.value, str):
        return ((alias.value,),)
    if not isinstance(alias, ir.Call) or any(each.name or each.star for each in alias.arguments):
        return ()
    parts = [each.value for each in alias.arguments]
    if last_name(alias.func) == "AliasPath":
        texts = [str(each.value) for each in parts if isinstance(each, ir.Const)]
        return (tuple(texts),) if len(texts) == len(parts) else ()
    if last_name(alias.func) == "AliasChoices":
        found = [_paths(each) for each in parts]
        return tuple(path for each in found for path in each) if all(found) else ()
    return ()


def _comes_first(call: ir.Call | None) -> bool:
    """Whether a validator gets what was given; `pre` is how Pydantic 1 says it."""
    given = {each.name: each.value for each in call.arguments} if call is not None else {}
    mode, pre = given.get("mode"), given.get("pre")
    if mode is not None:
        return not isinstance(mode, ir.Const) or mode.value in FIRST
    return pre is not None and not (isinstance(pre, ir.Const) and pre.value is False)
