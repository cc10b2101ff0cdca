"""What a rule is, and how the rules are found: each is one file of `rules/`, named as the rule is.

A rule looks at one database call on the event loop, or at one misuse of the asynchronous API, and says whether it is
its own, and in which words.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from asyncdb_lint.semantics.summary import Block, Misuse, Reads
from asyncdb_lint.semantics.values import Place


@dataclass(frozen=True)
class Wish:
    """One way out of a finding, as a rule knows it: what is to be done at a place, or why it cannot be done.

    `action` is a key of the table in `fixes/`. `place` is where; None stands for the place of the finding. `symbols` are
    names that the change uses, with their modules.
    """

    action: str = ""
    names: tuple[str, ...] = ()
    style: str = ""
    place: Place | None = None
    refusal: str = ""
    symbols: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """What a rule says of an event: the subject with its symptom, what follows from it, and the ways out."""

    message: str
    consequence: str
    wishes: tuple[Wish, ...] = ()


MAXIMUM_LISTED = 3


def listed(names: Sequence[str]) -> str:
    """Names in words: the first few, and how many more there are."""
    more = len(names) - MAXIMUM_LISTED
    parts = [*names[:MAXIMUM_LISTED], *([f"{more} more"] if more > 0 else [])]
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def brought(reads: Reads) -> str:
    """What brings the attributes that are missing."""
    if reads.fault == "expired":
        return "refresh the object" + (", or set expire_on_commit=False" if len(reads.remedies) > 1 else "")
    return f"load {'it' if len(reads.attributes) == 1 else 'them'} with {listed(reads.remedies)}"


CONSEQUENCE = "Every other request waits until the database answers."
REFUSED = "The library refuses synchronous calls where an event loop runs."


NO_SINGLE_PLACE = "what is synchronous here cannot become asynchronous in one place: where it is made, and all that uses it, would have to change"


def blocking(block: Block, subject: str, because: str = "") -> Finding:
    """The finding that a call, or entering, leaving or iterating something, blocks the event loop.

    The library may refuse that instead: `raises` of the block is the exception then.
    """
    raises = block.raises
    wishes = (
        Wish(style="async", refusal=NO_SINGLE_PLACE),
        Wish("plain", style="def"),
        Wish("thread", (block.helper, block.operation), "threadpool"),
    )
    is_gerund = " " in subject
    subject = subject[0].upper() + subject[1:] if is_gerund else subject
    if raises:
        return Finding(f"{subject} raises {raises} on the event loop{because}", REFUSED, wishes)
    return Finding(f"{subject} blocks the event loop{because}", CONSEQUENCE, wishes)


def loading(subject: Block | Misuse) -> tuple[Wish, ...]:
    """The ways out where what is read of an object is not there: the query that loads the object loads it, or a commit no
    longer takes it away."""
    if subject.origin is None or subject.reads is None:
        return (Wish(refusal="where the object was loaded is not known"),)
    action, reads = "load" if isinstance(subject, Misuse) else "load unasked", subject.reads
    query = Wish(action, reads.remedies, place=subject.origin.place, symbols=reads.classes)
    return (query,) if reads.factory is None else (query, Wish("keep", place=reads.factory))


LOST = "It never runs."
NEITHER = "Nothing begins: what it gives is to be awaited, or entered with `async with`."
_AS_RESULT = "it is used as if it were the result"


def unawaited(name: str, operation: str, detail: str) -> Finding:
    """The finding that a coroutine is not awaited; `operation` leads to the database, `detail` is what happens to it."""
    return Finding(*_unawaited(name, detail), (Wish("await", (name, operation, detail)),))


def _unawaited(name: str, detail: str) -> tuple[str, str]:
    if detail == "dropped":
        return f"{name} is not awaited", LOST
    if detail == "not started":
        return f"{name} is neither awaited nor entered", NEITHER
    if detail == "tested" or detail in ("is", "is not", "not"):
        return f"{name} is not awaited, and {_AS_RESULT}", "A coroutine is always true, and never None."
    if detail == "returned":
        return f"{name} is not awaited, and its coroutine is the response", "The framework cannot send it."
    if detail == "text":
        return f"{name} is not awaited, and {_AS_RESULT}", "The text shows a coroutine object."
    raised = "AttributeError" if detail.startswith("attribute") else "TypeError"
    return f"{name} is not awaited, and {_AS_RESULT}", f"Python raises {raised}: a coroutine has no rows."


Subject = TypeVar("Subject", Block, Misuse)
Check = Callable[[Any], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule with all that is told about it; `documentation` is the docstring of its file."""

    code: str
    name: str
    summary: str
    documentation: str
    symptom: str
    since: str
    check: Check
    subject: type[Block] | type[Misuse]


_MARK = "__asyncdb_rule__"


def rule(
    code: str, *, symptom: str, since: str, subject: type[Subject]
) -> Callable[[Callable[[Subject], Iterator[Finding]]], Callable[[Subject], Iterator[Finding]]]:
    """Mark a function as the check of a rule; its file's name and docstring are the rule's."""

    def mark(check: Callable[[Subject], Iterator[Finding]]) -> Callable[[Subject], Iterator[Finding]]:
        setattr(check, _MARK, (code, symptom, since, subject))
        return check

    return mark


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """All rules, by code: every file of the package `rules` that marks a function with `@rule`."""
    rules = importlib.import_module("asyncdb_lint.rules")
    found: list[Rule] = []
    for info in pkgutil.iter_modules(rules.__path__):
        module = importlib.import_module(f"{rules.__name__}.{info.name}")
        for check in vars(module).values():
            mark = getattr(check, _MARK, None)
            if mark is not None and check.__module__ == module.__name__:
                code, symptom, since, subject = mark
                documentation = inspect.cleandoc(module.__doc__ or "")
                summary = documentation.partition("\n")[0]
                name = info.name.replace("_", "-")
                found.append(Rule(code, name, summary, documentation, symptom, since, check, subject))
    return tuple(sorted(found, key=lambda each: each.code))
