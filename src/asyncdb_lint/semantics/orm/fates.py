"""What reading an attribute of a mapped object does, by what is known of the object."""

from __future__ import annotations

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.semantics.orm.models import Models, Relationship
from asyncdb_lint.semantics.orm.statements import ONLY
from asyncdb_lint.semantics.orm.states import EAGER, Loading

LOADED = "loaded"
UNLOADED = "unloaded"
EXPIRED = "expired"
DEFERRED = "deferred"
UNKNOWN = ""
NEW = frozenset({"new", "pending"})


def fate(models: Models, cls: ClassInfo, loading: Loading, name: str) -> str:
    """What reading `name` of an object does: `loaded` is harmless, empty is not known, all else emits SQL."""
    if loading.variants:
        found = {fate(models, cls, each, name) for each in loading.variants}
        return found.pop() if len(found) == 1 else UNKNOWN
    model = models.of(cls)
    if model is None:
        return UNKNOWN
    relationship = model.relationships.get(name)
    if relationship is None and name not in model.columns:
        return UNKNOWN
    if name in loading.present or loading.status in NEW:
        return LOADED
    if loading.status == "expired":
        return EXPIRED if relationship is None or relationship.lazy in ("select", *EAGER) else UNKNOWN
    if loading.status != "loaded":
        return UNKNOWN
    if relationship is not None:
        return _of_relationship(models, relationship, loading)
    chosen = loading.strategy(name)
    if chosen in ("defer", "undefer"):
        return DEFERRED if chosen == "defer" else LOADED
    if any(step.keys == ONLY.keys for step in loading.steps):
        return LOADED if name in model.keys else DEFERRED
    return DEFERRED if model.columns[name] and loading.is_selected else LOADED


def _of_relationship(models: Models, relationship: Relationship, loading: Loading) -> str:
    chosen = loading.strategy(relationship.name)
    if chosen in EAGER:
        return LOADED
    if chosen == "select" or (chosen is None and relationship.lazy == "select"):
        return _unless_held(relationship, loading)
    if chosen is None and relationship.lazy in EAGER:
        if not loading.is_selected:
            return _unless_held(relationship, loading)
        is_again = relationship.target is None or relationship.target in (*loading.through, relationship.owner)
        return UNKNOWN if is_again else LOADED
    return UNKNOWN


def _unless_held(relationship: Relationship, loading: Loading) -> str:
    """One object that the session holds already is found without SQL: it may be the one that led here."""
    if relationship.is_collection:
        return UNLOADED
    is_held = relationship.target is None or relationship.target in loading.through
    return UNKNOWN if is_held else UNLOADED


def needs_unique(models: Models, cls: ClassInfo, loading: Loading) -> str:
    """The relationship whose joined eager load multiplies the rows of a result; empty where none surely does."""
    if loading.variants:
        names = {needs_unique(models, cls, each) for each in loading.variants}
        return names.pop() if len(names) == 1 else ""
    model = models.of(cls)
    if model is None or loading.status != "loaded" or not loading.is_selected:
        return ""
    for step in loading.steps:
        if step.strategy in ("joined", "contains"):
            found = _multiplied(models, cls, loading, step.keys)
            if found:
                return found
    for name, relationship in model.relationships.items():
        if relationship.lazy == "joined" and relationship.is_collection and loading.strategy(name) is None:
            return f"{cls.name}.{name}"
    return ""


def _multiplied(models: Models, cls: ClassInfo, loading: Loading, keys: tuple[str, ...]) -> str:
    """The first collection on a path that joins all the way; a part of it that is loaded otherwise ends it."""
    current: ClassInfo | None = cls
    for number, key in enumerate(keys):
        model = models.of(current) if current is not None else None
        relationship = model.relationships.get(key) if model is not None else None
        if relationship is None:
            return ""
        strategies = [step.strategy for step in loading.steps if step.keys == keys[: number + 1]]
        if not strategies or strategies[-1] not in ("joined", "contains"):
            return ""
        if relationship.is_collection:
            return f"{current.name}.{key}" if current is not None else ""
        current = relationship.target
    return ""
