"""Where objects are read: attributes, results, what a framework makes a response of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.orm import at_hand, endings, queries, remedies
from asyncdb_lint.semantics.orm.assigning import assumed, loaded
from asyncdb_lint.semantics.orm.carried import change_all, changed, forget, holds, instances
from asyncdb_lint.semantics.orm.fates import DEFERRED, EXPIRED, LOADED, UNKNOWN, UNLOADED, fate, needs_unique
from asyncdb_lint.semantics.orm.models import Models
from asyncdb_lint.semantics.orm.states import READ, AttributeKey, Dynamic, Loading
from asyncdb_lint.semantics.summary import Block, Misuse, Reads
from asyncdb_lint.semantics.values import (
    NONE,
    ClassValue,
    Container,
    Instance,
    Origin,
    Place,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

FAULTS = MappingProxyType({UNLOADED: "not loaded", EXPIRED: "expired", DEFERRED: "not fetched"})
KINDS = MappingProxyType({UNLOADED: "lazy", EXPIRED: "expired", DEFERRED: "deferred"})
RESULTS = frozenset(
    "Result ScalarResult TupleResult ChunkedIteratorResult MappingResult AsyncResult AsyncScalarResult "
    "AsyncTupleResult AsyncMappingResult".split()
)
CONSUMING = frozenset("all one one_or_none scalar_one scalar_one_or_none fetchall partitions fetchmany".split())


@dataclass(frozen=True)
class Missing:
    """An attribute that is read of an object and not there; `schema` is what reads it, where that is not the code."""

    part: Instance
    loading: Loading
    name: str
    fate: str
    schema: ClassInfo | None = None

    @property
    def cls(self) -> ClassInfo:
        """The mapped class of the object."""
        return self.part.cls

    @property
    def words(self) -> str:
        """The attribute in words."""
        return f"{self.cls.name}.{self.name}"


def attribute(frame: Frame, node: ir.Attribute, value: Value, result: Value) -> Value:
    """What reading an attribute gives, as far as the mapping knows it; what emits SQL is noted."""
    models = frame.interpreter.orm.models
    if isinstance(value, ClassValue):
        return _of_class(models, value, node.attr, result)
    if not holds(value):
        frame.interpreter.orm.observed.unknown(frame, node.at, value, node.attr)
        return result
    parts = [part for part in alternatives(value) if part != NONE]
    own = [(part, part.state) for part in parts if isinstance(part, Instance) and isinstance(part.state, Loading)]
    if not own:
        return result
    is_dynamic = isinstance(result, Instance) and result.cls.name == "AppenderQuery" and result.cls.module.is_facts
    if is_dynamic and any(loading.is_sync for _, loading in own):
        return result
    fates = [held(frame, part, loading, node.attr, fate(models, part.cls, loading, node.attr)) for part, loading in own]
    frame.interpreter.orm.observed.known(frame, node.at, own, node.attr, fates)
    if len(own) == len(parts) and len(set(fates)) == 1 and fates[0] not in (LOADED, UNKNOWN):
        part, loading = own[0]
        _note(frame, node.at, part, loading, node.attr, fates[0])
        if loading.is_sync:
            _was_loaded(frame, part, node.attr, fates[0])
        else:
            assumed(frame, node.value, lambda each: loaded(each, node.attr))
    else:
        _note_possible(frame, node, own)
    if node.attr == "awaitable_attrs":
        return result
    if isinstance(result, Instance) and result.cls.name == "AppenderQuery" and len(own) == len(parts):
        return replace(result, state=Dynamic(f"{own[0][0].cls.name}.{node.attr}"))
    given = [inside(models, part, loading, node.attr, each) for (part, loading), each in zip(own, fates)]
    known = [each for each in given if each is not None]
    return join(known) if known and len(known) == len(parts) else result


def _of_class(models: Models, value: ClassValue, name: str, result: Value) -> Value:
    model = models.of(value.cls)
    if model is None or not isinstance(result, Instance) or not result.cls.module.is_facts:
        return result
    if name in model.relationships or name in model.columns:
        return replace(result, state=AttributeKey(value.cls, name))
    return result


def named(frame: Frame, value: Value) -> Value:
    """The value of a variable; inside of `run_sync` objects load what they need."""
    return changed(value, forget) if holds(value) and _is_in_greenlet(frame) else value


def _is_in_greenlet(frame: Frame) -> bool:
    """Whether code runs inside of `run_sync`, where SQL can be emitted anywhere."""
    held = (value for scope in frame.around() for value in (scope.environment or {}).values())
    return any(isinstance(value, Instance) and value.in_greenlet for value in held)


def held(frame: Frame, part: Instance, loading: Loading, name: str, found: str) -> str:
    """One object may be in the session, and then it is found without SQL: as long as a variable leads to such an object.

    It may be a variable of the code at hand, or of a caller.
    """
    if found != UNLOADED:
        return found
    model = frame.interpreter.orm.models.of(part.cls)
    relationship = model.relationships.get(name) if model is not None else None
    if relationship is None or relationship.target is None:
        return found
    if any(each.is_sync and is_shared(frame, part, each, name) is not None for each in loading.each()):
        return UNKNOWN
    through = tuple(cls for each in loading.each() for cls in each.through)
    target = None if relationship.is_collection else relationship.target
    for scope in (*frame.around(), *frame.interpreter.running.values()):
        for value in (scope.environment or {}).values():
            for other in instances(value):
                if other is not part and _leads_to(frame, other, part, through, name, target):
                    return UNKNOWN
    return found


def _leads_to(
    frame: Frame, other: Instance, part: Instance, through: tuple[ClassInfo, ...], name: str, target: ClassInfo | None
) -> bool:
    """Whether an object that is held, or what was loaded with it, may be the one object that a relationship leads to, or
    the same object as `part` with the relationship loaded."""
    is_in_line = frame.interpreter.classes.is_in_line
    if target is not None and is_in_line(other.cls, target):
        return True
    if not isinstance(other.state, Loading) or not any(each.status == "loaded" for each in other.state.each()):
        return False
    if any(is_in_line(other.cls, cls) for cls in through):
        return False  # it is what led to the object
    models = frame.interpreter.orm.models
    classes = queries.reached(models, [(other, other.state)])
    if classes is None:
        return True
    return any(
        (target is not None and is_in_line(cls, target))
        or (is_in_line(cls, part.cls) and fate(models, cls, inner, name) == LOADED)
        for cls, inner in classes.items()
    )


def is_shared(frame: Frame, part: Instance, loading: Loading, name: str) -> ClassInfo | None:
    """The class that one object belongs to of which a dependency may give the very same; None where none can."""
    model = frame.interpreter.orm.models.of(part.cls)
    relationship = model.relationships.get(name) if model is not None else None
    if relationship is None or relationship.is_collection or relationship.target is None:
        return None
    if loading.session in frame.open_sessions or not frame.interpreter.orm.requests.gives(relationship.target):
        return None
    return relationship.target


def _was_loaded(frame: Frame, part: Instance, name: str, found: str) -> None:
    """Reading loaded it, in whichever variable leads to the same object."""
    is_in_line = frame.interpreter.classes.is_in_line

    def load(other: Instance, loading: Loading) -> Loading:
        if not loading.is_sync or not is_in_line(other.cls, part.cls):
            return loading
        if found == EXPIRED and loading.status == "expired":
            loading = replace(loading.fresh(), status="loaded", is_selected=True, expiry=None)
        return loading.having(name)

    scope: Frame | None = frame
    while scope is not None:
        change_all(scope, load)
        scope = scope.parent


def inside(models: Models, part: Instance, loading: Loading, name: str, found: str) -> Value | None:
    """The objects that a relationship holds."""
    model = models.of(part.cls)
    relationship = model.relationships.get(name) if model is not None else None
    if relationship is None or relationship.target is None or relationship.is_collection is None:
        return None
    inner: Loading | None = None
    if found == LOADED and all(name not in each.present and each.status == "loaded" for each in loading.each()):
        inner = loading.inside(name, part.cls)
    target = Instance(relationship.target, made=False, origin=part.origin, state=inner)
    return Container("list", target) if relationship.is_collection else join([target, NONE])


def replaced(frame: Frame, target: ir.Attribute, holder: Value) -> None:
    """Note a collection that code replaces and that is not loaded: it is loaded first."""
    parts = [part for part in alternatives(holder) if part != NONE]
    own = [(part, part.state) for part in parts if isinstance(part, Instance) and isinstance(part.state, Loading)]
    if not own or len(own) < len(parts):
        return
    models = frame.interpreter.orm.models
    part, loading = own[0]
    model = models.of(part.cls)
    relationship = model.relationships.get(target.attr) if model is not None else None
    if relationship is None or relationship.is_collection is not True:
        return
    if relationship.lazy == "dynamic" and all(each.status == "loaded" and not each.is_sync for each in loading.each()):
        emits(frame, Instance(part.cls, state=Dynamic(f"{part.cls.name}.{target.attr}"), origin=part.origin), target.at)
    fates = {fate(models, part.cls, loading, target.attr) for part, loading in own}
    if len(fates) == 1 and not fates & {LOADED, UNKNOWN}:
        _note(frame, target.at, part, loading, target.attr, fates.pop())


def _note(
    frame: Frame, at: ir.At, part: Instance, loading: Loading, name: str, found: str, is_possible: bool = False
) -> None:
    loading = loading.each()[0]
    kind = "detached" if loading.is_closed and found != LOADED else KINDS[found]
    _report(frame, kind, at, [Missing(part, loading, name, found)], is_possible)


def _note_possible(frame: Frame, node: ir.Attribute, own: list[tuple[Instance, Loading]]) -> None:
    """Note that an object lacks an attribute in one of the states that it may have."""
    for part, loading in own:
        for each in loading.each():
            found = held(frame, part, each, node.attr, fate(frame.interpreter.orm.models, part.cls, each, node.attr))
            if found not in (LOADED, UNKNOWN) and not each.is_sync:
                _note(frame, node.at, part, each, node.attr, found, is_possible=True)
                return


def report_response(frame: Frame, at: ir.At, missing: list[Missing]) -> None:
    """Note what the schema of a response, or code that makes a schema of an object, reads and is not there."""
    _report(frame, "response", at, [replace(each, loading=each.loading.each()[0]) for each in missing])
    for each in missing:
        if each.loading.is_sync:
            _was_loaded(frame, each.part, each.name, each.fate)


def _report(frame: Frame, kind: str, at: ir.At, missing: list[Missing], is_possible: bool = False) -> None:
    """Note what is missing of objects; the first is what the finding is about, the others it names as well."""
    shared = {
        number: found
        for number, each in enumerate(missing)
        if each.fate == UNLOADED and (found := is_shared(frame, each.part, each.loading, each.name)) is not None
    }
    if len(shared) < len(missing):  # what nobody else can have is reason enough
        missing = [each for number, each in enumerate(missing) if number not in shared]
        shared = {}
    models, first = frame.interpreter.orm.models, missing[0]
    names = tuple(dict.fromkeys(each.words for each in missing))
    readers = dict.fromkeys(each.schema.name for each in missing if each.schema is not None)
    options = dict.fromkeys(
        option for each in missing for option in remedies.options(models, each.cls, each.loading, each.name, each.fate)
    )
    expiry = first.loading.expiry if first.fate == EXPIRED else None
    factory = expiry.where if expiry is not None else None
    through = (cls for each in missing for cls in (each.cls, *each.loading.through))
    classes = tuple(dict.fromkeys((cls.name, cls.module.name) for cls in through))
    reads = Reads(names, tuple(readers), tuple(options), FAULTS[first.fate], factory, classes)
    place = remedies.source(models, first.cls, first.loading)
    steps = (Place(names[0], frame.path, at),)
    if first.loading.is_sync:
        handle = first.loading.handle
        made = not isinstance(handle, Instance) or handle.made
        known = handle.origin if isinstance(handle, Instance) else None
        origin = Origin(place, known.declared if known is not None else None) if place is not None else known
        frame.blocks.append(Block("lazy", names[0], at, steps, "", made, origin, reads=reads))
        at_hand.note(frame, READ, endings.UNNAMED)
    else:
        origin = Origin(place) if place is not None else None
        via = frame.interpreter.ways_to(frame)
        unless = tuple(dict.fromkeys(shared.values()))
        misuse = Misuse(
            kind,
            names[0],
            at,
            steps,
            origin=origin,
            reads=reads,
            via=via,
            is_possible=is_possible,
            unless_held=unless,
        )
        _misuse(frame, misuse)


def _misuse(frame: Frame, misuse: Misuse) -> None:
    """Note what is wrong: where it is read, or, if a template reads it, for who renders that."""
    if frame.rendering is None:
        frame.interpreter.events.misuse(misuse, frame.function(), frame.module)
    elif not misuse.is_possible:
        frame.rendering.misuses.append(misuse)


def emits(frame: Frame, receiver: Value | None, at: ir.At) -> bool:
    """Note that a dynamic relationship is asked for its objects; False where the call is of something else."""
    if not isinstance(receiver, Instance) or not isinstance(receiver.state, Dynamic):
        return False
    steps = (Place(receiver.state.name, frame.path, at),)
    _misuse(frame, Misuse("dynamic", receiver.state.name, at, steps, origin=receiver.origin))
    return True


def consumed(frame: Frame, receiver: Value | None, at: ir.At) -> None:
    """Note that the rows of a result are taken although a joined collection multiplies them."""
    if not isinstance(receiver, Instance) or receiver.cls.name not in RESULTS or not receiver.cls.module.is_facts:
        return
    for argument in receiver.arguments:
        if (
            isinstance(argument, Instance)
            and isinstance(argument.state, Loading)
            and not any(each.is_unique for each in argument.state.each())
        ):
            name = needs_unique(frame.interpreter.orm.models, argument.cls, argument.state)
            if name:
                where = argument.state.each()[0].where
                origin = Origin(where) if where is not None else None
                _misuse(frame, Misuse("joined", name, at, (Place(name, frame.path, at),), origin=origin))


def made_unique(result: Value) -> Value:
    """`result.unique()`."""
    return changed(result, lambda _, loading: replace(loading, is_unique=True))
