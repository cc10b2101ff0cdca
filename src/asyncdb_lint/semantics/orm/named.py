"""Which mapped classes the names in some code mean, in plain words for those who rewrite the code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk
from asyncdb_lint.semantics.orm.declarations import Relationship
from asyncdb_lint.semantics.values import ClassValue

if TYPE_CHECKING:
    from asyncdb_lint.semantics.interpreter import Interpreter

JOINING = frozenset({"joined", "unknown"})


def mapped_names(interpreter: Interpreter, module: ModuleInfo, code: object) -> tuple[str, ...]:
    """The mapped classes that the dotted names of some lowered code mean, and their relationships.

    A class is `User`, or `User joined` if loading one loads a collection by a join unless a query says otherwise. Its
    relationships are `User.posts many Post`, or `one`, or `unknown`, with ` joined` behind if the class at their end is
    such a class; `?` stands for a class that is not known.
    """
    found: dict[str, ClassInfo] = {}
    frame = interpreter.names.module_frame(module)
    inside = {each.name: each for each in walk(code) if isinstance(each, ir.Import)}
    for node in walk(code):
        if isinstance(node, (ir.Name, ir.Attribute)) and (name := _dotted(node)) and name not in found:
            symbol = interpreter.annotations.symbol(frame, node)
            if symbol is None and isinstance(node, ir.Name) and node.id in inside:
                symbol = interpreter.project.imported(inside[node.id])
            value = interpreter.names.definition(symbol) if isinstance(symbol, Definition) else None
            if isinstance(value, ClassValue) and interpreter.orm.models.of(value.cls) is not None:
                found[name] = value.cls
    return tuple(line for name, cls in sorted(found.items()) for line in _described(interpreter, name, cls))


def query_facts(interpreter: Interpreter, module: ModuleInfo, code: object) -> tuple[str, ...]:
    """The version of SQLAlchemy that decides how a statement is written, and what the names of some code mean."""
    is_older = interpreter.project.requirements.is_older
    version = "2.1"
    for older, first in (("1.4", (2, 0)), ("2.0", (2, 1))):
        if version == "2.1" and is_older(module.path, "sqlalchemy", first):
            version = older
    return (version, *mapped_names(interpreter, module, code))


def _dotted(node: ir.Expr) -> str:
    if isinstance(node, ir.Attribute):
        front = _dotted(node.value)
        return f"{front}.{node.attr}" if front else ""
    return node.id if isinstance(node, ir.Name) else ""


def _described(interpreter: Interpreter, name: str, cls: ClassInfo) -> Iterator[str]:
    model = interpreter.orm.models.of(cls)
    if model is None:
        return
    yield f"{name} joined" if _joins_collection(interpreter, cls, frozenset()) else name
    for each in model.relationships.values():
        many = "unknown" if each.is_collection is None else "many" if each.is_collection else "one"
        target = each.target.name if each.target is not None else "?"
        joins = each.target is None or _joins_collection(interpreter, each.target, frozenset())
        yield f"{name}.{each.name} {many} {target}{' joined' if joins else ''}"


def _joins_collection(interpreter: Interpreter, cls: ClassInfo, seen: frozenset[ClassInfo]) -> bool:
    """Whether loading an object of a class loads a collection by a join, its own or that of what is joined with it."""
    model = interpreter.orm.models.of(cls) if cls not in seen else None
    if model is None:
        return False
    joined = [each for each in model.relationships.values() if each.lazy in JOINING]
    return any(_multiplies(interpreter, each, seen | {cls}) for each in joined)


def _multiplies(interpreter: Interpreter, relationship: Relationship, seen: frozenset[ClassInfo]) -> bool:
    if relationship.is_collection is not False or relationship.target is None:
        return True
    return _joins_collection(interpreter, relationship.target, seen)
