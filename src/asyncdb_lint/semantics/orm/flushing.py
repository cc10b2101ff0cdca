"""What a flush does to an object: rows are inserted and updated, and what the database worked out is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.semantics.orm.fates import DEFERRED, NOT_SURE
from asyncdb_lint.semantics.orm.models import Model, Models
from asyncdb_lint.semantics.orm.states import ANY, Loading, Step
from asyncdb_lint.semantics.values import Place


def flushed(models: Models, cls: ClassInfo, loading: Loading, where: Place) -> Loading:
    """The state of an object after its changes were sent; facts: the tables of server defaults after a flush."""
    model = models.of(cls)
    if loading.status == "pending":
        loading = replace(loading, status="loaded", where=where)
        if model is not None:
            is_open = any(step.keys == (ANY,) for step in loading.steps)  # attributes that are set where nobody looks
            names = [name for name in model.not_inserted() if name not in loading.present]
            loading = loading.lacking(NOT_SURE if is_open else DEFERRED, names)
            loading = loading.with_steps(tuple(_nobody(model, loading)))
    elif loading.status == "loaded" and model is not None and loading.assigned:
        loading = _updated(model, loading)
    return replace(loading, assigned=frozenset()) if loading.assigned else loading


def _nobody(model: Model, loading: Loading) -> Iterator[Step]:
    """The relationships to one object whose foreign key is NULL, for nobody gave it a value: reading needs no SQL."""
    for name, relationship in model.relationships.items():
        if relationship.is_collection is not True and name not in loading.present:
            if relationship.keys and not relationship.keys & loading.present:
                yield Step((name,), "noload")


def _updated(model: Model, loading: Loading) -> Loading:
    """The state after an UPDATE: what the database gives, and what code set to an expression of it, is to be fetched."""
    given = {name: is_expression for name, is_expression in loading.assigned}
    in_row = [name for name in given if name in model.columns or _holds_key(model, name)]
    if not in_row:
        return loading
    expressions = [name for name, is_expression in given.items() if is_expression and name in model.columns]
    fetched = {"always": (), "insert": expressions, "never": expressions}.get(model.fetches)
    if fetched is None:
        return loading.lacking(NOT_SURE, [*model.generated(), *expressions])
    return loading.lacking(DEFERRED, [*(name for name in model.generated() if name not in given), *fetched])


def _holds_key(model: Model, name: str) -> bool:
    """Whether a relationship is kept in the object's own row."""
    relationship = model.relationships.get(name)
    return relationship is not None and bool(relationship.keys)
