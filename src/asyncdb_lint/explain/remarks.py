"""What `why` says of the calls, attributes and parameters at a line: what they are, and where they lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asyncdb_lint.answer import Remark
from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk
from asyncdb_lint.semantics.describe import describe
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.observations import Seen, verdict
from asyncdb_lint.semantics.values import (
    NONE,
    Awaitable,
    CallableValue,
    Constant,
    Container,
    Data,
    FunctionValue,
    Generator,
    Instance,
    Manager,
    Outside,
    Unknown,
    Value,
    alternatives,
)

THREADS = ("worker", "greenlet")
MAXIMUM_WORDS = 3
MAXIMUM_LENGTH = 90


class Remarks:
    """Puts what was seen in the watched file into words."""

    def __init__(self, interpreter: Interpreter, sources: Sources) -> None:
        self.interpreter = interpreter
        self.sources = sources
        self.seen = interpreter.observations

    def at(self, path: str, line: int, node: ir.Function | None) -> list[Remark]:
        """Everything that is known at a line, from left to right; `node` is the function around it."""
        remarks = [*self._calls(path, line), *self._ways(path, line), *self._doubts(path, line)]
        if node is not None and is_in_head(node, line):
            remarks += self._parameters(node, path, line)
        remarks += self._reads(path, line) if not remarks else []
        return sorted(remarks, key=lambda each: each.column)

    def _calls(self, path: str, line: int) -> Iterator[Remark]:
        for (where, at), seen in sorted(self.seen.calls.items(), key=lambda item: item[0]):
            if where != path or not at[0] <= line <= at[2]:
                continue
            method = self.seen.receivers.get((path, at))
            if method is not None:
                text = self._method(path, at, method[1], method[2], seen)
            else:
                text = self._plain(path, at, seen)
            yield Remark(self._column(path, at), text)

    def _method(self, path: str, at: ir.At, name: str, receivers: Sequence[Value], seen: Seen) -> str:
        kind, reason = verdict(list(receivers))
        words = _words(_best_known(receivers))
        if kind == "unknown":
            return f".{name}() of a value that is not known ({reason})"
        if kind == "outside":
            return f".{name}() of {words}, which is outside the facts"
        reason = unknown_callee(self.interpreter, seen, receivers)
        if reason:
            return f".{name}() of {words}: what is called there is not known ({reason})"
        effect = self._effect(receivers, name)
        return f".{name}() of {words}{effect or self._leads(path, at, seen)}{self._given(seen)}"

    def _plain(self, path: str, at: ir.At, seen: Seen) -> str:
        kind, _ = verdict(seen.callees)
        words = _words(seen.callees)
        reason = unknown_callee(self.interpreter, seen)
        if reason:
            return f"call of a value that is not known ({reason})"
        if kind == "outside":
            return f"call of {words}, which is outside the facts"
        return f"call of {words}{self._leads(path, at, seen)}{self._given(seen)}"

    def _leads(self, path: str, at: ir.At, seen: Seen) -> str:
        """Where a call leads to, on the thread that it is made on."""
        way = self.seen.ways.get((path, at))
        if way is not None and seen.reaches:
            end = way.steps[-1]
            return f", which reaches the database: {way.operation} ({end.path}:{end.at[0]})"
        if seen.reaches:
            return ", which reaches the database"
        called = [part for callee in seen.callees for part in alternatives(callee) if isinstance(part, FunctionValue)]
        marks = [(each, self.interpreter.markers.on_function(each.module, each.node)) for each in called]
        for function, mark in marks:
            if mark is not None:
                return f", which does not block: so says the mark at {function.module.path}:{mark.at[0]}"
        threads = [
            run.on
            for each in called
            if each.module.is_facts
            for run in self.interpreter.effects.of(each.node).runs
            if run.on in THREADS
        ]
        if threads:
            where = "a worker thread" if threads[0] == "worker" else "a greenlet, whose waits give the event loop back"
            return f": what it is given runs in {where}"
        coroutines = [part for value in seen.results for part in alternatives(value) if isinstance(part, Awaitable)]
        if any(isinstance(part, (Manager, Generator)) for value in seen.results for part in alternatives(value)):
            return ", whose body runs where it is entered or iterated"
        if coroutines or any(each.node.is_async for each in called):
            if seen.is_awaited:
                return ", which gives a coroutine: it is awaited (what blocks inside of it is reported there)"
            is_work = any(part.call is not None for part in coroutines)
            return f", which gives a coroutine{' of database work' if is_work else ''}: nothing runs yet"
        return ", which reaches no database call"

    def _given(self, seen: Seen) -> str:
        """What a call gives, where that is worth knowing."""
        parts = [part for value in seen.results for part in alternatives(value)]
        results = [part.result if isinstance(part, Awaitable) else part for part in parts]
        if not seen.is_awaited and any(isinstance(part, Awaitable) for part in parts):
            return ""
        known = [part for part in results if isinstance(part, (Instance, Unknown, Outside)) and part != NONE]
        words = list(dict.fromkeys(_short(part) for part in known))
        return f"; it gives {' or '.join(words[:3])}" if words else ""

    def _effect(self, receivers: Sequence[Value], method: str) -> str:
        """What the facts say of a method of a library's handle that does I/O when it is called."""
        for part in (part for value in receivers for part in alternatives(value)):
            if not isinstance(part, Instance):
                continue
            member = self.interpreter.classes.find(part.cls, method)
            if member is None or not isinstance(member[1], FunctionValue) or not member[0].module.is_facts:
                continue
            nodes = member[1].overloads or (member[1].node,)
            if any(self.interpreter.effects.of(node).io for node in nodes):
                return ": synchronous database I/O"
            if any(self.interpreter.effects.of(node).io for node in part.cls.methods()):
                return ": no database I/O"
        return ""

    def _ways(self, path: str, line: int) -> Iterator[Remark]:
        """What leads to the database and is no call: attributes, `with`, `for`, operators."""
        for (where, at), way in sorted(self.seen.ways.items(), key=lambda item: item[0]):
            called = self.seen.calls.get((path, at))
            if where == path and at[0] <= line <= at[2] and (called is None or not called.reaches):
                end = way.steps[-1]
                name = way.helper or way.operation
                how = f"{way.operation} ({end.path}:{end.at[0]})"
                io = f"{name} is synchronous database I/O" if not way.helper else f"{name} reaches the database: {how}"
                yield Remark(self._column(path, at), io)

    def _doubts(self, path: str, line: int) -> Iterator[Remark]:
        """The calls that lead to the database unless a decorator that is not known keeps them from it."""
        for (where, at), (name, why) in sorted(self.seen.doubts.items()):
            if where == path and at[0] <= line <= at[2]:
                yield Remark(self._column(path, at), f"{name} would reach the database, but is not followed: {why}")

    def _parameters(self, node: ir.Function, path: str, line: int) -> Iterator[Remark]:
        for name, values in self.seen.parameters.get(node, {}).items():
            words = _words([value for value in values if not _is_plain(value)])
            column = self.sources.get(path).line(line).find(name) + 1
            if words and column:
                yield Remark(column, f"parameter {name} is {words}")

    def _reads(self, path: str, line: int) -> Iterator[Remark]:
        for (where, at), (name, values) in sorted(self.seen.reads.items(), key=lambda item: item[0]):
            words = _words([value for value in values if not _is_plain(value)])
            if where == path and at[0] <= line <= at[2] and words:
                yield Remark(self._column(path, at), f"attribute {name} of {words}")

    def _column(self, path: str, at: ir.At) -> int:
        return self.sources.span(path, at).column + 1


def _words(values: Sequence[Value]) -> str:
    """What something may be, the first few possibilities."""
    parts = [part for value in values for part in alternatives(value)]
    words = list(dict.fromkeys(_cut(describe(part)) for part in parts))
    return " or ".join([*words[:MAXIMUM_WORDS], *(["something else"] if len(words) > MAXIMUM_WORDS else [])])


def _cut(words: str) -> str:
    """Long words end early; where the value comes from is kept whole."""
    words, bracket, origin = words.partition(" (from ")
    if len(words) > MAXIMUM_LENGTH:
        words = words[: words.rfind(" ", 0, MAXIMUM_LENGTH)] + " ..."
    return words + bracket + origin


def unknown_callee(interpreter: Interpreter, seen: Seen, receivers: Sequence[Value] = ()) -> str:
    """Why it is not known what a call does; empty where that is known, as of the methods of built-in containers."""
    owners = [part for value in receivers for part in alternatives(value)]
    if owners and all(isinstance(part, (Container, Data, Constant)) for part in owners):
        return ""
    kind, reason = verdict(seen.callees)
    if kind == "unknown":
        return reason
    parts = [part for value in seen.callees for part in alternatives(value) if part != NONE]
    protocols = interpreter.protocols
    is_declared = [
        (isinstance(part, CallableValue) and part.method is None)
        or (
            isinstance(part, Instance)
            and protocols.is_protocol(part.cls)
            and protocols.implementation(part.cls) is None
        )
        for part in parts
    ]
    return "only its type is" if parts and all(is_declared) else ""


def _short(value: Value) -> str:
    if isinstance(value, Instance):
        return describe(value).partition(" (")[0].partition(",")[0]
    return describe(value)


def _is_plain(value: Value) -> bool:
    return all(isinstance(part, (Data, Constant)) for part in alternatives(value))


def is_in_head(node: ir.Function, line: int) -> bool:
    """Whether a line belongs to a function and stands before its body: decorators, parameters, defaults."""
    places = (getattr(each, "at", None) for each in walk(node.body))
    first = min((at[0] for at in places if at is not None), default=node.at[0] + node.lines)
    return node.first_line <= line <= max(node.at[0], first - 1)


def _best_known(values: Sequence[Value]) -> list[Value]:
    """The values without those that only an annotation vouches for where the same was seen to be made."""
    made = {value.cls for value in values if isinstance(value, Instance) and value.made}
    return [value for value in values if not isinstance(value, Instance) or value.made or value.cls not in made]
