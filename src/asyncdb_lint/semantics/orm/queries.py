"""Which objects at hand a query may read again, and what of them it fills in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.semantics.orm.fates import eager
from asyncdb_lint.semantics.orm.models import Models
from asyncdb_lint.semantics.orm.states import ANY, EAGER, EVERYWHERE, Loading, Step, merged
from asyncdb_lint.semantics.values import Instance, Place

MAXIMUM_REACHED = 40
"""Beyond so many classes, a query may read any."""


def reached(models: Models, found: Iterable[tuple[Instance, Loading]]) -> Mapping[ClassInfo, Loading] | None:
    """The classes whose rows a query reads, by itself and along relationships; None where those may be any."""
    classes: dict[ClassInfo, Loading] = {}
    pending = [(entity.cls, each) for entity, loading in found for each in loading.each()]
    while pending:
        cls, loading = pending.pop()
        if any(step.keys in ((ANY,), (EVERYWHERE,)) and step.strategy in (*EAGER, "unknown") for step in loading.steps):
            return None
        known = classes.get(cls)
        if known is not None and (known.steps == loading.steps or not loading.steps):
            continue
        if len(classes) > MAXIMUM_REACHED:
            return None
        classes[cls] = loading if known is None else loading.with_steps(known.steps)
        pending += [(target, inner) for target, inner in eager(models, cls, loading)]
    return classes


def perhaps_filled(
    models: Models, cls: ClassInfo, loading: Loading, steps: tuple[Step, ...], where: Place
) -> Loading | None:
    """The state of an object of which a query may have read the row again: both as it was, and filled in."""
    if loading.variants:
        return merged(perhaps_filled(models, cls, each, steps, where) for each in loading.variants)
    if loading.status == "expired":
        if loading.steps or steps:
            return None
        return merged((loading, replace(loading.fresh(), status="loaded", is_selected=True, where=where)))
    if loading.status != "loaded":
        return loading
    loads = tuple(step for step in steps if step.strategy in EAGER or step.strategy in ("undefer", "unknown"))
    model = models.of(cls)
    left_out = {name for name, column in model.columns.items() if column.is_deferred} if model is not None else set()
    missing = frozenset(each for each in loading.missing if each[0] in left_out)
    is_left_out = any(step.strategy in ("only", "defer") for step in loading.steps)
    filled = replace(loading, steps=(*loading.steps, *loads), missing=missing, is_selected=True)
    if is_left_out:
        kept = tuple(step for step in filled.steps if step.strategy not in ("only", "defer"))
        filled = replace(filled, steps=kept)
    return merged((loading, filled))
