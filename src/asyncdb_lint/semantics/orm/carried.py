"""States inside of values: found, changed, forgotten."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.semantics.orm.states import Loading, merged
from asyncdb_lint.semantics.values import (
    Awaitable,
    Container,
    Generator,
    Instance,
    Manager,
    Union,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame

Change = Callable[[Instance, Loading], "Loading | None"]


def objects(value: Value) -> Iterator[tuple[Instance, Loading]]:
    """The mapped objects in a value of which something is known."""
    if not holds(value):
        return
    if isinstance(value, Instance) and isinstance(value.state, Loading):
        yield value, value.state
    for part in _parts(value):
        yield from objects(part)


def holds(value: Value) -> bool:
    """Whether a value has mapped objects in it of which something is known."""
    if isinstance(value, (Awaitable, Manager)):
        return holds(value.result if isinstance(value, Awaitable) else value.generator)
    if not isinstance(value, (Instance, Container, Generator, Union)):
        return False
    known: bool | None = value.__dict__.get("_holds")
    if known is None:
        known = isinstance(value, Instance) and isinstance(value.state, Loading)
        value.__dict__["_holds"] = known = known or any(holds(part) for part in _parts(value))
    return known


def _parts(value: Value) -> Iterator[Value]:
    if isinstance(value, Instance):
        yield from value.arguments
        for _, part in value.fields:
            yield part
    elif isinstance(value, Container):
        yield value.element
        yield from value.items or ()
    elif isinstance(value, Generator):
        yield value.element
    elif isinstance(value, Awaitable):
        yield value.result
    elif isinstance(value, Manager):
        yield value.generator
    elif isinstance(value, Union):
        yield from value.alternatives


def changed(value: Value, change: Change) -> Value:
    """The value with other states; where `change` gives None, nothing is known of an object any more."""
    if not holds(value):
        return value
    if isinstance(value, Instance):
        state = value.state
        if isinstance(state, Loading):
            state = merged(change(value, each) for each in state.each())
        arguments = tuple(changed(part, change) for part in value.arguments)
        fields = tuple((name, changed(part, change)) for name, part in value.fields)
        return replace(value, arguments=arguments, fields=fields, state=state)
    if isinstance(value, Container):
        items = tuple(changed(part, change) for part in value.items) if value.items is not None else None
        return replace(value, element=changed(value.element, change), items=items)
    if isinstance(value, Generator):
        return replace(value, element=changed(value.element, change))
    if isinstance(value, Awaitable):
        return replace(value, result=changed(value.result, change))
    if isinstance(value, Manager):
        generator = changed(value.generator, change)
        return replace(value, generator=generator) if isinstance(generator, Generator) else value
    if isinstance(value, Union):
        return join((changed(part, change) for part in value.alternatives), value.declared)
    return value


def change_all(frame: Frame, change: Change, without: Collection[str] = ()) -> None:
    """Change the states of all objects that a function's variables lead to, from here on; some places are left alone."""
    environment = frame.environment
    if environment is not None:
        for place, value in list(environment.items()):
            if holds(value) and place in environment and place not in without:
                environment[place] = after = changed(value, change)
                if after != value and any(
                    isinstance(getattr(part, "state", None), Loading) for part in alternatives(value)
                ):
                    forget_inside(environment, place)


def forget_inside(environment: dict[str, Value], place: str) -> None:
    """What code assigned to attributes of an object tells no more than its state once that has changed."""
    for inside in [each for each in environment if each.startswith(place + ".")]:
        del environment[inside]


def instances(value: Value) -> Iterator[Instance]:
    """The objects of the project that a variable holds, alone or in a container."""
    for part in alternatives(value):
        if isinstance(part, Container):
            yield from instances(part.element)
        elif isinstance(part, Instance) and not part.cls.module.is_facts:
            yield part
        elif isinstance(part, Instance):
            for argument in part.arguments:
                yield from instances(argument)


def holding(frame: Frame) -> list[Instance]:
    """The objects that variables hold and that may have more than a plain query loads."""
    held = (each for known in (frame.environment or {}).values() for each in instances(known))
    return [each for each in held if _may_have_more(each)]


def unless_known(frame: Frame, value: Value, before: list[Instance] | None = None) -> Value:
    """Objects that a session gave; one that a variable holds already keeps what was loaded in it before.

    `before` is what was held before the query; an object of which nothing is known is then taken for another one.
    """
    if not holds(value):
        return value
    is_in_line = frame.interpreter.classes.is_in_line
    held = holding(frame) if before is None else [each for each in before if isinstance(each.state, Loading)]

    def checked(part: Instance, loading: Loading) -> Loading | None:
        states: list[Loading | None] = [loading]
        for each in held:
            if is_in_line(each.cls, part.cls):
                states += (
                    [_with_more(loading, known) for known in each.state.each()]
                    if isinstance(each.state, Loading)
                    else [None]
                )
        return merged(states)

    return changed(value, checked) if held else value


def _may_have_more(known: Instance) -> bool:
    """Whether an object may have more than a plain query loads."""
    if not isinstance(known.state, Loading):
        return True
    each = known.state.each()
    return any(state.status not in ("statement", "new") and (state.steps or state.present) for state in each)


def _with_more(loading: Loading, known: Loading) -> Loading:
    """The state of an object that turns out to be one that is known."""
    if known.status in ("statement", "new") or known.is_closed or not (known.steps or known.present):
        return loading
    steps = known.steps if known.steps != loading.steps else ()
    return replace(loading, steps=(*loading.steps, *steps)).having(*known.present)


def forget(_: Instance, __: Loading) -> None:
    """Nothing is known of an object any more."""
    return None


def with_one_state(found: dict[Value, None]) -> dict[Value, None]:
    """Alternatives, such that of the mapped objects of one class the same is known, whatever path they come from."""
    classes = {part.cls for part in found if isinstance(part, Instance) and isinstance(part.state, Loading)}
    result: dict[Value, None] = {}
    for part in found:
        if isinstance(part, Instance) and part.cls in classes:
            states = [each.state for each in found if isinstance(each, Instance) and each.cls is part.cls]
            part = replace(part, state=merged(states))
        result[part] = None
    return result


def without_states(found: Iterable[Value]) -> dict[Value, None]:
    """Alternatives of which some will be left out: those may have more loaded, so nothing is known of the others."""
    return dict.fromkeys(changed(part, forget) for part in found)
