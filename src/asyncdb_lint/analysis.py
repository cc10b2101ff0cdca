"""From the files of a project to everything that is found in it: read, index, interpret, judge.

A fault of the analysis never hides: it becomes an ADB000 with its place. A file that cannot be read becomes an
ADB001, and every other file is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from asyncdb_lint.adoption.known import known_in_baseline
from asyncdb_lint.answer import Answer
from asyncdb_lint.config import Config, Settings
from asyncdb_lint.deep_stack import in_deep_thread
from asyncdb_lint.diagnostic import Diagnostic, Span
from asyncdb_lint.discovery import Project as Discovered
from asyncdb_lint.discovery import module_names
from asyncdb_lint.explain.findings import Explainer
from asyncdb_lint.explain.marks import unused_marks
from asyncdb_lint.explain.sources import Sources
from asyncdb_lint.explain.why import Why
from asyncdb_lint.facts.loader import FactsLoader
from asyncdb_lint.facts.user import made_modules, parted, stub_modules
from asyncdb_lint.fingerprint import with_fingerprints
from asyncdb_lint.index.module import ModuleInfo, module_info
from asyncdb_lint.index.project import Project
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.lowering import LoweringError, lower_module
from asyncdb_lint.outcome import Analysis, Progress, Site
from asyncdb_lint.rule import load_rules
from asyncdb_lint.selection import hidden_by, useless
from asyncdb_lint.semantics.entrypoints import EntryPoints
from asyncdb_lint.semantics.interpreter import Interpreter
from asyncdb_lint.semantics.observations import verdict
from asyncdb_lint.source import Source, SourceError
from asyncdb_lint.suppress import Suppressions, suppress

MAXIMUM_SIZE = 5 * 1024 * 1024


def analyse(discovered: Discovered, config: Config, inputs: Inputs, progress: Progress) -> Analysis:
    """Everything that is found in a project. `progress` is called from another thread."""
    return in_deep_thread(lambda: _Run(discovered, config, inputs, progress).analysis())


def explain(discovered: Discovered, path: str, line: int, config: Config, settings: Settings) -> Answer:
    """What is known at a line; `config` are the settings of the project, `settings` those of each file.

    Raises:
        NoSuchLine: the project has no such place.
    """

    def answer() -> Answer:
        run = _Run(discovered, config, Inputs(), lambda done, total: None)
        run.interpreter.observations.watched = path
        run.interpret()
        found = with_fingerprints([*run.found(), *run.invalid], discovered.root, run.lines)
        known = known_in_baseline(found, discovered, settings, run.lines)
        if path in run.discovered.files:
            _, unused = suppress(found, run.sources.get, [path])
            found += useless(unused, settings)
        comments = Suppressions(run.sources.get(path))

        def hider(diagnostic: Diagnostic) -> str:
            by = hidden_by(diagnostic, settings=settings, suppressions=comments)
            return by or ("the baseline, which knows it" if diagnostic.fingerprint in known else "")

        return Why(run.interpreter, run.entry_points, run.sources, found, hider).answer(path, line)

    return in_deep_thread(answer)


class _Run:
    """One project, from files to diagnostics."""

    def __init__(self, discovered: Discovered, config: Config, inputs: Inputs, progress: Progress) -> None:
        self.discovered = discovered
        self.config = config
        self.progress = progress
        self.inputs = inputs
        self.sources = Sources(inputs)
        self.failures: list[Diagnostic] = []
        self.invalid: list[Diagnostic] = []
        self.modules: dict[str, ModuleInfo] = {}
        self._read_all()
        self.project = Project(self.modules, self._facts(), discovered.root, inputs)
        if config.target_sqlalchemy:
            self.project.requirements.target("sqlalchemy", config.target_sqlalchemy)
        self.interpreter = Interpreter(self.project, config)
        self.entry_points = EntryPoints(self.interpreter)

    def _facts(self) -> FactsLoader:
        """The facts with those that settings give: stubs, and what they say of libraries that nothing else declares."""
        stubs = stub_modules(self.config, self.inputs)
        loader = FactsLoader(stubs)

        def is_known(dotted: str) -> bool:
            module, cls, _ = parted(dotted)
            return any(name in self.modules or loader(name) is not None for name in (module, f"{module}.{cls}"))

        made = made_modules(self.config, is_known)
        return FactsLoader({**made, **stubs}) if made else loader

    def _read_all(self) -> None:
        secondary: list[tuple[str, ModuleInfo]] = []
        for number, path in enumerate(self.discovered.files):
            self.progress(number, 2 * len(self.discovered.files))
            names = module_names(path, self.discovered.root, self.config.src)
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
        self.interpreter.orm.expiries.note_unread()
        judged = [each for event in self.interpreter.events.proven() for each in explainer.diagnostics(event, rules)]
        return [*judged, *unused_marks(self.interpreter)]

    def analysis(self) -> Analysis:
        """Run everything."""
        self.interpret()
        found = with_fingerprints([*self.found(), *self.invalid], self.discovered.root, self.lines)
        commented = frozenset(source.path for source in self._project_sources() if _names_our_codes(source))
        return Analysis(tuple(found), _gathered(self.failures), self._sites(), self._reads(), commented)

    def lines(self, path: str) -> Sequence[str]:
        try:
            return self.sources.get(path).lines
        except SourceError:
            return ()

    def _project_sources(self) -> list[Source]:
        files = set(self.discovered.files)
        return [source for source in self.inputs.read() if source.path in files]

    def _sites(self) -> tuple[Site, ...]:
        sites: list[Site] = []
        observations = self.interpreter.observations
        names = self.interpreter.database_methods()
        for (path, at), (_, method, receivers) in observations.receivers.items():
            if method in names and (path, at) not in observations.doubts:
                kind, reason = verdict(receivers)
                sites.append(Site(path, at[0], at[1] + 1, method, f"{kind}: {reason}" if reason else kind))
        for (path, at), (name, reason) in observations.doubts.items():
            sites.append(Site(path, at[0], at[1] + 1, name, f"unknown: {reason}"))
        return tuple(sorted(sites, key=lambda site: (site.path, site.line, site.column, site.name)))

    def _reads(self) -> dict[str, dict[str, int]]:
        reads: dict[str, dict[str, int]] = {}
        renderers = self.interpreter.templates.renderers
        for (path, _, _), read in sorted(self.interpreter.orm.observed.reads.items(), key=lambda item: item[0]):
            if read.is_relationship:
                counts = reads.setdefault(renderers.get(path, path), {})
                counts[read.verdict] = counts.get(read.verdict, 0) + 1
        return reads


def _names_our_codes(source: Source) -> bool:
    """Whether a file may have a ``noqa`` comment with a code of ours."""
    content = source.content.lower()
    return b"noqa" in content and b"adb" in content


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
