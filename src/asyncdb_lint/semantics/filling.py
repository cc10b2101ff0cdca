"""What statements put into containers: `x.append(v)`, `x[k] = v`, `x.setdefault(k, []).append(v)`, `x.update(k=v)`."""

from __future__ import annotations

from dataclasses import replace

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import iteration
from asyncdb_lint.semantics.containers import item, with_element
from asyncdb_lint.semantics.environment import assign, place_of
from asyncdb_lint.semantics.expressions import evaluate
from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.orm.carried import holds
from asyncdb_lint.semantics.values import DATA, Constant, Container, Unknown, Value, alternatives, is_plain, join


def note_call(frame: Frame, node: ir.Expr) -> None:
    """Remember what the call of a statement puts into a container."""
    if not (isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute)):
        return
    method, holder, arguments = node.func.attr, node.func.value, node.arguments
    if method not in _METHODS or (not arguments and method != "update"):
        return
    if not isinstance(holder, (ir.Subscript, ir.Call)) and place_of(holder) is None:
        return
    with frame.capture():
        if method == "update":
            for argument in arguments:
                value = evaluate(frame, argument.value)
                if argument.name is not None:
                    put(frame, holder, Constant(argument.name), value)
                elif isinstance(value, Container) and value.kind == "dict" and value.items is not None:
                    for key, each in zip(value.keys or (), value.items):
                        put(frame, holder, key if isinstance(key, Constant) else None, each)
                elif isinstance(value, Container) and is_plain(value):
                    put(frame, holder, DATA, value.element)
                else:
                    put(frame, holder, None, _held(frame, value, node.at))
        elif method == "extend":
            put(frame, holder, None, _held(frame, evaluate(frame, arguments[0].value), node.at))
        elif method != "setdefault" or len(arguments) > 1:
            put(frame, holder, None, evaluate(frame, arguments[-1].value))


_METHODS = frozenset({"append", "add", "appendleft", "insert", "extend", "update", "setdefault"})


def _held(frame: Frame, value: Value, at: ir.At) -> Value:
    if isinstance(value, Container):
        return value.element
    return iteration.iterate(frame, value, at)


def put(frame: Frame, node: ir.Expr, key: Value | None, value: Value) -> None:
    """Put a value into the container that an expression leads to, and that into the one around it."""
    if isinstance(node, ir.Subscript):
        _put_inside(frame, node.value, node.index, _inner(frame, node.value, node.index), value)
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute) and node.func.attr in ("setdefault", "get"):
        if node.arguments:
            default = evaluate(frame, node.arguments[1].value) if len(node.arguments) > 1 else Unknown("no default")
            inner = join([_inner(frame, node.func.value, node.arguments[0].value), default])
            _put_inside(frame, node.func.value, node.arguments[0].value, inner, value)
    else:
        _put_into_place(frame, node, key, value)


def _inner(frame: Frame, holder: ir.Expr, index: ir.Expr) -> Value:
    """What stands in a container where something is put into that."""
    held = evaluate(frame, holder)
    known = evaluate(frame, index)
    return join(item(part, known) if isinstance(part, Container) else Unknown("item") for part in alternatives(held))


def _put_inside(frame: Frame, holder: ir.Expr, index: ir.Expr, inner: Value, value: Value) -> None:
    containers = [part for part in alternatives(inner) if isinstance(part, Container)]
    if containers:
        put(frame, holder, _key(frame, index), replace(with_element(containers[0], value), site=None))


def _key(frame: Frame, index: ir.Expr) -> Value | None:
    """A key that the code spells out: what a parameter holds differs from call to call."""
    return evaluate(frame, index) if isinstance(index, ir.Const) else None


def _put_into_place(frame: Frame, node: ir.Expr, key: Value | None, value: Value) -> None:
    place = place_of(node)
    if place is None:
        return
    held = evaluate(frame, node)
    site = frame.interpreter.kept.site_of(frame, node, held)
    if site is not None:
        frame.interpreter.kept.put(site, key if isinstance(key, Constant) else None, value)
    holder = frame.holder(place)
    local = holder.environment.get(place) if holder is not None and holder.environment is not None else None
    parts = alternatives(local) if local is not None else ()
    containers = [part for part in parts if isinstance(part, Container)]
    is_followed = len(parts) == 1 or any(holds(part) for part in (*parts, value))
    if holder is not None and containers and len(containers) == len(parts) and is_followed:
        filled = join(with_element(part, value, key) for part in containers)
        if holder is frame:
            assign(frame, node, filled)
        else:
            holder.set(place, filled)


def store_item(frame: Frame, target: ir.Subscript, value: Value) -> None:
    """`x[key] = value`."""
    put(frame, target.value, _key(frame, target.index), value)
