"""Which evidence counts: what the code does goes before what an annotation says, and the narrower before the wider."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asyncdb_lint.semantics.values import (
    Constant,
    Container,
    Data,
    Generator,
    Instance,
    Outside,
    Unknown,
    Value,
    alternatives,
    join,
)

if TYPE_CHECKING:
    from asyncdb_lint.semantics.classes import Classes


def completed(classes: Classes, inferred: Value, promised: Value) -> Value:
    """What was inferred, made more precise by what an annotation promises.

    The annotation stands in where nothing is known, where only plain data is seen although it promises an object
    (a registry that looked empty), and where it names a subclass of the inferred class. It never overrules an object
    of another class that was traced to where it is made; but of several objects of the project's classes, as a registry
    holds, it chooses those that it can mean.
    """
    if isinstance(promised, Unknown):
        return inferred
    objects = [part for part in alternatives(promised) if isinstance(part, Instance)]
    parts: list[Value] = []
    for part in _meant(classes, inferred, objects):
        if isinstance(part, Unknown) or (isinstance(part, (Data, Outside)) and objects):
            parts.append(promised)
        elif isinstance(part, Instance) and (full := _with_arguments(part, objects)) is not None:
            parts.append(full)
        elif isinstance(part, Instance) and (narrower := _narrower(classes, part, objects)) is not None:
            parts.append(narrower)
        elif isinstance(part, Container) and _is_vague(part):
            kind = part.kind
            same = [each for each in alternatives(promised) if isinstance(each, Container) and each.kind == kind]
            others = [each for each in objects if each.cls.module.name == "collections"]
            parts.append(same[0] if same else others[0] if others else part)
        elif isinstance(part, Generator) and isinstance(part.element, Unknown):
            same_kind = [each for each in alternatives(promised) if isinstance(each, Generator)]
            parts.append(same_kind[0] if same_kind and part.summary is None else part)
        else:
            parts.append(part)
    return join(parts)


def _meant(classes: Classes, inferred: Value, objects: list[Instance]) -> list[Value]:
    """The alternatives without the project's objects that are surely other ones, where something else is left."""
    parts = list(alternatives(inferred))
    if len(parts) == 1 or not objects or any(each.cls.module.is_facts for each in objects):
        return parts
    others = [
        part
        for part in parts
        if isinstance(part, Instance)
        and not part.cls.module.is_facts
        and not any(classes.is_in_line(part.cls, each.cls) for each in objects)
    ]
    is_left = any(part not in others and isinstance(part, (Instance, Unknown)) for part in parts)
    return [part for part in parts if part not in others] if is_left else parts


def narrowed(classes: Classes, given: Value, promised: Value) -> Value:
    """An argument, where the parameter's annotation names a subclass of what a library is known to give."""
    objects = [part for part in alternatives(promised) if isinstance(part, Instance)]
    if not objects:
        return given
    parts: list[Value] = []
    for part in alternatives(given):
        if isinstance(part, Instance) and part.cls.module.is_facts:
            narrower = _narrower(classes, part, objects)
            part = replace(narrower, made=part.made, origin=part.origin) if narrower is not None else part
        parts.append(part)
    return join(parts)


def _with_arguments(inferred: Instance, promised: list[Instance]) -> Instance | None:
    """An object whose type arguments nothing but the annotation tells."""
    if all(isinstance(each, Unknown) for each in inferred.arguments):
        for each in promised:
            if each.cls is inferred.cls and each.arguments:
                return replace(inferred, arguments=each.arguments)
    return None


def _narrower(classes: Classes, inferred: Instance, promised: list[Instance]) -> Instance | None:
    for each in promised:
        if each.cls is not inferred.cls and classes.is_subclass(each.cls, inferred.cls):
            return each
    return None


def _is_vague(value: Container) -> bool:
    held = (*alternatives(value.element), *(value.items or ()))
    return all(isinstance(part, (Unknown, Data, Constant)) for part in held)


def is_open(value: Value) -> bool:
    """Whether an annotation could tell more: something is unknown, plain data, or an object of a project's class."""
    for part in alternatives(value):
        if isinstance(part, (Unknown, Data, Container, Outside, Generator)):
            return True
        if isinstance(part, Instance) and not part.cls.module.is_facts:
            return True
    return False
