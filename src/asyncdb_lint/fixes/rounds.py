"""Fixing until nothing is left to fix: rounds of compatible fixes, each judged by analysing what it gives.

Nothing is written here. A round makes the fixes that are not in each other's way on texts in memory; the project is
analysed with these texts, and a fix after which its finding is still there, or another one has come, is taken back and
refused; if what has come can be fixed itself, both are made or none. What waits because it overlaps gets its turn in the
next round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from asyncdb_lint.diagnostic import Applicability, Diagnostic, Fix, Refusal
from asyncdb_lint.fixes.edits import Lines, NotWritable, Replacement, are_apart, grouped, image, replacements, rewritten
from asyncdb_lint.fixes.judging import Accused, Change, guilty
from asyncdb_lint.source import Source

MAXIMUM_ROUNDS = 10
MAXIMUM_ATTEMPTS = 6
"""How often a round is tried with fewer fixes before it is given up."""

Contents = Mapping[str, bytes]


@dataclass(frozen=True)
class Found:
    """What an analysis finds: what is wanted of it, with fixes worked out, and everything; `number` tells analyses apart."""

    wanted: Sequence[Diagnostic]
    everything: Sequence[Diagnostic]
    number: int = 0


Analyse = Callable[[Contents], Found]
"""Analyses the project with these contents in the place of what the disk has."""
Read = Callable[[str], Source]


@dataclass
class Outcome:
    """What fixing gives: the contents of the changed files, the fixes that were made, the last analysis, and the findings
    that are left."""

    found: Found
    contents: dict[str, bytes] = field(default_factory=dict)
    applied: list[Change] = field(default_factory=list)
    left: list[Diagnostic] = field(default_factory=list)


class Texts:
    """The files as they are at one moment of fixing."""

    def __init__(self, contents: Contents, read: Read) -> None:
        self.contents = contents
        self._read = read
        self._lines: dict[str, Lines] = {}

    def source(self, path: str) -> Source:
        """A file, with the changes so far."""
        return Source(path, self.contents[path]) if path in self.contents else self._read(path)

    def lines(self, path: str) -> Lines:
        """The text of a file, by places."""
        known = self._lines.get(path)
        if known is None:
            known = self._lines[path] = Lines(self.source(path).text)
        return known

    def replacements(self, path: str, fixes: Iterable[Fix]) -> list[Replacement]:
        """What fixes change in a file."""
        return replacements(self.lines(path), (edit for fix in fixes for edit in fix.edits if edit.path == path))


@dataclass(frozen=True)
class Round:
    """What one round gives: the fixes that were made, with the texts that they were made on, the contents, the analysis."""

    steps: tuple[tuple[Texts, list[Change]], ...]
    contents: dict[str, bytes]
    found: Found


class Rounds:
    """One run of fixing.

    Args:
        analyse: see `Analyse`.
        read: gives a file as the disk has it.
        targets: the only files that may change.
        unsafe: whether fixes that must be reviewed are made, too.
        kept: the fingerprints of findings that are not to be fixed.
    """

    def __init__(
        self,
        analyse: Analyse,
        read: Read,
        targets: frozenset[str],
        *,
        unsafe: bool,
        kept: frozenset[str] = frozenset(),
    ) -> None:
        self._analyse = analyse
        self._read = read
        self._targets = targets
        self._kept = kept
        self._allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
        self._refused: dict[tuple[str, int, str], Refusal] = {}

    def run(self, found: Found) -> Outcome:
        """Make fixes until none is left, starting with what was found in the files as they are."""
        outcome = Outcome(found)
        seen = {_digest(outcome.contents)}
        for _ in range(MAXIMUM_ROUNDS):
            done = self._round(outcome.found, Texts(outcome.contents, self._read))
            if done is None:
                break
            if _digest(done.contents) in seen:
                texts, chosen = done.steps[0]
                self._refuse(texts, chosen, "here, fixes undo each other")
                break
            seen.add(_digest(done.contents))
            for texts, chosen in done.steps:
                self._follow(texts, chosen)
                outcome.applied += chosen
            outcome.contents, outcome.found = done.contents, done.found
        texts = Texts(outcome.contents, self._read)
        outcome.left = [self._told(texts, each) for each in outcome.found.wanted]
        return outcome

    def _round(self, found: Found, texts: Texts) -> Round | None:
        """The fixes that are made together, with what they give; None where no fix is left."""
        chosen = self._chosen(found.wanted, texts)
        for _ in range(MAXIMUM_ATTEMPTS):
            contents = self._written(chosen, texts)
            if not chosen:
                return None
            after = self._analyse(contents)
            accused = guilty(chosen, found.everything, after.everything, texts.lines, Texts(contents, self._read).lines)
            this = Round(((texts, chosen),), contents, after)
            if not accused:
                return this
            hopeless = [each for each in accused if not self._is_mendable(after, each)]
            if not hopeless:
                mended = self._mended(this, [each for debt in accused for each in debt.brought])
                if mended is not None:
                    return mended
            for each in hopeless or accused:
                self._refuse(texts, [each.change], each.reason)
                chosen.remove(each.change)
        self._refuse(texts, chosen, "it could not be made together with other fixes")
        return None

    def _is_mendable(self, after: Found, accused: Accused) -> bool:
        """Whether everything that came with a change has a fix that may be made."""
        fixes = {each.fingerprint: each.fix for each in after.wanted}
        found = [fixes.get(each.fingerprint) for each in accused.brought]
        return bool(found) and all(isinstance(fix, Fix) and fix.applicability in self._allowed for fix in found)

    def _mended(self, this: Round, brought: Sequence[Diagnostic]) -> Round | None:
        """The round with the fixes of what it has brought on top of it; None where something would be left of that."""
        texts = Texts(this.contents, self._read)
        came = {each.fingerprint for each in brought}
        changes = self._chosen([each for each in this.found.wanted if each.fingerprint in came], texts)
        contents = self._written(changes, texts)
        if not changes:
            return None
        found = self._analyse(contents)
        others = [each for each in this.found.everything if each.fingerprint not in came]
        if guilty(changes, others, found.everything, texts.lines, Texts(contents, self._read).lines):
            return None
        return Round((*this.steps, (texts, changes)), contents, found)

    def _chosen(self, wanted: Iterable[Diagnostic], texts: Texts) -> list[Change]:
        """The fixes that can be made now; of those that are in each other's way, the first."""
        chosen: list[Change] = []
        taken: dict[str, list[Replacement]] = {}
        for diagnostic in wanted:
            if diagnostic.fingerprint in self._kept:
                continue
            fix = self._told(texts, diagnostic).fix
            if not isinstance(fix, Fix) or fix.applicability not in self._allowed:
                continue
            foreign = sorted({edit.path for edit in fix.edits} - self._targets)
            if foreign:
                self._refuse(texts, [Change(diagnostic, fix)], f"it changes {foreign[0]}, which is not being checked")
                continue
            changes = {path: texts.replacements(path, [fix]) for path in grouped(fix.edits)}
            pairs = ((each, other) for path in changes for each in changes[path] for other in taken.get(path, ()))
            if all(are_apart(each, other) for each, other in pairs):
                for path, mine in changes.items():
                    taken.setdefault(path, []).extend(mine)
                chosen.append(Change(diagnostic, fix))
        return chosen

    def _written(self, chosen: list[Change], texts: Texts) -> dict[str, bytes]:
        """The contents with the changes made; fixes of files that cannot be written leave `chosen`."""
        result = dict(texts.contents)
        for path in sorted({edit.path for change in chosen for edit in change.fix.edits}):
            try:
                changes = texts.replacements(path, (change.fix for change in chosen))
                result[path] = rewritten(texts.source(path), changes)
            except NotWritable as error:
                concerned = [change for change in chosen if any(edit.path == path for edit in change.fix.edits)]
                self._refuse(texts, concerned, str(error))
                for change in concerned:
                    chosen.remove(change)
                return self._written(chosen, texts)
        return result

    def _told(self, texts: Texts, diagnostic: Diagnostic) -> Diagnostic:
        """A finding with what fixing has found out of its fix."""
        refusal = self._refused.get(_key(texts, diagnostic))
        return diagnostic if refusal is None else msgspec.structs.replace(diagnostic, fix=refusal)

    def _refuse(self, texts: Texts, changes: Iterable[Change], reason: str) -> None:
        for change in changes:
            self._refused[_key(texts, change.diagnostic)] = Refusal(f"{change.fix.title}: {reason}")

    def _follow(self, texts: Texts, chosen: Sequence[Change]) -> None:
        """What was refused stays so where the changes have moved it."""
        moved: dict[tuple[str, int, str], Refusal] = {}
        for (path, offset, code), refusal in self._refused.items():
            changes = texts.replacements(path, (change.fix for change in chosen))
            for each in image(changes, offset):
                moved[path, each, code] = refusal
        self._refused = moved


def _key(texts: Texts, diagnostic: Diagnostic) -> tuple[str, int, str]:
    offset = texts.lines(diagnostic.path).offset(diagnostic.span.line, diagnostic.span.column)
    return diagnostic.path, offset, diagnostic.code


def _digest(contents: Contents) -> bytes:
    digest = hashlib.blake2b()
    for path in sorted(contents):
        digest.update(path.encode("utf-8", "surrogatepass") + b"\0" + hashlib.blake2b(contents[path]).digest())
    return digest.digest()
