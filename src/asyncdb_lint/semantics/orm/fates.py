"""What reading an attribute of a mapped object does, by what is known of the object."""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.semantics.orm.declarations import Relationship
from asyncdb_lint.semantics.orm.models import Model, Models
from asyncdb_lint.semantics.orm.states import EAGER, ONLY, Loading

LOADED = "loaded"
UNLOADED = "unloaded"
EXPIRED = "expired"
DEFERRED = "deferred"
UNKNOWN = ""
NOT_SURE = "?"
"""In place of the fate of what is missing: whether it is missing is not known."""
NEW = frozenset({"new", "pending"})


def fate(models: Models, cls: ClassInfo, loading: Loading, name: str) -> str:
    """What reading `name` of an object does: `loaded` is harmless, empty is not known, all else emits SQL."""
    if loading.variants:
        return _of_all({fate(models, cls, each, name) for each in loading.variants})
    model = models.of(cls)
    if model is None or not model.has(name):
        return UNKNOWN
    name = model.aliases.get(name, name)
    relationship = model.relationships.get(name)
    if name in loading.present or loading.status in NEW:
        return LOADED
    if loading.status == "expired":
        return EXPIRED if relationship is None or relationship.lazy in ("select", *EAGER) else UNKNOWN
    if loading.status == "deleted":
        return UNKNOWN if relationship is not None else _of_column(models, model, loading, name)
    if loading.status != "loaded":
        return UNKNOWN
    lack = loading.lack(name)
    if lack:
        return UNKNOWN if lack == NOT_SURE else lack
    if relationship is not None:
        return _of_relationship(models, model, relationship, loading)
    return _of_column(models, model, loading, name)


def _of_all(found: set[str]) -> str:
    """What happens on every path; where all emit SQL, the one that says the most of what is missing."""
    if len(found) == 1:
        return found.pop()
    if found & {LOADED, UNKNOWN}:
        return UNKNOWN
    return next(each for each in (UNLOADED, DEFERRED, EXPIRED) if each in found)


def _of_column(models: Models, model: Model, loading: Loading, name: str) -> str:
    column = model.columns[name]
    if column.refuses:
        return UNKNOWN
    chosen = loading.strategy(name, is_column=True)
    if chosen == "unknown":
        return UNKNOWN if column.is_deferred else LOADED
    if chosen == "undefer":
        return LOADED
    is_left_out = any(step.keys == ONLY.keys for step in loading.steps) or chosen == "defer"
    if is_left_out:
        if name in model.keys or _leads_to(models, model.cls, loading, model.cls):
            return LOADED if name in model.keys else DEFERRED if column.is_deferred else UNKNOWN
        return DEFERRED
    return DEFERRED if column.is_deferred else LOADED


def _leads_to(models: Models, cls: ClassInfo, loading: Loading, wanted: ClassInfo) -> bool:
    """Whether what is loaded along with an object leads to objects of a class."""
    pending: list[tuple[ClassInfo, Loading]] = [(cls, loading)]
    seen: set[ClassInfo] = set()
    while pending:
        each, state = pending.pop()
        for target, inner in eager(models, each, state):
            if target is wanted:
                return True
            if target not in seen:
                seen.add(target)
                pending.append((target, inner))
    return False


def eager(models: Models, cls: ClassInfo, loading: Loading) -> Iterator[tuple[ClassInfo, Loading]]:
    """The classes whose objects a query loads along with those of a class, each with its state."""
    model = models.of(cls)
    for name, relationship in model.relationships.items() if model is not None else ():
        chosen = loading.strategy(name) or relationship.lazy
        if chosen in EAGER and relationship.target is not None:
            yield relationship.target, loading.inside(name, cls)


def _of_relationship(models: Models, model: Model, relationship: Relationship, loading: Loading) -> str:
    chosen = loading.strategy(relationship.name)
    if chosen in EAGER:
        return LOADED
    if chosen is None and relationship.is_collection is not True:
        known = _by_key(model, relationship, loading)
        if known != UNLOADED:
            return known
    if chosen == "select" or (chosen is None and relationship.lazy == "select"):
        return _unless_held(models, model, relationship, loading)
    if chosen is None and relationship.lazy in EAGER:
        if not loading.is_selected:
            return _unless_held(models, model, relationship, loading)
        is_again = relationship.target is None or relationship.target in (*loading.through, relationship.owner)
        return UNKNOWN if is_again else LOADED
    return UNKNOWN


def _by_key(model: Model, relationship: Relationship, loading: Loading) -> str:
    """What the foreign key of one object tells: of a new object it is NULL unless it is given, and needs no SQL then."""
    given = None if relationship.keys is None else relationship.keys & loading.present
    if loading.is_selected:
        return UNKNOWN if given else UNLOADED  # code has set the key since, perhaps to None
    if relationship.keys is None or any(
        model.columns[key].has_default for key in relationship.keys & set(model.columns)
    ):
        return UNKNOWN
    return LOADED if relationship.keys and not given else UNLOADED


def _unless_held(models: Models, model: Model, relationship: Relationship, loading: Loading) -> str:
    """One object that the session holds already is found without SQL: it may be the one that led here."""
    if relationship.is_collection:
        return UNLOADED
    target = relationship.target
    if target is None or target in loading.through or _leads_to(models, model.cls, loading, target):
        return UNKNOWN
    return UNLOADED


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
    return _joined_by_default(models, cls, loading, (cls,))


def _joined_by_default(models: Models, cls: ClassInfo, loading: Loading, seen: tuple[ClassInfo, ...]) -> str:
    """The first collection that models join along with their objects, whatever a query says."""
    model = models.of(cls)
    for name, relationship in model.relationships.items() if model is not None else ():
        if relationship.lazy != "joined" or loading.strategy(name) is not None:
            continue
        if relationship.is_collection:
            return f"{cls.name}.{name}"
        target = relationship.target
        if target is not None and target not in seen:
            found = _joined_by_default(models, target, loading.inside(name, cls), (*seen, target))
            if found:
                return found
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
