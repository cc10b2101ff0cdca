"""Statements and their loader options: what the objects that they select will have loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.orm.carried import changed, forget, holds, objects
from asyncdb_lint.semantics.orm.fates import NOT_SURE
from asyncdb_lint.semantics.orm.models import Models
from asyncdb_lint.semantics.orm.states import (
    ANY,
    EVERYWHERE,
    OF_COLUMNS,
    ONLY,
    AttributeKey,
    Changing,
    LoaderOption,
    Loading,
    Step,
)
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import (
    ClassValue,
    Constant,
    Container,
    FunctionValue,
    Instance,
    Value,
    alternatives,
)

STRATEGIES: Mapping[str, str] = MappingProxyType(
    {
        "selectinload": "selectin",
        "joinedload": "joined",
        "subqueryload": "subquery",
        "immediateload": "immediate",
        "contains_eager": "contains",
        "lazyload": "select",
        "raiseload": "raise",
        "noload": "noload",
        "defaultload": "default",
        "defer": "defer",
        "undefer": "undefer",
    }
)
RESTRICTING = frozenset({"where", "filter", "filter_by"})
LOAD = "sqlalchemy.orm.strategy_options.Load"


def option(callee: FunctionValue, arguments: Arguments, result: Value) -> Value:
    """What a function or method that makes a loader option gives."""
    if not isinstance(result, Instance) or arguments.more is not None:
        return result
    name = callee.node.name
    before = LoaderOption(None, (), ())
    if isinstance(callee.receiver, Instance):
        if not isinstance(callee.receiver.state, LoaderOption):
            return replace(result, state=None)
        before = callee.receiver.state
    if name == "options":
        return replace(result, state=_nested(before, arguments))
    if "raiseload" in arguments.keywords or "recursion_depth" in arguments.keywords:
        return replace(result, state=None)
    if name == "load_only":
        made = _columns(before, arguments, "undefer", (replace(ONLY, keys=(*before.keys, *ONLY.keys)),))
    elif name in OF_COLUMNS:
        made = _columns(before, arguments, name, ())
    elif name in STRATEGIES:
        made = _path(before, arguments, STRATEGIES[name])
    else:
        made = None
    return replace(result, state=made)


def _path(before: LoaderOption, arguments: Arguments, strategy: str) -> LoaderOption | None:
    keys, root = before.keys, before.root
    for value in arguments.positional:
        if value == Constant(ANY):
            keys = (*keys, ANY) if keys or root is not None else (EVERYWHERE,)
        elif isinstance(value, Instance) and isinstance(value.state, AttributeKey):
            root = root if keys or root is not None else value.state.owner
            keys = (*keys, value.state.key)
        else:
            return None
    return LoaderOption(root, keys, (*before.steps, Step(keys, strategy))) if arguments.positional else None


def _columns(before: LoaderOption, arguments: Arguments, strategy: str, first: tuple[Step, ...]) -> LoaderOption | None:
    steps, root = [*before.steps, *first], before.root
    for value in arguments.positional:
        if value == Constant(ANY) and not before.keys:
            steps.append(Step((ANY,), strategy))
            continue
        if not isinstance(value, Instance) or not isinstance(value.state, AttributeKey):
            return None
        root = root if root is not None else value.state.owner
        steps.append(Step((*before.keys, value.state.key), strategy))
    return LoaderOption(root, before.keys, tuple(steps))


def _nested(before: LoaderOption, arguments: Arguments) -> LoaderOption | None:
    steps = list(before.steps)
    for value in arguments.positional:
        if not isinstance(value, Instance) or not isinstance(value.state, LoaderOption):
            return None
        steps += [Step((*before.keys, *step.keys), step.strategy) for step in value.state.steps]
    return LoaderOption(before.root, before.keys, tuple(steps))


def load(arguments: Arguments, result: Value) -> Value:
    """`Load(Model)`."""
    given = arguments.get(0, "entity")
    if isinstance(result, Instance) and isinstance(given, ClassValue):
        return replace(result, state=LoaderOption(given.cls, (), ()))
    return result


def selected(models: Models, arguments: Arguments, result: Value) -> Value:
    """`select(Model)`: the one entity has what the model says."""
    entity = arguments.get(0)
    is_one = len(arguments.positional) == 1 and not arguments.keywords and arguments.more is None
    if not is_one or not isinstance(entity, ClassValue) or models.of(entity.cls) is None:
        return result
    if not isinstance(result, Instance) or len(result.arguments) != 1:
        return result
    first = result.arguments[0]
    if not isinstance(first, Instance) or first.cls is not entity.cls:
        return result
    return replace(result, arguments=(replace(first, state=Loading()),))


def changing(models: Models, name: str, arguments: Arguments, result: Value) -> Value:
    """`update(Model)` or `delete(Model)`."""
    entity = arguments.get(0)
    if not isinstance(entity, ClassValue) or models.of(entity.cls) is None or not isinstance(result, Instance):
        return result
    return replace(result, state=Changing(entity.cls, is_delete=name == "delete"))


def changing_more(receiver: Value | None, name: str, arguments: Arguments, result: Value) -> Value:
    """A method of an UPDATE or DELETE: what it sets, and which rows."""
    if not isinstance(result, Instance) or not isinstance(receiver, Instance):
        return result
    state = receiver.state
    if not isinstance(state, Changing):
        return result
    if name == "values" and not arguments.positional and arguments.more_keywords is None:
        expressions = {key for key, value in arguments.keywords.items() if is_expression(value)}
        state = replace(
            state,
            names=state.names | frozenset(arguments.keywords),
            expressions=state.expressions | frozenset(expressions),
        )
    elif name != "returning":
        state = replace(state, is_all=False)
    return replace(result, state=state)


def returned(models: Models, arguments: Arguments, result: Value) -> Value:
    """`insert(Model).returning(Model)`: rows come back, and are made objects; expressions may be missing."""
    entity = arguments.get(0)
    if len(arguments.positional) != 1 or not isinstance(entity, ClassValue) or not isinstance(result, Instance):
        return result
    model = models.of(entity.cls)
    if model is None:
        return result

    def made(part: Value) -> Value:
        if isinstance(part, Instance) and part.cls is entity.cls:
            unsure = [name for name, column in model.columns.items() if column.is_expression]
            unsure += [name for name, each in model.relationships.items() if each.lazy not in ("select", "selectin")]
            return replace(part, state=Loading().lacking(NOT_SURE, unsure))
        return part

    return replace(result, arguments=tuple(made(part) for part in result.arguments))


def is_expression(value: Value) -> bool:
    """Whether a value is an expression of SQLAlchemy, which the database works out."""
    found = alternatives(value)
    return bool(found) and all(
        isinstance(part, Instance)
        and part.cls.module.is_facts
        and part.cls.module.name.startswith(("sqlalchemy.sql", "sqlalchemy.orm.attributes"))
        for part in found
    )


def restricted(models: Models, node: ir.Call, result: Value) -> Value:
    """`statement.where(...)`: objects whose foreign key has to be NULL lead to none, and no SQL tells that (R8)."""
    if not holds(result) or not any(_asks_for_null(each) for each in node.arguments):
        return result

    def change(part: Instance, loading: Loading) -> Loading:
        model = models.of(part.cls)
        relationships = model.relationships.values() if model is not None else ()
        return loading.having(*(each.name for each in relationships if not each.is_collection))

    return changed(result, change)


def _asks_for_null(argument: ir.Argument) -> bool:
    if argument.name is not None and _is_null(argument.value):
        return True
    for node in walk(argument.value):
        if isinstance(node, ir.Call) and last_name(node.func) == "is_" and any(map(_is_null, _values(node))):
            return True
        if isinstance(node, ir.Operation) and node.operator == "==" and any(map(_is_null, node.operands)):
            return True
    return False


def _values(node: ir.Call) -> list[ir.Expr]:
    return [each.value for each in node.arguments]


def _is_null(node: ir.Expr) -> bool:
    return isinstance(node, ir.Const) and node.kind == "NoneType"


def with_options(frame: Frame, receiver: Value | None, arguments: Arguments, result: Value) -> Value:
    """`statement.options(...)`; an option that is not known makes all unknown."""
    if receiver is None or not holds(receiver):
        return result
    if arguments.more is not None or arguments.more_keywords is not None:
        return changed(result, forget)
    steps = read(frame, arguments.positional, [each for each, _ in objects(receiver)])
    if steps is None:
        return changed(result, forget)
    return changed(result, lambda _, loading: loading.with_steps(steps))


def read(frame: Frame, given: list[Value], entities: list[Instance]) -> tuple[Step, ...] | None:
    """The steps of some options, as far as they are about the entities; None where one is not known."""
    steps: list[Step] = []
    for value in given:
        if isinstance(value, Container) and value.items is not None:
            inner = read(frame, list(value.items), entities)
            if inner is None:
                return None
            steps += inner
        elif isinstance(value, Instance) and isinstance(value.state, LoaderOption):
            root = value.state.root
            is_in_line = frame.interpreter.classes.is_in_line
            if root is None or any(is_in_line(each.cls, root) for each in entities):
                steps += value.state.steps
        else:
            return None
    return tuple(steps)
