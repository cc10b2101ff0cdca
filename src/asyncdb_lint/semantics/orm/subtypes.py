"""Objects that a query for their base class gave: the columns of their own class are not fetched with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk
from asyncdb_lint.semantics.orm.declarations import text
from asyncdb_lint.semantics.orm.fates import DEFERRED, NOT_SURE
from asyncdb_lint.semantics.orm.models import Model
from asyncdb_lint.semantics.orm.states import EAGER, Loading
from asyncdb_lint.semantics.values import Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

FETCHING = frozenset({"polymorphic_load", "with_polymorphic"})
"""Settings of a mapper that make a query for a base class fetch columns of other classes as well."""


def narrowed(frame: Frame, current: Value, kept: list[Value]) -> list[Value]:
    """What `isinstance(employee, Manager)` leaves of an object: the state that it has, by the query for its base."""
    models = frame.interpreter.orm.models
    is_subclass = frame.interpreter.classes.is_subclass
    known = [part for part in alternatives(current) if isinstance(part, Instance)]
    result: list[Value] = []
    for part in kept:
        bases = [each for each in known if isinstance(part, Instance) and is_subclass(part.cls, each.cls)]
        base = bases[0] if len(bases) == 1 else None
        if base is None or not isinstance(part, Instance) or not isinstance(base.state, Loading):
            result.append(part)
            continue
        own, more = models.of(base.cls), models.of(part.cls)
        state = _seen_as(own, more, base.state) if own is not None and more is not None else None
        result.append(replace(part, state=state, made=base.made, origin=base.origin))
    return result


def _seen_as(base: Model, model: Model, loading: Loading) -> Loading | None:
    if loading.variants or not loading.is_selected:
        return None
    fate = NOT_SURE if _is_fetched(base) or _is_fetched(model) else DEFERRED
    columns = [name for name in model.columns if name not in base.columns and name not in loading.present]
    eager = [name for name, each in model.relationships.items() if name not in base.relationships]
    unsure = [name for name in eager if model.relationships[name].lazy in EAGER]
    return loading.lacking(fate, columns).lacking(NOT_SURE, unsure)


def _is_fetched(model: Model) -> bool:
    """Whether the mapper of a class says that its columns come with a query for another."""
    for binding in model.cls.bindings.get("__mapper_args__", ()):
        for node in walk(binding.statement):
            if isinstance(node, ir.Mapping) and FETCHING & {text(key) for key in node.keys}:
                return True
            if isinstance(node, ir.Argument) and node.name in FETCHING:
                return True
    return False
