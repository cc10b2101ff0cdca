"""What a finding tells of an object: what was loaded with it, and the option that would have loaded the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.semantics.orm.fates import DEFERRED, LOADED, UNLOADED, fate
from asyncdb_lint.semantics.orm.states import Loading
from asyncdb_lint.semantics.values import Place

if TYPE_CHECKING:
    from asyncdb_lint.semantics.orm.models import Models


def options(models: Models, cls: ClassInfo, loading: Loading, name: str, found: str) -> tuple[str, ...]:
    """The loader option that is missing, from the query's entity on; or what else brings the attribute."""
    model = models.of(cls)
    relationship = model.relationships.get(name) if model is not None else None
    words = f"{cls.name}.{name}"
    if found == UNLOADED and relationship is not None:
        function = "selectinload" if relationship.is_collection else "joinedload"
        return (".".join((*loading.path, f"{function}({words})")),)
    column = model.columns.get(name) if model is not None else None
    is_given = column is not None and not column.is_deferred and any(each[0] == name for each in loading.missing)
    if found == DEFERRED and not is_given:  # what the database gave since is not there, whatever a query loads
        return (".".join((*loading.path, f"undefer({words})")),)
    return ("refresh", "expire_on_commit=False") if loading.expiry is not None else ("refresh",)


def source(models: Models, cls: ClassInfo, loading: Loading) -> Place | None:
    """Where an object was loaded, with the relationships that were loaded with it; where it expired, for an expired one."""
    where = loading.where
    model = models.of(cls)
    if where is None or model is None or loading.status != "loaded" or not loading.is_selected:
        return where
    names = [f"{cls.name}.{name}" for name in model.relationships if fate(models, cls, loading, name) == LOADED]
    entity = loading.path[0].partition("(")[2].partition(")")[0] if loading.path else ""
    names = [*([entity] if entity else []), *names]
    if not model.relationships and not entity:
        return where
    return Place(f"{where.message} loads {' and '.join(names) if names else 'no relationship'}", where.path, where.at)
