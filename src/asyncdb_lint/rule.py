"""What a rule is, and how the rules are found: each is one file of `rules/`, named as the rule is.

A rule looks at one database call on the event loop and says whether it is its own, and in which words.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from asyncdb_lint.semantics.summary import Block


@dataclass(frozen=True)
class Finding:
    """What a rule says of an event: the subject with its symptom, and what follows from it."""

    message: str
    consequence: str


CONSEQUENCE = "Every other request waits until the database answers."
REFUSED = "The library refuses synchronous calls where an event loop runs."


def blocking(subject: str, raises: str, because: str = "") -> Finding:
    """The finding that a call, or entering, leaving or iterating something, blocks the event loop.

    Where the library refuses that, `raises` is the exception; else it is empty.
    """
    is_gerund = " " in subject
    subject = subject[0].upper() + subject[1:] if is_gerund else subject
    if raises:
        return Finding(f"{subject} raises {raises} on the event loop{because}", REFUSED)
    return Finding(f"{subject} blocks the event loop{because}", CONSEQUENCE)


Check = Callable[[Block], Iterator[Finding]]


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


_MARK = "__asyncdb_rule__"


def rule(code: str, *, symptom: str, since: str) -> Callable[[Check], Check]:
    """Mark a function as the check of a rule; its file's name and docstring are the rule's."""

    def mark(check: Check) -> Check:
        setattr(check, _MARK, (code, symptom, since))
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
                code, symptom, since = mark
                documentation = inspect.cleandoc(module.__doc__ or "")
                summary = documentation.partition("\n")[0]
                found.append(Rule(code, info.name.replace("_", "-"), summary, documentation, symptom, since, check))
    return tuple(sorted(found, key=lambda each: each.code))
