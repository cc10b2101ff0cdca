"""What statements do to the environment: one function per statement, in one dispatch table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics import filling, iteration, misuses, patterns
from asyncdb_lint.semantics.containers import without_item
from asyncdb_lint.semantics.environment import assign, keep_answer, narrow, place_of
from asyncdb_lint.semantics.evidence import completed
from asyncdb_lint.semantics.expressions import evaluate, with_defaults
from asyncdb_lint.semantics.frame import Environment, Frame, join_environments
from asyncdb_lint.semantics.operators import special, tested
from asyncdb_lint.semantics.orm import assigning, reading
from asyncdb_lint.semantics.orm.turns import Turns
from asyncdb_lint.semantics.values import (
    ClassValue,
    Container,
    FunctionValue,
    Instance,
    Unknown,
    Value,
    alternatives,
    join,
)


def execute(frame: Frame, body: list[ir.Stmt]) -> None:
    """Run a suite; what follows the end of a path is not run."""
    for statement in body:
        if frame.environment is None:
            return
        STATEMENTS[type(statement)](frame, statement)


def _assign(frame: Frame, node: ir.Assign) -> None:
    value = evaluate(frame, node.value)
    misuses.stored(frame, node, value)
    frame.interpreter.lifetimes.assigned(frame, node, value)
    for target in node.targets:
        _store(frame, target, value, node.at)
        if isinstance(target, ir.Attribute):
            assigning.assigned(frame, target, value)
    if isinstance(node.value, ir.Call):
        keep_answer(frame, node.targets[0], node.value)


def _bind(frame: Frame, target: ir.Expr, value: Value, at: ir.At) -> None:
    """Assign a target; taking a value apart iterates it."""
    if isinstance(target, ir.Sequence):
        misuses.used(frame, value, "for")
    assign(frame, target, iteration.unpacked(frame, value, at) if isinstance(target, ir.Sequence) else value)


def _store(frame: Frame, target: ir.Expr, value: Value, at: ir.At) -> None:
    _bind(frame, target, value, at)
    if isinstance(target, ir.Name) and target.id in frame.globals:
        frame.interpreter.global_values.setdefault((frame.module, target.id), []).append(value)
    if isinstance(target, ir.Subscript):
        index = evaluate(frame, target.index)
        holder = evaluate(frame, target.value)
        special(frame, holder, ("__setitem__",), [index, value], at)
        for part in alternatives(holder):
            key = frame.interpreter.open_objects.key(part, index)
            if key and isinstance(part, Instance):
                frame.interpreter.open_objects.store(part.cls, key, value)
        with frame.capture():
            filling.store_item(frame, target, value)


def _annotated_assign(frame: Frame, node: ir.AnnotatedAssign) -> None:
    declared = frame.interpreter.annotations.value(frame, node.annotation)
    if node.value is not None:
        value = completed(frame.interpreter.classes, evaluate(frame, node.value), declared)
        _store(frame, node.target, value, node.at)
    elif not isinstance(declared, Unknown):
        _store(frame, node.target, declared, node.at)


def _evaluate(frame: Frame, node: ir.Evaluate) -> None:
    misuses.dropped(frame, node.value, evaluate(frame, node.value))
    filling.note_call(frame, node.value)


def _narrow(frame: Frame, node: ir.Narrow) -> None:
    tested(frame, evaluate(frame, node.test), node.at)
    narrow(frame, node.test, True)


def _delete(frame: Frame, node: ir.Delete) -> None:
    holder, index = evaluate(frame, node.target.value), evaluate(frame, node.target.index)
    special(frame, holder, ("__delitem__",), [index], node.at)
    if isinstance(holder, Container) and place_of(node.target.value) is not None:
        assign(frame, node.target.value, without_item(holder, index))


def _return(frame: Frame, node: ir.Return) -> None:
    value = evaluate(frame, node.value) if node.value is not None else evaluate(frame, _NONE)
    frame.interpreter.orm.returned(frame, node, value)
    frame.returns.append(frame.interpreter.orm.leaving(frame, value))
    frame.leave()


_NONE = ir.Const(None, "NoneType")


def _raise(frame: Frame, node: ir.Raise) -> None:
    if node.value is not None:
        evaluate(frame, node.value)
    frame.stop()


def _jump(frame: Frame, node: ir.Jump) -> None:
    frame.jump()


def _if(frame: Frame, node: ir.If) -> None:
    test = tested(frame, evaluate(frame, node.test), node.at)
    if frame.environment is None or frame.is_open(node.test):
        return
    before = frame.environment
    ends: list[Environment] = []
    for holds, body in ((True, node.body), (False, node.orelse)):
        if test is (not holds):
            continue
        frame.environment = dict(before)
        narrow(frame, node.test, holds)
        execute(frame, body)
        if frame.environment is not None:
            ends.append(frame.environment)
    frame.environment = join_environments(ends)


def _loop(
    frame: Frame,
    enter_body: Callable[[], None],
    body: list[ir.Stmt],
    orelse: list[ir.Stmt],
    once: bool,
    leave_body: Callable[[], None] | None = None,
) -> None:
    """Run a loop's body until what is known at its head no longer changes, at most twice.

    `leave_body` is told where a turn ends without a jump. `once` says that the body surely runs and the loop is only left by a jump (`while True`).
    """
    assert frame.environment is not None
    head: Environment = dict(frame.environment)
    exits: list[Environment] = []
    for _ in range(2):
        frame.environment = dict(head)
        frame.jumps.append([])
        enter_body()
        execute(frame, body)
        if leave_body is not None:
            leave_body()
        left = frame.jumps.pop()
        exits.extend(left)
        arrivals = [head, *([frame.environment] if frame.environment is not None else []), *left]
        joined = join_environments(arrivals)
        if joined is None:
            break
        settled = all(joined.get(place) == value for place, value in head.items())
        head = joined
        if settled:  # what the body only adds is not read before it is written again
            break
    frame.environment = head if not once else None
    if frame.environment is not None:
        execute(frame, orelse)
    ends = [*exits, *([frame.environment] if frame.environment is not None else [])]
    frame.environment = join_environments(ends)


def _while(frame: Frame, node: ir.While) -> None:
    def enter_body() -> None:
        tested(frame, evaluate(frame, node.test), node.at)
        narrow(frame, node.test, True)

    known = tested(frame, evaluate(frame, node.test), node.at)
    if known is False:
        execute(frame, node.orelse)
        return
    _loop(frame, enter_body, node.body, node.orelse, once=known is True)
    if known is None:
        narrow(frame, node.test, False)


def iterated(frame: Frame, node: ir.For) -> Value:
    """What a `for` statement binds at each turn."""
    value = evaluate(frame, node.iterable)
    misuses.iterated(frame, value, node.at, node.is_async)
    reading.consumed(frame, value, node.at)
    value = frame.interpreter.orm.iterated(frame, value, node.at)
    take = iteration.iterate_async if node.is_async else iteration.iterate
    return take(frame, value, node.at)


def _for(frame: Frame, node: ir.For) -> None:
    value = iterated(frame, node)
    if frame.environment is None:
        return
    place = place_of(node.iterable)
    held = frame.get(place) if place is not None else None
    if isinstance(held, Container) and held.kind == "tuple" and held.items == ():
        execute(frame, node.orelse)
        return
    turns = Turns(frame, node, value)

    def enter_body() -> None:
        _bind(frame, node.target, turns.begin(), node.at)

    _loop(frame, enter_body, node.body, node.orelse, once=False, leave_body=turns.end)
    turns.close()


def entered(frame: Frame, node: ir.WithItem, is_async: bool) -> Value:
    """What a `with` item binds."""
    value = evaluate(frame, node.context)
    misuses.entered(frame, value, node.at, is_async)
    return iteration.enter(frame, value, node.at, is_async)


def _with(frame: Frame, node: ir.With) -> None:
    orm = frame.interpreter.orm
    items: list[tuple[ir.WithItem, Value]] = []
    for item in node.items:
        value = entered(frame, item, node.is_async)
        items.append((item, value))
        if item.target is not None:
            assign(frame, item.target, value)
    places = [place for item, _ in items if item.target is not None and (place := place_of(item.target)) is not None]
    frame.open_sessions += places
    execute(frame, node.body)
    del frame.open_sessions[len(frame.open_sessions) - len(places) :]
    for item, value in reversed(items):
        orm.left(frame, item, value)


def _try(frame: Frame, node: ir.Try) -> None:
    assert frame.environment is not None
    before = dict(frame.environment)
    frame.interrupted.append([])
    execute(frame, node.body)
    interrupted = frame.interrupted.pop()
    after_body = frame.environment
    if after_body is not None:
        execute(frame, node.orelse)
    ends: list[Environment] = [frame.environment] if frame.environment is not None else []
    # An exception may come from any point of the body: what handlers see is either end of it.
    middle = join_environments([before, *([after_body] if after_body is not None else []), *interrupted[:4]])
    for handler in node.handlers:
        frame.environment = dict(middle) if middle is not None else None
        if handler.name is not None:
            frame.set(handler.name, _caught(frame, handler))
        frame.handling += 1
        execute(frame, handler.body)
        frame.handling -= 1
        if frame.environment is not None:
            ends.append(frame.environment)
    finished = join_environments(ends)
    if node.final:
        frame.environment = finished if finished is not None else middle
        execute(frame, node.final)
        if finished is None:
            frame.stop()
    else:
        frame.environment = finished


def _caught(frame: Frame, handler: ir.Handler) -> Value:
    if handler.type is None:
        return Unknown("exception")
    results: list[Value] = []
    for part in alternatives(evaluate(frame, handler.type)):
        for each in part.items or () if isinstance(part, Container) else (part,):
            results.append(Instance(each.cls) if isinstance(each, ClassValue) else Unknown("exception"))
    return join(results)


def _match(frame: Frame, node: ir.Match) -> None:
    subject = evaluate(frame, node.subject)
    place = place_of(node.subject)
    ends: list[Environment] = []
    for case in node.cases:
        if frame.environment is None:
            break
        before = dict(frame.environment)
        matched = patterns.match(frame, case.pattern, subject)
        if matched is not None:
            if place is not None and matched != subject:
                frame.set(place, matched)
            if case.guard is not None:
                evaluate(frame, case.guard)
                narrow(frame, case.guard, True)
            execute(frame, case.body)
            if frame.environment is not None:
                ends.append(frame.environment)
        frame.environment = before
        rest = subject if case.guard is not None else patterns.rest(frame, case.pattern, subject)
        if rest is None:
            frame.environment = None
        elif rest != subject:
            subject = rest
            if place is not None:
                frame.set(place, rest)
    frame.environment = join_environments([*ends, *([frame.environment] if frame.environment is not None else [])])


def _import(frame: Frame, node: ir.Import) -> None:
    if node.name != "*":
        frame.set(node.name, frame.interpreter.names.target(frame.interpreter.project.imported(node)))


def _scope(frame: Frame, node: ir.Scope) -> None:
    if node.kind == "global":
        frame.globals.update(node.names)
    else:
        frame.nonlocals.update(node.names)


def _elsewhere(frame: Frame, node: ir.Elsewhere) -> None:
    outer, frame.module = frame.module, frame.interpreter.templates.module(node.path, frame.rendering)
    execute(frame, node.body)
    frame.module = outer


def _function(frame: Frame, node: ir.Function) -> None:
    value = frame.interpreter.decorators.decorated(frame, node, None)
    frame.set(node.name, with_defaults(frame, node, value))
    if node.is_async:
        frame.interpreter.define(FunctionValue(node, frame.module, None, None, frame))


def _class(frame: Frame, node: ir.Class) -> None:
    frame.set(node.name, ClassValue(frame.module.class_of[node]))


STATEMENTS: Mapping[type[Any], Callable[[Frame, Any], None]] = MappingProxyType(
    {
        ir.Assign: _assign,
        ir.AnnotatedAssign: _annotated_assign,
        ir.Evaluate: _evaluate,
        ir.Narrow: _narrow,
        ir.Delete: _delete,
        ir.Return: _return,
        ir.Raise: _raise,
        ir.Jump: _jump,
        ir.If: _if,
        ir.While: _while,
        ir.For: _for,
        ir.With: _with,
        ir.Try: _try,
        ir.Match: _match,
        ir.Import: _import,
        ir.Scope: _scope,
        ir.Elsewhere: _elsewhere,
        ir.Function: _function,
        ir.Class: _class,
    }
)
