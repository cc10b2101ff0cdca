"""What `why FILE:LINE` answers: the thread, the callers, the values at a line, and why something or nothing is reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from asyncdb_lint.answer import Answer, Hidden, NoSuchLine
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.explain.loads import loads_at, silence_of_reads
from asyncdb_lint.explain.remarks import Remarks, is_in_head, unknown_callee
from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.index.module import ClassInfo, ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.walk import walk
from asyncdb_lint.semantics.entrypoints import EntryPoints
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.observations import verdict
from asyncdb_lint.semantics.values import Awaitable, FunctionValue, alternatives

MAXIMUM_SHOWN = 5


class Why:
    """Answers for the lines of one interpreted project.

    Args:
        found: every finding of the project.
        hider: says what hides a finding; empty for one that is shown.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        entry_points: EntryPoints,
        sources: Sources,
        found: Sequence[Diagnostic],
        hider: Callable[[Diagnostic], str],
    ) -> None:
        self.interpreter = interpreter
        self.entry_points = entry_points
        self.sources = sources
        self.found = found
        self.hider = hider

    def answer(self, path: str, line: int) -> Answer:
        """What is known at a line of a file.

        Raises:
            NoSuchLine: the file is no Python file of the project, or has fewer lines.
        """
        module = next((each for each in self.interpreter.project.modules() if each.path == path), None)
        root = self.interpreter.project.root
        if module is None:
            invalid = tuple(each for each in self.found if each.path == path and each.code == "ADB001")
            if not invalid:
                raise NoSuchLine(f"{path} is no Python file of the project {root}")
            reason = invalid[0].message
            return Answer(path, line, reason, root, "", "", (), (), invalid, (), (), "reported", "")
        count = len(self.sources.get(path).lines)
        if not 1 <= line <= count:
            raise NoSuchLine(f"{path} has {count} line{'' if count == 1 else 's'}")
        node, owner, is_nested = _function_at(module, line)
        if node is not None and not is_nested:
            self.interpreter.root(FunctionValue(node, module, owner))
        here = [each for each in self.found if each.path == path and each.span.line <= line <= each.span.end_line]
        hidden = tuple(Hidden(each, by) for each in here if (by := self.hider(each)))
        shown = tuple(each for each in here if not self.hider(each))
        return Answer(
            path,
            line,
            self.sources.get(path).line(line).strip(),
            root,
            node.qualname if node is not None else "",
            self._thread(node),
            tuple(self._callers(node)),
            tuple(Remarks(self.interpreter, self.sources).at(path, line, node)),
            shown,
            hidden,
            tuple(self._elsewhere(path, line)) if not shown else (),
            "reported" if shown else "hidden" if hidden else "silent",
            "" if shown else self._silence(module, node, line, hidden),
            tuple(loads_at(self.interpreter, self.sources, path, line)),
        )

    def _thread(self, node: ir.Function | None) -> str:
        if node is None:
            return "module code: it runs at import, not on the event loop of a request"
        entries, _ = self.entry_points.routes_reaching(node)
        routes = list(dict.fromkeys(f"{entry.method} {entry.path}" for entry in entries if entry.method))
        more = f" and {len(routes) - MAXIMUM_SHOWN} more" if len(routes) > MAXIMUM_SHOWN else ""
        reached = f", reached by {', '.join(routes[:MAXIMUM_SHOWN])}{more}" if routes else ""
        if self._on_loop(node):
            return f"{node.qualname} runs on the event loop{reached}"
        if any(entry.node is node for entry in entries):
            return f"{node.qualname} is a plain function, which the framework calls in a worker thread{reached}"
        return f"{node.qualname} is a plain function: it runs on the thread of its caller{reached}"

    def _on_loop(self, node: ir.Function) -> bool:
        return node.is_async or node in self.interpreter.loop_functions

    def _callers(self, node: ir.Function | None) -> list[str]:
        if node is None:
            return []
        known = [
            (caller.qualname if caller is not None else "module code", module.path, at[0])
            for (caller, module), at in self.interpreter.callers.get(node, {}).items()
        ]
        known += [each for each in self.interpreter.observations.callers.get(node, {}) if each not in known]
        lines = [f"called by {caller} at {path}:{line}" for caller, path, line in known[:MAXIMUM_SHOWN]]
        return lines + ([f"and {len(known) - MAXIMUM_SHOWN} more callers"] if len(known) > MAXIMUM_SHOWN else [])

    def _silence(self, module: ModuleInfo, node: ir.Function | None, line: int, hidden: Sequence[Hidden]) -> str:
        """Why nothing is reported at a line."""
        if hidden:
            return f"what is found is hidden by {hidden[0].by}"
        seen = self.interpreter.observations
        at_line = [at for at in calls_at(node.body if node is not None else module.body, line)]
        calls = [at for at in at_line if (module.path, at) in seen.calls or (module.path, at) in seen.receivers]
        ways = [at for (path, at) in seen.ways if path == module.path and at[0] <= line <= at[2]]
        if node is not None and not calls and not ways and is_in_head(node, line):
            return f"this is the head of {node.name}, which runs where it is defined; dependencies are judged where they are"
        if not at_line and not ways:
            return silence_of_reads(self.interpreter, module.path, line) or "there is no call on this line"
        if node is None:
            return "module code runs at import"
        if not calls and not ways:
            ran = self.interpreter.was_run(node)
            return "no path of the function leads to this line" if ran else "nothing is seen to run this function"
        mark = self._mark(module, node, ways)
        if mark is not None:
            return f"the mark at line {mark.at[0]} says that it does not block ({mark.reason})"
        if not self._on_loop(node):
            return self._of_plain(node, ways)
        unknown = [at for at in calls if self._is_undecided(module.path, at)]
        if unknown:
            return "what is not known is not reported"
        if ways:
            return "callers were seen to pass something else than the annotation says, or the event loop is its own"
        return self._harmless(module.path, calls)

    def _mark(self, module: ModuleInfo, node: ir.Function, ways: Sequence[ir.At]) -> ir.Marker | None:
        """The mark that cuts what leads to the database at a line."""
        marks = self.interpreter.markers
        found = [marks.at(module.path, at) for at in ways]
        return next((each for each in [*found, marks.on_function(module, node) if ways else None] if each), None)

    def _of_plain(self, node: ir.Function, ways: Sequence[ir.At]) -> str:
        words = "a plain function is judged where coroutines call it"
        if not ways:
            return f"{words}, and nothing on this line reaches the database"
        if any(entry.node is node for entry in self.interpreter.entries.get(node, ())):
            where = "it reaches the database in a worker thread when the framework calls it, where that holds up nobody"
            return f"{where}; {words}" if self._callers(node) else where
        return words

    def _is_undecided(self, path: str, at: ir.At) -> bool:
        seen = self.interpreter.observations
        receivers = seen.receivers[path, at][2] if (path, at) in seen.receivers else []
        is_outside = (path, at) in seen.calls and bool(
            unknown_callee(self.interpreter, seen.calls[path, at], receivers)
        )
        return is_outside or (bool(receivers) and verdict(receivers)[0] == "unknown")

    def _harmless(self, path: str, calls: Sequence[ir.At]) -> str:
        """What is known where every call is."""
        seen = [each for at in calls if (each := self.interpreter.observations.calls.get((path, at))) is not None]
        is_work = any(
            isinstance(part, Awaitable) and part.call is not None
            for each in seen
            for value in each.results
            for part in alternatives(value)
        )
        if any(each.is_awaited for each in seen) or is_work:
            return "what may touch the database here is awaited; what blocks inside of it is reported there"
        return "nothing on this line reaches the database on the event loop"

    def _elsewhere(self, path: str, line: int) -> list[str]:
        """Findings whose way to the database leads over this line."""
        through = [
            each
            for each in self.found
            if not self.hider(each) and any(step.path == path and step.span.line == line for step in each.trace)
        ]
        lines = [f"on the way of {each.code} at {each.path}:{each.span.line}" for each in through[:MAXIMUM_SHOWN]]
        return lines + ([f"and of {len(through) - MAXIMUM_SHOWN} more"] if len(through) > MAXIMUM_SHOWN else [])


def _function_at(module: ModuleInfo, line: int) -> tuple[ir.Function | None, ClassInfo | None, bool]:
    """The innermost function around a line, its class, and whether it is nested in another; lambdas apart."""
    inside = [
        each
        for each in module.functions
        if each[0].name != "<lambda>" and each[0].first_line <= line < each[0].at[0] + each[0].lines
    ]
    return max(inside, key=lambda each: each[0].first_line, default=(None, None, False))


def calls_at(body: Sequence[object], line: int) -> list[ir.At]:
    """The places of the calls in a suite that cover a line."""
    return [node.at for node in walk(body) if isinstance(node, ir.Call) and node.at[0] <= line <= node.at[2]]
