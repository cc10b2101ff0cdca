"""From events to words: spans in code points, traces from the route to the database, and what `why` answers."""

from __future__ import annotations

from collections.abc import Sequence

from asyncdb_lint.diagnostic import Diagnostic, Route, Span, Step
from asyncdb_lint.lowering import ir
from asyncdb_lint.rule import Rule
from asyncdb_lint.semantics.describe import describe
from asyncdb_lint.semantics.entrypoints import Entry, EntryPoints
from asyncdb_lint.semantics.interpreter import Event, Interpreter
from asyncdb_lint.semantics.observations import verdict
from asyncdb_lint.semantics.values import Place
from asyncdb_lint.source import Source

_CONTEXTS = (
    ("route", "request"),
    ("websocket", "request"),
    ("middleware", "request"),
    ("dependency", "request"),
    ("exception_handler", "request"),
    ("startup", "startup"),
    ("lifespan", "startup"),
    ("task", "worker"),
)


class Sources:
    """The project's files, each read at most once."""

    def __init__(self) -> None:
        self._known: dict[str, Source] = {}

    def get(self, path: str) -> Source:
        source = self._known.get(path)
        if source is None:
            source = self._known[path] = Source.read(path)
        return source

    def span(self, path: str, at: ir.At) -> Span:
        """A place in code points."""
        source = self.get(path)
        return Span(at[0], source.column(at[0], at[1]), at[2], source.column(at[2], at[3]))


class Explainer:
    """Puts events into words."""

    def __init__(self, interpreter: Interpreter, entry_points: EntryPoints, sources: Sources) -> None:
        self.interpreter = interpreter
        self.entry_points = entry_points
        self.sources = sources

    def diagnostics(self, event: Event, rules: Sequence[Rule]) -> list[Diagnostic]:
        """What the rules say of one event."""
        result: list[Diagnostic] = []
        block, function = event.block, event.function
        path = function.module.path
        for rule in rules:
            for finding in rule.check(block):
                entries, chain = self.entry_points.routes_reaching(function.node)
                routed = [entry for entry in entries if entry.method]
                route = Route(routed[0].method, routed[0].path) if routed else None
                result.append(
                    Diagnostic(
                        rule.code,
                        rule.name,
                        finding.message,
                        path,
                        self.sources.span(path, block.at),
                        f"{function.module.name}.{function.node.qualname}",
                        route,
                        len({(entry.method, entry.path) for entry in routed}),
                        _context(path, entries),
                        self._trace(event, chain),
                        finding.consequence,
                        self._step(block.origin.place) if block.origin is not None else None,
                    )
                )
        return result

    def _trace(self, event: Event, chain: list[tuple[ir.Function, object, ir.At]]) -> tuple[Step, ...]:
        steps: list[Step] = []
        names = [caller.qualname for caller, _, _ in chain] + [event.function.node.qualname]
        for number, (caller, module, at) in enumerate(chain):
            path = getattr(module, "path")
            steps.append(Step(f"{caller.qualname} awaits {names[number + 1]}", path, self.sources.span(path, at)))
        inside = event.function.node.qualname
        for place in event.block.steps:
            steps.append(Step(f"{inside} -> {place.message}", place.path, self.sources.span(place.path, place.at)))
            inside = place.message.removesuffix("()")
        return tuple(steps)

    def _step(self, place: Place) -> Step:
        return Step(place.message, place.path, self.sources.span(place.path, place.at))

    def line(self, path: str, line: int, found: Sequence[Diagnostic]) -> list[str]:
        """What is known at a line of a file."""
        module = next((each for each in self.interpreter.project.modules() if each.path == path), None)
        if module is None:
            return [f"{path} is not part of the project, or cannot be read"]
        lines = [f"{path}:{line}"]
        inside = [
            node
            for node, _, _ in module.functions
            if node.first_line <= line <= _last_line(node) and node.name != "<lambda>"
        ]
        node = max(inside, key=lambda each: each.first_line, default=None)
        lines.extend(self._thread(node))
        here = [
            (at, entry)
            for (where, at), entry in sorted(self.interpreter.observations.receivers.items())
            if where == path and at[0] <= line <= at[2]
        ]
        for at, (_, method, receivers) in here:
            kind, reason = verdict(receivers)
            words = " or ".join(dict.fromkeys(describe(value) for value in receivers))
            lines.append(f"  column {self.sources.span(path, at).column + 1}: .{method}() is called on {words}")
            if kind != "decided":
                lines.append(
                    f"    not decided: {reason}" if kind == "unknown" else f"    {reason} is outside the facts"
                )
        reported = [each for each in found if each.path == path and each.span.line <= line <= each.span.end_line]
        for each in reported:
            lines.append(f"  {each.code} {each.message}")
            lines.extend(f"    {step.path}:{step.span.line}  {step.message}" for step in each.trace)
        if not reported:
            lines.append("  nothing is reported here" + ("" if here or node is None else ": no database call was seen"))
        return lines

    def _thread(self, node: ir.Function | None) -> list[str]:
        if node is None:
            return ["  module code: it runs at import, not on the event loop of a request"]
        if node.is_async or node in self.interpreter.loop_functions:
            lines = [f"  {node.qualname} runs on the event loop"]
        else:
            lines = [
                f"  {node.qualname} is a plain function: it runs on the thread of its caller "
                "(FastAPI calls plain endpoints and dependencies in a worker thread)"
            ]
        entries, _ = self.entry_points.routes_reaching(node)
        routes = list(dict.fromkeys(f"{entry.method} {entry.path}" for entry in entries if entry.method))
        if routes:
            lines.append(
                f"  reached by {', '.join(routes[:5])}" + (f" and {len(routes) - 5} more" if routes[5:] else "")
            )
        callers = self.interpreter.callers.get(node, {})
        for (caller, module), at in list(callers.items())[:5]:
            name = caller.qualname if caller is not None else "module code"
            lines.append(f"  called by {name} at {module.path}:{at[0]}")
        return lines


def _last_line(node: ir.Function) -> int:
    return max([node.at[2], *_lines(node.body)])


def _lines(body: Sequence[object]) -> list[int]:
    """The last lines of everything in a suite that has a place."""
    result: list[int] = []
    stack: list[object] = list(body)
    while stack:
        item = stack.pop()
        if isinstance(item, (list, tuple)):
            stack.extend(item)
        elif isinstance(item, ir.Node):
            at = getattr(item, "at", None)
            if at is not None:
                result.append(at[2])
            stack.extend(getattr(item, name) for name in item.__struct_fields__ if name != "at")
    return result


def _context(path: str, entries: Sequence[Entry]) -> str:
    from asyncdb_lint.semantics.attributes import is_test_path

    if is_test_path(path):
        return "test"
    parts = path.replace("\\", "/").split("/")
    if "versions" in parts or "migrations" in parts or "alembic" in parts:
        return "migration"
    kinds = {entry.kind for entry in entries}
    for kind, context in _CONTEXTS:
        if kind in kinds:
            return context
    return "worker"
