"""What gives objects attributes without a query: assignments, awaited attributes, `set_committed_value`, tests of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from asyncdb_lint.index.module import ClassInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import last_name, walk
from asyncdb_lint.semantics.environment import place_of
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.orm import at_hand, endings
from asyncdb_lint.semantics.orm.carried import change_all, changed, forget, holds, instances
from asyncdb_lint.semantics.orm.statements import is_expression
from asyncdb_lint.semantics.orm.states import ANY, FILL, Loading, Step
from asyncdb_lint.semantics.parameters import Arguments
from asyncdb_lint.semantics.values import Constant, Instance, Place, Union, Value, alternatives, join

EVERYTHING = (Step((ANY,), "unknown"),)
SETTERS = frozenset({"set_committed_value", "set_attribute", "init_collection"})
"""Functions of `sqlalchemy.orm.attributes` that give an object an attribute by its name."""


def assumed(frame: Frame, holder: ir.Expr, change: Callable[[Loading], Loading]) -> None:
    """Change what is known of the object that a variable holds."""
    place = place_of(holder)
    environment = frame.environment
    if place is not None and environment is not None and place in environment:
        known = environment[place]
        parts: list[Value] = []
        for part in alternatives(known):
            if isinstance(part, Instance) and isinstance(part.state, Loading):
                part = replace(part, state=change(part.state))
            parts.append(part)
        environment[place] = join(parts, declared=isinstance(known, Union) and known.declared)


def assigned(frame: Frame, target: ir.Attribute, value: Value) -> None:
    """`user.posts = [...]`: from here on it has them, and the next flush sends them."""
    from asyncdb_lint.semantics.orm.reading import replaced

    place = place_of(target.value)
    holder = frame.get(place) if place is not None else None
    if holder is None or not holds(holder):
        return
    replaced(frame, target, holder)
    models = frame.interpreter.orm.models
    found = [models.of(part.cls) for part in alternatives(holder) if isinstance(part, Instance)]
    is_mapped = any(model is not None and model.has(target.attr) for model in found)
    names = frozenset({(target.attr, is_expression(value))}) if is_mapped else frozenset[tuple[str, bool]]()
    assumed(frame, target.value, lambda loading: loading.having(target.attr).assigning(names))


def awaitable(frame: Frame, node: ir.Attribute) -> None:
    """`await user.awaitable_attrs.posts` loads it."""
    if not isinstance(node.value, ir.Attribute) or node.value.attr != "awaitable_attrs":
        return
    frame.note_work((Place("awaitable_attrs", frame.path, node.at),))
    place = place_of(node.value.value)
    environment = frame.environment or {}
    kept = environment.get(place) if place is not None else None
    classes = frozenset(each.cls for each in instances(kept)) if kept is not None else frozenset[ClassInfo]()
    at_hand.note(frame, FILL, endings.UNNAMED, classes or None)
    # Other variables may lead to the same object.
    change_all(frame, lambda other, loading: None if other.cls in classes else loading)
    if kept is not None and place is not None:
        environment[place] = kept
        assumed(frame, node.value.value, lambda loading: loaded(loading, node.attr))


def loaded(loading: Loading, name: str) -> Loading:
    """The state after one attribute was loaded: the columns that had expired come with it."""
    if loading.variants:
        return replace(loading, variants=frozenset(loaded(each, name) for each in loading.variants))
    if loading.status == "expired":
        loading = replace(loading.fresh(), status="loaded", is_selected=True, steps=EVERYTHING)
    return loading.having(name)


def set_by_name(frame: Frame, node: ir.Call, arguments: Arguments) -> None:
    """`set_committed_value(user, "posts", [])`."""
    name = arguments.get(1, "key")
    if not node.arguments:
        return
    known = name.value if isinstance(name, Constant) and isinstance(name.value, str) else None
    assumed(
        frame,
        node.arguments[0].value,
        lambda loading: loading.having(known) if known is not None else loading.with_steps(EVERYTHING),
    )


def tested(frame: Frame, test: ir.Expr, holds_true: bool) -> None:
    """A test of what an object has loaded: `"posts" in user.__dict__`, `"posts" not in inspect(user).unloaded`.

    Where the test says that it has an attribute, it has; of an object that is otherwise asked, nothing is known.
    """
    tests = frame.interpreter.orm.tests
    if test not in tests:
        tests[test] = _asked(test)
    subject = tests[test]
    if subject is None:
        return
    if subject is test:
        change_all(frame, forget)  # the state of an object that some variable holds
    place = place_of(subject) if subject is not None else None
    environment = frame.environment
    if subject is None or place is None or environment is None or not holds(environment.get(place) or Constant(None)):
        return
    if isinstance(test, ir.Operation) and test.operator in ("in", "not in") and len(test.operands) == 2:
        name, container = test.operands
        is_negative = isinstance(container, ir.Attribute) and container.attr in ("unloaded", "expired_attributes")
        if isinstance(name, ir.Const) and isinstance(name.value, str):
            is_there = (holds_true == (test.operator == "in")) != is_negative
            known = name.value
            if is_there:
                assumed(frame, subject, lambda loading: loading.having(known))
            return
    environment[place] = changed(environment[place], forget)


def _asked(test: ir.Expr) -> ir.Expr | None:
    """The object whose loaded attributes a test is about; the test itself, where it is not known which."""
    for node in walk(test):
        if isinstance(node, ir.Attribute) and node.attr == "__dict__":
            return node.value
        if isinstance(node, ir.Call) and last_name(node.func) in _INSPECTING and node.arguments:
            return node.arguments[0].value
        if isinstance(node, ir.Attribute) and node.attr == "unloaded" and isinstance(node.value, ir.Name):
            return test
    return None


_INSPECTING = frozenset({"inspect", "instance_state", "vars", "instance_dict"})
