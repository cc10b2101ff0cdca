"""From events to findings: spans in code points, and traces from the route to the database."""

from __future__ import annotations

from collections.abc import Sequence

from asyncdb_lint.diagnostic import Diagnostic, Refusal, Remedy, Route, Step
from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.explain.ways import Ways
from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.lowering import ir
from asyncdb_lint.rule import Finding, Rule
from asyncdb_lint.semantics.entrypoints import EntryPoints
from asyncdb_lint.semantics.handed import Entry
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.summary import Event, Misuse
from asyncdb_lint.semantics.values import Place

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


class Explainer:
    """Puts events into words."""

    def __init__(self, interpreter: Interpreter, entry_points: EntryPoints, sources: Sources) -> None:
        self.interpreter = interpreter
        self.entry_points = entry_points
        self.sources = sources
        self.ways = Ways(interpreter, sources)

    def diagnostics(self, event: Event, rules: Sequence[Rule]) -> list[Diagnostic]:
        """What the rules say of one event."""
        result: list[Diagnostic] = []
        subject, function = event.subject, event.function
        path = event.module.path
        name = event.module.name if function is None else f"{event.module.name}.{function.node.qualname}"
        for rule in rules:
            for finding in rule.check(subject) if isinstance(subject, rule.subject) else ():
                entries, chain = self._ways(event)
                routed = [entry for entry in entries if entry.method]
                route = Route(routed[0].method, routed[0].path) if routed else None
                result.append(
                    Diagnostic(
                        rule.code,
                        rule.name,
                        finding.message,
                        path,
                        self.sources.span(path, subject.at),
                        name,
                        route,
                        len({(entry.method, entry.path) for entry in routed}),
                        self._context(event, entries),
                        self._trace(event, chain),
                        finding.consequence,
                        self.sources.step(subject.origin.place) if subject.origin is not None else None,
                        remedy=self._remedy(event),
                        is_possible=isinstance(subject, Misuse) and subject.is_possible,
                        remedies=self._remedies(event, finding),
                    )
                )
        return result

    def _ways(self, event: Event) -> tuple[Sequence[Entry], Sequence[tuple[ir.Function, ModuleInfo, ir.At]]]:
        """The entry points that lead to an event, and the calls from one to it: those that brought its object, if it has one."""
        subject, function = event.subject, event.function
        if function is None:
            return [], []
        via = subject.via if isinstance(subject, Misuse) else ()
        if not via or self.interpreter.project.is_test(via[0].module.path):
            return self.entry_points.routes_reaching(function.node)
        entries, chain = self.entry_points.routes_reaching(via[0].caller)
        return entries, [*chain, *((each.caller, each.module, each.at) for each in via)]

    def _remedies(self, event: Event, finding: Finding) -> tuple[Remedy, ...]:
        if isinstance(event.subject, Misuse) and event.subject.is_possible and event.subject.reads is not None:
            return (Remedy("", Refusal("it is not sure that it happens at all")),)
        return tuple(self.ways.remedy(event, wish) for wish in finding.wishes)

    def _remedy(self, event: Event) -> Step | None:
        """Where the code makes sessions such that a commit expires, for an object that a commit expired."""
        reads = event.subject.reads if isinstance(event.subject, Misuse) else None
        if reads is None or reads.factory is None:
            return None
        place = reads.factory
        return self.sources.step(Place(f"{place.message} with expire_on_commit=False", place.path, place.at))

    def _context(self, event: Event, entries: Sequence[Entry]) -> str:
        """What kind of code runs: by its file, else by who calls it; a coroutine that nobody calls serves requests."""
        module = event.module
        if self.interpreter.project.is_test(module.path):
            return "test"
        folders = self.interpreter.project.parts(module.path)[:-1]
        if "migrations" in folders or "alembic" in folders or "down_revision" in module.bindings:
            return "migration"
        kinds = {entry.kind for entry in entries}
        for kind, context in _CONTEXTS:
            if kind in kinds:
                return context
        if event.function is None:
            return "startup"
        return "script" if self._is_script(event.function.node) else "request"

    def _is_script(self, node: ir.Function) -> bool:
        """Whether module code calls a function, directly or through others."""
        seen, pending = {node}, [node]
        while pending:
            for caller, _ in self.interpreter.callers.get(pending.pop(), {}):
                if caller is None:
                    return True
                if caller not in seen:
                    seen.add(caller)
                    pending.append(caller)
        return False

    def _trace(self, event: Event, chain: Sequence[tuple[ir.Function, ModuleInfo, ir.At]]) -> tuple[Step, ...]:
        """Every call from the entry point to the database: coroutines first, then what the event's block went through."""
        steps: list[Step] = []
        inside = event.function.node.qualname if event.function is not None else "module code"
        called = [*(caller.qualname for caller, _, _ in chain[1:]), inside]
        for (caller, module, at), name in zip(chain, called):
            message = f"{caller.qualname} -> {name}()"
            steps.append(Step(message, module.path, self.sources.span(module.path, at)))
        for place in event.subject.steps:
            steps.append(Step(f"{inside} -> {place.message}", place.path, self.sources.span(place.path, place.at)))
            inside = place.message.removesuffix("()")
        return tuple(steps)
