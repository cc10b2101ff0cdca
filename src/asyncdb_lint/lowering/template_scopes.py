"""What is known of a template while it is read: its text and tree, the names of its scopes, the macros that they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from jinja2 import nodes

from asyncdb_lint.lowering import ir


class TemplateError(Exception):
    """A template that Jinja's own syntax cannot read."""


@dataclass(frozen=True)
class Template:
    """The text of a template, and the file that it stands in; with `at`, all of it stands at one place of that file."""

    path: str
    text: str
    at: ir.At | None = None


Load = Callable[[str], "Template | None"]


@dataclass(frozen=True, eq=False)
class Parsed:
    """A template with its tree."""

    template: Template
    tree: nodes.Template


@dataclass(eq=False)
class Scope:
    """The names of a scope: places, macros, imported templates. Beyond the outermost one stands what the page is given."""

    parent: Scope | None
    names: dict[str, object] = field(default_factory=dict)
    has_context: bool = True

    def get(self, name: str) -> object | None:
        """What a name stands for: a place, a macro, an imported template; None where nobody gives it."""
        scope = self
        while name not in scope.names:
            if scope.parent is None:
                return name if scope.has_context else None
            scope = scope.parent
        return scope.names[name]


@dataclass(frozen=True, eq=False)
class Macro:
    """A macro, or the suite of `call`, with the scope that it sees."""

    node: nodes.Macro | nodes.CallBlock
    parsed: Parsed
    scope: Scope


_DEFINING = (nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport, nodes.Macro)


def defining(body: Iterable[nodes.Node]) -> list[nodes.Node]:
    """What a template that extends or is imported does beside its blocks: of a test what its branches define."""
    found: list[nodes.Node] = []
    for node in body:
        if isinstance(node, _DEFINING):
            found.append(node)
        elif isinstance(node, nodes.If):
            parts = defining(node.body), defining(node.elif_), defining(node.else_)
            if any(parts):
                found.append(nodes.If(node.test, *parts, lineno=node.lineno))
    return found


def assigned(body: Iterable[nodes.Node]) -> Iterator[str]:
    """The names that a scope assigns by `set`, inner scopes apart."""
    for node in body:
        if isinstance(node, (nodes.Assign, nodes.AssignBlock)):
            yield from (each.name for each in _named_in(node.target))
        elif isinstance(node, nodes.If):
            yield from assigned([*node.body, *node.elif_, *node.else_])


def _named_in(target: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(target, nodes.Name):
        yield target
    elif isinstance(target, nodes.Tuple):
        for each in target.items:
            yield from _named_in(each)
