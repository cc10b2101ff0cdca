"""From paths to diagnostics: discover, read, index, interpret, judge, suppress.

A fault of the analysis never hides: it becomes an ADB000 with its place. A file that cannot be read becomes an
ADB001, and every other file is checked.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from asyncdb_lint.config import Config
from asyncdb_lint.diagnostic import Diagnostic, Span
from asyncdb_lint.discovery import Project as Discovered
from asyncdb_lint.discovery import discover, module_names
from asyncdb_lint.explain.findings import Explainer
from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.explain.why import Why
from asyncdb_lint.facts.loader import FactsLoader
from asyncdb_lint.fingerprint import with_fingerprints
from asyncdb_lint.index.module import ModuleInfo, module_info
from asyncdb_lint.index.project import Project
from asyncdb_lint.lowering import LoweringError, lower_module
from asyncdb_lint.rule import Rule, load_rules
from asyncdb_lint.semantics.entrypoints import EntryPoints
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.observations import verdict
from asyncdb_lint.source import SourceError
from asyncdb_lint.suppress import suppress

STACK_SIZE = 256 * 1024 * 1024
RECURSION_LIMIT = 50_000
INTERRUPTIBLE = 0.2
"""Seconds; on Windows a wait without end cannot be interrupted."""
MAXIMUM_SIZE = 5 * 1024 * 1024

T = TypeVar("T")


class Site(msgspec.Struct, frozen=True):
    """A call in a coroutine that is named like a database call, and what became of it."""

    path: str
    line: int
    column: int
    name: str
    verdict: str


class Coverage(msgspec.Struct, frozen=True):
    """How many such calls were decided, how many are on a library without facts, how many stayed Unknown and why.

    `reads` counts the places that read a relationship of a mapped object, by what was decided of it.
    """

    decided: int = 0
    outside: dict[str, int] = {}
    unknown: dict[str, int] = {}
    sites: tuple[Site, ...] = ()
    reads: dict[str, int] = {}


class Result(msgspec.Struct, frozen=True):
    """What a run gives; `hidden` counts findings by context that are off by default, `files` the checked files."""

    diagnostics: tuple[Diagnostic, ...] = ()
    hidden: dict[str, int] = {}
    failures: tuple[Diagnostic, ...] = ()
    files: int = 0
    coverage: Coverage = Coverage()


Progress = Callable[[int, int], None]
"""Told how many of how many steps are behind us."""


def check(paths: Sequence[Path], config: Config, progress: Progress = lambda done, total: None) -> Result:
    """Check these files and folders; the projects around them are read whole.

    `progress` is called from another thread.

    Raises:
        DiscoveryError: a path does not exist.
    """
    discovered = discover(paths, config.exclude)
    return _in_deep_thread(lambda: _merged([_Run(each, config, progress).result() for each in discovered]))


def why(path: Path, line: int, config: Config) -> list[str]:
    """What is known at a line: lines of text for a person."""
    (discovered,) = discover([path], config.exclude)

    def explain() -> list[str]:
        run = _Run(discovered, config, lambda done, total: None)
        absolute = os.path.abspath(path)
        run.interpreter.observations.watched = absolute
        run.interpret()
        found = [*run.found(), *run.invalid]
        return Why(run.interpreter, run.entry_points, run.sources).line(absolute, line, found)

    return _in_deep_thread(explain)


class _Run:
    """One project, from files to diagnostics."""

    def __init__(self, discovered: Discovered, config: Config, progress: Progress) -> None:
        self.discovered = discovered
        self.config = config
        self.progress = progress
        self.sources = Sources()
        self.failures: list[Diagnostic] = []
        self.invalid: list[Diagnostic] = []
        self.modules: dict[str, ModuleInfo] = {}
        self._read_all()
        self.project = Project(self.modules, FactsLoader(), discovered.root)
        self.interpreter = Interpreter(self.project, frozenset(config.facts))
        self.entry_points = EntryPoints(self.interpreter)

    def _read_all(self) -> None:
        secondary: list[tuple[str, ModuleInfo]] = []
        for number, path in enumerate(self.discovered.files):
            self.progress(number, 2 * len(self.discovered.files))
            names = module_names(path, self.discovered.root)
            if not names:
                continue
            info = self._read(path, names[0])
            if info is None:
                continue
            known = self.modules.get(names[0])
            if known is None or (info.is_package and not known.is_package):
                self.modules[names[0]] = info
            secondary.extend((name, info) for name in names[1:])
            if known is not None:
                secondary.append((f"{names[0]}@{path}", info))
        for name, info in secondary:
            self.modules.setdefault(name, info)

    def _read(self, path: str, name: str) -> ModuleInfo | None:
        try:
            source = self.sources.get(path)
            if len(source.content) > MAXIMUM_SIZE:
                raise LoweringError(f"larger than {MAXIMUM_SIZE // 1024 // 1024} MB")
            is_package = path.endswith("__init__.py")
            return module_info(lower_module(source.text, name, path, is_package), is_facts=False)
        except LoweringError as error:
            self.invalid.append(_invalid(path, str(error), error.line, error.column))
        except SourceError as error:
            self.invalid.append(_invalid(path, str(error), error.line, 1))
        except OSError as error:
            self.invalid.append(_invalid(path, error.strerror or str(error), 1, 1))
        except Exception as error:
            self.failures.append(_failure(path, _words(error)))
        return None

    def interpret(self) -> None:
        """Interpret every module; a fault in one is noted with its place, and the others go on."""
        self._guarded("<entry points>", self.entry_points.collect)
        modules = list(self.project.modules())
        for number, module in enumerate(modules):
            self.progress(len(modules) + number, 2 * len(modules))
            self._guarded(module.path, partial(self.interpreter.run, [module]))
        for node, fault in self.interpreter.faults.items():
            message = f"{_words(fault.error)}, while it followed {node.qualname}()"
            self.failures.append(_failure(fault.function.module.path, message, node.at[0]))

    def _guarded(self, path: str, action: Callable[[], object]) -> None:
        try:
            action()
        except RecursionError:
            self.failures.append(_failure(path, "nested too deeply to be analysed"))
        except Exception as error:
            self.failures.append(_failure(path, _words(error)))

    def found(self) -> list[Diagnostic]:
        """Every finding of the project, before settings and comments."""
        explainer = Explainer(self.interpreter, self.entry_points, self.sources)
        rules = load_rules()
        self.interpreter.lifetimes.shared(self.entry_points)
        return [each for event in self.interpreter.events.proven() for each in explainer.diagnostics(event, rules)]

    def result(self) -> Result:
        """Run everything and keep what was asked for."""
        self.interpret()
        targets = self.discovered.targets
        known = with_fingerprints([*self.found(), *self.invalid], self.discovered.root, self._lines)
        found = [each for each in known if each.path in targets]
        found = [each for each in found if self.config.selects(each.code)]
        if self.config.noqa:
            found = suppress(found, self.sources.get)
        shown: list[Diagnostic] = []
        hidden: dict[str, int] = {}
        for each in found:
            if each.code.startswith("ADB0") or self.config.includes(each.context):
                shown.append(each)
            else:
                hidden[each.context] = hidden.get(each.context, 0) + 1
        shown.sort(key=lambda each: (each.path, each.span.line, each.span.column, each.code))
        return Result(tuple(shown), hidden, _gathered(self.failures), len(targets), self._coverage())

    def _lines(self, path: str) -> Sequence[str]:
        try:
            return self.sources.get(path).lines
        except SourceError:
            return ()

    def _coverage(self) -> Coverage:
        decided = 0
        outside: dict[str, int] = {}
        unknown: dict[str, int] = {}
        sites: list[Site] = []
        names = self.interpreter.database_methods()
        for (path, at), (_, method, receivers) in sorted(self.interpreter.observations.receivers.items()):
            is_doubtful = (path, at) in self.interpreter.observations.doubts
            if method not in names or path not in self.discovered.targets or is_doubtful:
                continue
            kind, reason = verdict(receivers)
            if kind == "decided":
                decided += 1
            else:
                counts = outside if kind == "outside" else unknown
                counts[reason] = counts.get(reason, 0) + 1
            sites.append(Site(path, at[0], at[1] + 1, method, f"{kind}: {reason}" if reason else kind))
        for (path, at), (name, reason) in sorted(self.interpreter.observations.doubts.items()):
            if path in self.discovered.targets:
                unknown[reason] = unknown.get(reason, 0) + 1
                sites.append(Site(path, at[0], at[1] + 1, name, f"unknown: {reason}"))
        sites.sort(key=lambda site: (site.path, site.line, site.column))
        reads: dict[str, int] = {}
        for (path, _), verdict_of_read in sorted(self.interpreter.orm.reads.items()):
            if path in self.discovered.targets:
                reads[verdict_of_read] = reads.get(verdict_of_read, 0) + 1
        return Coverage(decided, outside, unknown, tuple(sites), reads)


def _merged(results: list[Result]) -> Result:
    if len(results) == 1:
        return results[0]
    hidden: dict[str, int] = {}
    for result in results:
        for context, count in result.hidden.items():
            hidden[context] = hidden.get(context, 0) + count
    return Result(
        tuple(each for result in results for each in result.diagnostics),
        hidden,
        tuple(each for result in results for each in result.failures),
        sum(result.files for result in results),
        Coverage(
            sum(result.coverage.decided for result in results),
            _summed([result.coverage.outside for result in results]),
            _summed([result.coverage.unknown for result in results]),
            tuple(site for result in results for site in result.coverage.sites),
            _summed([result.coverage.reads for result in results]),
        ),
    )


def _summed(counts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for key, count in each.items():
            total[key] = total.get(key, 0) + count
    return total


def _in_deep_thread(action: Callable[[], T]) -> T:
    """Run with a large stack: deeply nested code is followed by recursion."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        # Trees and values live until the end of the run: looking for cycles among them only costs time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            results.append(action())
        except BaseException as error:
            errors.append(error)
        finally:
            if collecting:
                gc.enable()

    limit = sys.getrecursionlimit()
    size = threading.stack_size(STACK_SIZE)
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        thread = threading.Thread(target=run, name="asyncdb-lint", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(INTERRUPTIBLE)
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]


def _invalid(path: str, message: str, line: int, column: int) -> Diagnostic:
    span = Span(line, column - 1, line, column)
    words = "Nothing in this file was checked."
    return Diagnostic(
        "ADB001",
        "invalid-file",
        f"this file cannot be read: {message}",
        path,
        span,
        "",
        None,
        0,
        "request",
        (),
        words,
        None,
    )


def _failure(path: str, message: str, line: int = 1) -> Diagnostic:
    span = Span(line, 0, line, 1)
    words = "This is a bug in asyncdb-lint, please report it."
    return Diagnostic("ADB000", "internal-error", message, path, span, "", None, 0, "request", (), words, None)


def _gathered(failures: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each fault once, at its first place, with the number of the others."""
    places: dict[str, list[Diagnostic]] = {}
    for failure in failures:
        places.setdefault(failure.message.partition(", while")[0], []).append(failure)
    return tuple(
        msgspec.structs.replace(first, message=first.message + _in_others(len(others)))
        for first, *others in places.values()
    )


def _in_others(count: int) -> str:
    return f" (and in {count} other place{'s' if count > 1 else ''})" if count else ""


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}{_where(error)}"


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})"


__all__ = ["Coverage", "Result", "Rule", "Site", "check", "why"]
