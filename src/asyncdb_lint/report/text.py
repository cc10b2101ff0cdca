"""Knows how findings look in a terminal: in full with a code frame and the proof, or one line each."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from asyncdb_lint.diagnostic import Applicability, Diagnostic, Fix, Refusal, Span, Step

FRAME_LINES = 8
FRAME_CONTEXT = 2
UNREADABLE = "ADB001"
TAB = "    "


class Style(Enum):
    """What a piece of text is; the value is its ANSI sequence."""

    PATH = "1"
    CODE = "1;31"
    MARK = "31"
    LABEL = "1;36"
    FAINT = "2"
    GOOD = "1;32"


class TextReport:
    """Renders findings as text. `read_lines` gives the lines of a file, `folder` is what paths are relative to."""

    def __init__(self, read_lines: Callable[[str], Sequence[str]], folder: str, *, color: bool) -> None:
        self._read_lines = read_lines
        self._folder = folder
        self._color = color

    def concise(self, diagnostics: Sequence[Diagnostic]) -> str:
        """One line a finding: ``path:line:column: CODE message``."""
        return "".join(f"{self._head(diagnostic, diagnostic.message)}\n" for diagnostic in diagnostics)

    def full(self, diagnostics: Sequence[Diagnostic]) -> str:
        """Each finding with its code, its consequence, and the steps that prove it."""
        return "".join(f"{self._block(diagnostic)}\n" for diagnostic in diagnostics)

    def summary(
        self, diagnostics: Sequence[Diagnostic], hidden: Mapping[str, int], failures: int = 0, unsafe: bool = False
    ) -> str:
        """What was found in all, what can be fixed, how much is off by default, and how often the analysis failed.

        `unsafe` says that fixes which are to be reviewed are asked for anyway.
        """
        lines: list[str] = []
        blocking = [diagnostic for diagnostic in diagnostics if diagnostic.code != UNREADABLE]
        if blocking:
            calls = counted(len(blocking), "finding")
            files = counted(len({diagnostic.path for diagnostic in blocking}), "file")
            lines.append(f"Found {calls} in {files}.")
            lines += _fixable(blocking, unsafe)
        if len(blocking) < len(diagnostics):
            lines.append(f"{counted(len(diagnostics) - len(blocking), 'file')} could not be read.")
        if not diagnostics and not failures:
            lines.append(self._paint("All checks passed!", Style.GOOD))
        if failures:
            lines.append(self._paint(f"The analysis failed at {counted(failures, 'place')}.", Style.CODE))
        kept = [(context, count) for context, count in sorted(hidden.items(), reverse=True) if count]
        if kept:
            words = {"test": "test code", "migration": "migrations"}
            amounts = " and ".join(f"{count} in {words.get(context, context)}" for context, count in kept)
            option = ",".join(context for context, _ in kept)
            lines.append(self._paint(f"Not shown: {amounts} (--include {option}).", Style.FAINT))
        return "".join(f"{line}\n" for line in lines)

    def statistics(self, diagnostics: Sequence[Diagnostic]) -> str:
        """How many findings each rule has, most first."""
        counts = Counter((diagnostic.code, diagnostic.name) for diagnostic in diagnostics)
        width = max((len(str(count)) for count in counts.values()), default=0)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return "".join(
            f"{count:>{width}}  {self._paint(code, Style.CODE)}  {name}\n" for (code, name), count in ordered
        )

    def _block(self, diagnostic: Diagnostic) -> str:
        title = f"{diagnostic.message}" if not diagnostic.name else f"{diagnostic.message} [{diagnostic.name}]"
        lines = [self._head(diagnostic, title), *self._frame(diagnostic), ""]
        if diagnostic.consequence:
            lines += [f"  {diagnostic.consequence}", ""]
        lines += self._facts(diagnostic)
        return "\n".join(lines).rstrip("\n") + "\n"

    def _head(self, diagnostic: Diagnostic, title: str) -> str:
        place = self._place(diagnostic.path, diagnostic.span, column=True)
        mark = f"{self._paint('[*]', Style.LABEL)} " if isinstance(diagnostic.fix, Fix) else ""
        return f"{self._paint(place, Style.PATH)}: {self._paint(diagnostic.code, Style.CODE)} {mark}{title}"

    def _frame(self, diagnostic: Diagnostic) -> Iterator[str]:
        """The finding's lines between up to two lines of the same paragraph before and after.

        A finding on one line is underlined; one on several lines has a mark before each, and loses its middle if it
        is long.
        """
        lines = self._read_lines(diagnostic.path)
        span = diagnostic.span
        if not 1 <= span.line <= len(lines):
            return
        first, last = span.line, min(span.end_line, len(lines))
        start, end = first, last
        while start > max(1, first - FRAME_CONTEXT) and lines[start - 2].strip():
            start -= 1
        while end < min(len(lines), last + FRAME_CONTEXT) and lines[end].strip():
            end += 1
        hidden = range(first + FRAME_LINES - 2, last - 1) if last - first >= FRAME_LINES else range(0)
        gutter = len(str(end))
        margin = self._paint(f"{'':{gutter}} |", Style.FAINT)
        yield f"  {margin}"
        for number in range(start, end + 1):
            if number in hidden:
                if number == hidden[0]:
                    yield f"  {self._paint('...'.rjust(gutter), Style.FAINT)}"
                continue
            text = lines[number - 1]
            mark = self._paint(">", Style.MARK) if first < last and first <= number <= last else " "
            bar = self._paint(f"{number:>{gutter}} |", Style.FAINT)
            yield f"{mark} {bar} {_expand(text)}".rstrip()
            if number == first == last:
                yield f"  {margin} {self._carets(text, span)}"
        yield f"  {margin}"

    def _carets(self, text: str, span: Span) -> str:
        before = _width(_expand(text[: span.column]))
        length = max(1, _width(_expand(text[: span.end_column])) - before)
        return " " * before + self._paint("^" * length, Style.MARK)

    def _facts(self, diagnostic: Diagnostic) -> Iterator[str]:
        rows: list[tuple[str, list[tuple[str, str]]]] = []
        if diagnostic.route is not None:
            more = f" (+{diagnostic.routes - 1} more)" if diagnostic.routes > 1 else ""
            rows.append(("route", [(f"{diagnostic.route.method} {diagnostic.route.path}{more}", "")]))
        elif diagnostic.context and diagnostic.context != "request":
            rows.append(("context", [(diagnostic.context, "")]))
        if diagnostic.function:
            rows.append(("in", [(diagnostic.function, "")]))
        if diagnostic.origin is not None:
            rows.append(("from", [self._columns(diagnostic.origin)]))
        if diagnostic.remedy is not None:
            rows.append(("remedy", [self._columns(diagnostic.remedy)]))
        if len(diagnostic.trace) > 1:
            rows.append(("chain", [self._columns(step) for step in diagnostic.trace]))
        rows += [("fix", [(words, "")]) for words in _fix_words(diagnostic)]
        width = max((len(place) for _, cells in rows for place, message in cells if message), default=0)
        for label, cells in rows:
            for index, (place, message) in enumerate(cells):
                opening = self._paint(f"{label if index == 0 else '':7}", Style.LABEL)
                yield f"  {opening}  {place:{width}}  {message}" if message else f"  {opening}  {place}"

    def _columns(self, step: Step) -> tuple[str, str]:
        return self._place(step.path, step.span), step.message

    def _place(self, path: str, span: Span, *, column: bool = False) -> str:
        place = f"{relative_path(path, self._folder)}:{span.line}"
        return f"{place}:{span.column + 1}" if column else place

    def _paint(self, text: str, style: Style) -> str:
        return f"\x1b[{style.value}m{text}\x1b[0m" if self._color and text.strip() else text


def _fix_words(diagnostic: Diagnostic) -> list[str]:
    """What can be done about a finding: its fix, or why there is none, and what other ways there are."""
    fix = diagnostic.fix
    if fix is None or diagnostic.code == UNREADABLE:
        return []
    if not any(remedy.style for remedy in diagnostic.remedies):
        return [_outcome_words(fix)]
    return [f"{remedy.style}: {_outcome_words(remedy.outcome)}" for remedy in diagnostic.remedies if remedy.outcome]


def _outcome_words(outcome: Fix | Refusal) -> str:
    if isinstance(outcome, Refusal):
        return f"none: {outcome.reason}"
    options = {Applicability.SAFE: "--fix", Applicability.UNSAFE: "--fix --unsafe-fixes"}
    option = options.get(outcome.applicability, "to be completed by hand")
    callers = "; it changes how the function is called" if outcome.changes_signature else ""
    return f"{outcome.title} ({option}{callers})"


def _fixable(diagnostics: Sequence[Diagnostic], unsafe: bool) -> list[str]:
    """How many findings the options for fixing would take away."""
    counts = Counter(each.fix.applicability for each in diagnostics if isinstance(each.fix, Fix))
    safe, more = counts[Applicability.SAFE], counts[Applicability.UNSAFE]
    if unsafe and safe + more:
        return [f"[*] {safe + more} fixable with --fix --unsafe-fixes."]
    if safe:
        return [f"[*] {safe} fixable with --fix" + (f" ({more} more with --unsafe-fixes)." if more else ".")]
    return [f"No safe fixes ({more} available with --unsafe-fixes)."] if more else []


def relative_path(path: str, folder: str) -> str:
    """The path as seen from the folder if it lies below it, else unchanged."""
    prefix = folder.rstrip(os.sep) + os.sep
    return path[len(prefix) :] if path.startswith(prefix) else path


def counted(count: int, word: str) -> str:
    """A number with its word, in the plural where it needs one."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _expand(text: str) -> str:
    """Tabs become spaces and other control characters a placeholder, so that carets stay below their text."""
    return "".join(TAB if c == "\t" else c if c.isprintable() else "\ufffd" for c in text)


def _width(text: str) -> int:
    """How many terminal columns the text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
