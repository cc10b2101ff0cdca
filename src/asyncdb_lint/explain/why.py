"""What `why FILE:LINE` answers: the thread, the callers, the values at a line, and why something or nothing is reported."""

from __future__ import annotations

from collections.abc import Sequence

from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.explain.loads import loads_at
from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk
from asyncdb_lint.semantics.describe import describe
from asyncdb_lint.semantics.entrypoints import EntryPoints
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.observations import verdict
from asyncdb_lint.semantics.values import FunctionValue, Instance, Value, alternatives

MAXIMUM_SHOWN = 5


class Why:
    """Answers for the lines of one interpreted project."""

    def __init__(self, interpreter: Interpreter, entry_points: EntryPoints, sources: Sources) -> None:
        self.interpreter = interpreter
        self.entry_points = entry_points
        self.sources = sources

    def line(self, path: str, line: int, found: Sequence[Diagnostic]) -> list[str]:
        """What is known at a line of a file."""
        module = next((each for each in self.interpreter.project.modules() if each.path == path), None)
        if module is None:
            reasons = [each.message for each in found if each.path == path]
            return [f"{path}: {reason}" for reason in reasons] or [f"{path} is not part of the project"]
        count = len(self.sources.get(path).lines)
        if not 1 <= line <= count:
            return [f"{path} has {count} lines"]
        text = self.sources.get(path).line(line).strip()
        node, owner, is_nested = _function_at(module, line)
        if node is not None and not is_nested:
            self.interpreter.root(FunctionValue(node, module, owner))
        lines = [f"{path}:{line}  {text}".rstrip(), *self._thread(node), *self._callers(node)]
        lines.extend([*self._calls(path, line), *self._plain_calls(path, line), *self._doubts(path, line)])
        lines.extend(loads_at(self.interpreter, self.sources, path, line))
        reported = [each for each in found if each.path == path and each.span.line <= line <= each.span.end_line]
        for each in reported:
            lines.append(f"  {each.code} {each.message}")
            lines.extend(f"    {step.path}:{step.span.line}  {step.message}" for step in each.trace)
        if not reported:
            lines.append(f"  nothing is reported here{self._silence(module, node, line)}")
            lines.extend(self._elsewhere(path, line, found))
        return lines

    def _thread(self, node: ir.Function | None) -> list[str]:
        if node is None:
            return ["  module code: it runs at import, not on the event loop of a request"]
        entries, _ = self.entry_points.routes_reaching(node)
        routes = list(dict.fromkeys(f"{entry.method} {entry.path}" for entry in entries if entry.method))
        more = f" and {len(routes) - MAXIMUM_SHOWN} more" if len(routes) > MAXIMUM_SHOWN else ""
        reached = f", reached by {', '.join(routes[:MAXIMUM_SHOWN])}{more}" if routes else ""
        if self._on_loop(node):
            return [f"  {node.qualname} runs on the event loop{reached}"]
        if any(entry.node is node for entry in entries):
            return [f"  {node.qualname} is a plain function, which the framework calls in a worker thread{reached}"]
        return [f"  {node.qualname} is a plain function: it runs on the thread of its caller{reached}"]

    def _on_loop(self, node: ir.Function) -> bool:
        return node.is_async or node in self.interpreter.loop_functions

    def _callers(self, node: ir.Function | None) -> list[str]:
        known = list(self.interpreter.callers.get(node, {}).items()) if node is not None else []
        lines = [
            f"  called by {caller.qualname if caller is not None else 'module code'} at {module.path}:{at[0]}"
            for (caller, module), at in known[:MAXIMUM_SHOWN]
        ]
        return lines + ([f"  and {len(known) - MAXIMUM_SHOWN} more callers"] if len(known) > MAXIMUM_SHOWN else [])

    def _calls(self, path: str, line: int) -> list[str]:
        """The method calls on a line: on what they are called, and whether that is database I/O."""
        lines: list[str] = []
        for (where, at), (_, method, receivers) in sorted(self.interpreter.observations.receivers.items()):
            if where != path or not at[0] <= line <= at[2]:
                continue
            kind, reason = verdict(receivers)
            words = " or ".join(dict.fromkeys(describe(value) for value in _best_known(receivers)))
            if kind == "outside":
                words += ", which is outside the facts"
            elif kind == "unknown":
                words = f"a value that is not known ({reason})"
            column = self.sources.span(path, at).column + 1
            lines.append(f"  column {column}: .{method}() of {words}{self._effect(receivers, method)}")
        return lines

    def _plain_calls(self, path: str, line: int) -> list[str]:
        """The calls on a line that are not calls of methods: what they call, and whether that leads to the database."""
        lines: list[str] = []
        observations = self.interpreter.observations
        for (where, at), (callees, answers) in sorted(observations.callees.items(), key=lambda item: item[0]):
            if where != path or not at[0] <= line <= at[2] or (where, at) in observations.receivers:
                continue
            kind, reason = verdict(callees)
            words = " or ".join(dict.fromkeys(describe(value) for value in callees))
            if kind == "unknown":
                words = f"a value that is not known ({reason})"
            elif kind == "outside":
                words += ", which is outside the facts"
            else:
                words += ", which reaches the database" if True in answers else ", which reaches no database call"
            lines.append(f"  column {self.sources.span(path, at).column + 1}: call of {words}")
        return lines

    def _doubts(self, path: str, line: int) -> list[str]:
        """The calls on a line that lead to the database unless a decorator that is not known keeps them from it."""
        return [
            f"  column {self.sources.span(path, at).column + 1}: {name} would reach the database, but is not followed: {why}"
            for (where, at), (name, why) in sorted(self.interpreter.observations.doubts.items())
            if where == path and at[0] <= line <= at[2]
        ]

    def _silence(self, module: ModuleInfo, node: ir.Function | None, line: int) -> str:
        """Why nothing is reported at a line."""
        calls = calls_at(node.body if node is not None else module.body, line)
        observations = self.interpreter.observations
        seen = [
            at
            for at in calls
            if (module.path, at) in observations.callees or (module.path, at) in observations.receivers
        ]
        if not calls:
            return ": there is no call on this line"
        if node is None:
            return ": module code runs at import"
        if not seen and not self.interpreter.was_run(node):
            return ": nothing is seen to run this function"
        if not seen:
            return ": no path of the function leads to this line"
        if not self._on_loop(node):
            return ": a plain function is judged where coroutines call it"
        known = [observations.receivers.get((module.path, at), ("", "", []))[2] for at in seen]
        callees = [observations.callees.get((module.path, at), ([], set()))[0] for at in seen]
        is_undecided = any(verdict(values)[0] == "unknown" for values in (*known, *callees) if values)
        return ": what is not known is not reported" if is_undecided else ""

    def _effect(self, receivers: Sequence[Value], method: str) -> str:
        """What the facts say of a method, if they say something."""
        for part in (part for value in receivers for part in alternatives(value)):
            if isinstance(part, Instance):
                member = self.interpreter.classes.find(part.cls, method)
                if member is not None and isinstance(member[1], FunctionValue) and member[0].module.is_facts:
                    nodes = member[1].overloads or (member[1].node,)
                    if any(self.interpreter.effects.of(node).io for node in nodes):
                        return ": synchronous database I/O"
                    if any(self.interpreter.effects.of(node).io for node in part.cls.methods()):
                        return ": no database I/O"
        return ""

    def _elsewhere(self, path: str, line: int, found: Sequence[Diagnostic]) -> list[str]:
        """Findings whose way to the database leads over this line."""
        through = [each for each in found if any(step.path == path and step.span.line == line for step in each.trace)]
        lines = [f"  on the way of {each.code} at {each.path}:{each.span.line}" for each in through[:MAXIMUM_SHOWN]]
        return lines + ([f"  and of {len(through) - MAXIMUM_SHOWN} more"] if len(through) > MAXIMUM_SHOWN else [])


def _best_known(values: Sequence[Value]) -> list[Value]:
    """The values without those that only an annotation vouches for where the same was seen to be made."""
    made = {value.cls for value in values if isinstance(value, Instance) and value.made}
    return [value for value in values if not isinstance(value, Instance) or value.made or value.cls not in made]


def _function_at(module: ModuleInfo, line: int) -> tuple[ir.Function | None, ClassInfo | None, bool]:
    """The innermost function around a line, its class, and whether it is nested in another; lambdas apart."""
    inside = [
        each
        for each in module.functions
        if each[0].first_line <= line <= _last_line(each[0]) and each[0].name != "<lambda>"
    ]
    return max(inside, key=lambda each: each[0].first_line, default=(None, None, False))


def _last_line(node: ir.Function) -> int:
    return max([node.at[2], *_lines(node.body)])


def calls_at(body: Sequence[object], line: int) -> list[ir.At]:
    """The places of the calls in a suite that cover a line."""
    return [node.at for node in walk(body) if isinstance(node, ir.Call) and node.at[0] <= line <= node.at[2]]


def _lines(body: Sequence[object]) -> list[int]:
    """The last lines of everything in a suite that has a place."""
    places = (getattr(node, "at", None) for node in walk(body))
    return [at[2] for at in places if at is not None]
