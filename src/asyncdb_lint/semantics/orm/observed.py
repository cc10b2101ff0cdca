"""What was decided of each attribute of a mapped object that code reads, for `--coverage` and `why`."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.orm.fates import DEFERRED, EXPIRED, LOADED, UNLOADED
from asyncdb_lint.semantics.orm.models import Models
from asyncdb_lint.semantics.orm.states import EAGER, Loading
from asyncdb_lint.semantics.values import Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

VERDICTS = MappingProxyType({LOADED: "loaded", UNLOADED: "not loaded", EXPIRED: "expired", DEFERRED: "not fetched"})
UNKNOWN_BECAUSE = "unknown: "
DIFFERS = "what is loaded differs by path"
MAY_BE_HELD = "the session may hold the object that it leads to"
MAXIMUM_KEPT = 4


@dataclass
class Read:
    """A place that reads an attribute of mapped objects; `verdicts` of all contexts, `states` what is known of some."""

    words: str
    is_relationship: bool
    verdicts: dict[str, None] = field(default_factory=dict)
    states: list[tuple[Instance, Loading]] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """What is said of the place: not loaded if it is so in one context, loaded only if it is so in all."""
        wrong = [each for each in self.verdicts if each in (VERDICTS[UNLOADED], VERDICTS[EXPIRED], VERDICTS[DEFERRED])]
        unknown = [each for each in self.verdicts if each.startswith(UNKNOWN_BECAUSE)]
        return next(iter([*wrong, *unknown, *self.verdicts]))

    @property
    def is_unknown(self) -> bool:
        """Whether nothing was decided of the place."""
        return self.verdict.startswith(UNKNOWN_BECAUSE)


class Observed:
    """The reads by place and attribute; columns only in the file that is watched."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self.reads: dict[tuple[str, ir.At, str], Read] = {}

    def known(self, frame: Frame, at: ir.At, own: list[tuple[Instance, Loading]], name: str, fates: list[str]) -> None:
        """Remember what was decided where an attribute of objects is read, of which something is known."""
        read = self._read(frame, at, own[0][0], name)
        if read is None:
            return
        found = set(fates)
        verdict = VERDICTS.get(found.pop(), "") if len(found) == 1 else f"{UNKNOWN_BECAUSE}{DIFFERS}"
        read.verdicts[verdict or f"{UNKNOWN_BECAUSE}{self._reason(*own[0], name)}"] = None
        if len(read.states) < MAXIMUM_KEPT:
            read.states += own

    def unknown(self, frame: Frame, at: ir.At, value: Value, name: str) -> None:
        """Remember that an attribute is read of an object of which nothing is known."""
        for part in alternatives(value):
            if isinstance(part, Instance) and not part.cls.module.is_facts and not name.startswith("_"):
                read = self._read(frame, at, part, name)
                if read is not None:
                    read.verdicts[f"{UNKNOWN_BECAUSE}{_origin(part)}"] = None

    def unreadable(self, path: str, at: ir.At, reason: str) -> None:
        """Remember that nobody knows what is read at a place."""
        self.reads.setdefault((path, at, ""), Read("", True)).verdicts[f"{UNKNOWN_BECAUSE}{reason}"] = None

    def _read(self, frame: Frame, at: ir.At, part: Instance, name: str) -> Read | None:
        model = self._models.of(part.cls)
        if model is None or (name not in model.relationships and frame.path != frame.interpreter.observations.watched):
            return None
        if name not in model.relationships and name not in model.columns:
            return None
        words = f"{part.cls.name}.{name}"
        return self.reads.setdefault((frame.path, at, words), Read(words, name in model.relationships))

    def _reason(self, part: Instance, loading: Loading, name: str) -> str:
        """Why it is not known of one object whether it has an attribute."""
        if loading.variants:
            return DIFFERS
        model = self._models.of(part.cls)
        relationship = model.relationships.get(name) if model is not None else None
        if loading.status == "statement":
            return "the query was not seen to be executed by a session"
        if relationship is None:
            return "the model does not say it"
        chosen = loading.strategy(name) or relationship.lazy
        if chosen not in ("select", *EAGER):
            return f'it is loaded in the way of lazy="{chosen}"'
        if relationship.target is None:
            return "the class that it leads to is not known"
        return MAY_BE_HELD if not relationship.is_collection else "the model or an option may load it or not"


def _origin(part: Instance) -> str:
    """Why nothing is known of an object."""
    if part.origin is not None and part.origin.declared is not None:
        return "the object comes by a parameter that only an annotation types"
    if not part.made:
        return "only an annotation types the object"
    given_by = part.origin.given_by if part.origin is not None else None
    if given_by is not None:
        return f"what {given_by.message} gave may have been changed since, or its statement is not followed"
    return "code makes the object, or something may have loaded more of it since"
