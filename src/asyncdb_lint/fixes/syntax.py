"""The concrete syntax of a file: nodes by their place, what stands around them, and edits that touch nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache, cached_property
from typing import TypeVar

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from asyncdb_lint.diagnostic import Span, TextEdit
from asyncdb_lint.fixes.edits import Lines
from asyncdb_lint.source import Source, SourceError

Node = TypeVar("Node", bound=cst.CSTNode)
MAXIMUM_LENGTH = 1_000_000
"""Characters of a file; what is larger was generated, and is not changed by hand either."""


class Refused(Exception):
    """There is no fix; the message says why."""


class Syntax:
    """One file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        try:
            self.text = source.text
            if len(self.text) > MAXIMUM_LENGTH:
                raise Refused("the file is too large to be changed")
            parsed = cst.parse_module(self.text)
        except (cst.ParserSyntaxError, SourceError, RecursionError) as error:
            raise Refused("the file cannot be read as concrete syntax") from error
        if parsed.code != self.text:
            raise Refused("the concrete syntax of the file leaves something out")
        self.lines = Lines(self.text)
        self.known: dict[tuple[str, ...], tuple[str, list[TextEdit]]] = {}
        """What was worked out of the file's imports before."""
        self._wrapper = MetadataWrapper(parsed, unsafe_skip_copy=True)
        self.module = self._wrapper.module

    @cached_property
    def _positions(self) -> Mapping[cst.CSTNode, object]:
        return self._wrapper.resolve(PositionProvider)

    @cached_property
    def _parents(self) -> Mapping[cst.CSTNode, cst.CSTNode]:
        return {child: node for node in self.walk(self.module) for child in children(node)}

    @cached_property
    def functions(self) -> Mapping[int, cst.FunctionDef]:
        """The functions of the file, wherever they stand, by the line of their name."""
        found = (node for node in self.walk(self.module) if isinstance(node, cst.FunctionDef))
        return {self.span(node.name).line: node for node in found}

    @cached_property
    def _by_span(self) -> Mapping[Span, list[cst.CSTNode]]:
        found: dict[Span, list[cst.CSTNode]] = {}
        for node in self._positions:
            found.setdefault(self.span(node), []).append(node)
        return found

    def span(self, node: cst.CSTNode) -> Span:
        """The place of a node, without the parentheses around it."""
        position = self._positions[node]
        start, end = position.start, position.end  # type: ignore[attr-defined]
        return Span(start.line, start.column, end.line, end.column)

    def range(self, node: cst.CSTNode) -> tuple[int, int]:
        """The offsets of a node, without the parentheses around it."""
        span = self.span(node)
        return self.lines.offset(span.line, span.column), self.lines.offset(span.end_line, span.end_column)

    def outer(self, node: cst.BaseExpression) -> tuple[int, int]:
        """The offsets of an expression with the parentheses around it."""
        start, end = self.range(node)
        if node.lpar:
            start, end = self.range(node.lpar[0])[0], self.range(node.rpar[-1])[1]
        return start, end

    def parentheses(self, node: cst.BaseExpression) -> tuple[int, int]:
        """The offsets of the innermost parentheses around an expression that has some."""
        return self.range(node.lpar[-1])[0], self.range(node.rpar[0])[1] - 1

    def code(self, node: cst.CSTNode) -> str:
        """The text of a node as it stands, without the parentheses around it."""
        start, end = self.range(node)
        return self.text[start:end]

    def whole(self, node: cst.BaseExpression) -> str:
        """The text of an expression as it stands, with the parentheses around it."""
        start, end = self.outer(node)
        return self.text[start:end]

    def find(self, span: Span, kind: type[Node]) -> Node:
        """The node of a kind at a place.

        Raises:
            Refused: there is none.
        """
        for node in self._by_span.get(span, ()):
            if isinstance(node, kind):
                return node
        raise Refused("its place was not found in the concrete syntax")

    def all(self, span: Span, kind: type[Node]) -> list[Node]:
        """The nodes of a kind at a place, the outer ones first."""
        return [node for node in self._by_span.get(span, ()) if isinstance(node, kind)]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """What a node is part of."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
        """What a node is part of, from the inside out, each with the part that leads to the node."""
        inner: cst.CSTNode = node
        outer = self.parent(node)
        while outer is not None:
            yield outer, inner
            inner, outer = outer, self.parent(outer)

    def enclosing(self, node: cst.CSTNode, kind: type[Node]) -> Node | None:
        """The innermost node of a kind around a node."""
        return next((outer for outer, _ in self.ancestors(node) if isinstance(outer, kind)), None)

    def walk(
        self, node: cst.CSTNode, stop: Callable[[cst.CSTNode], bool] = lambda node: False
    ) -> Iterator[cst.CSTNode]:
        """A node and all that it holds; what `stop` is true of is given, and not entered."""
        pending = [node]
        while pending:
            current = pending.pop()
            yield current
            if current is node or not stop(current):
                pending.extend(reversed(children(current)))

    def edit(self, start: int, end: int, replacement: str) -> TextEdit:
        """An edit of this file by offsets; line ends become those of the file."""
        if self.source.newline != "\n":
            replacement = replacement.replace("\n", self.source.newline)
        return TextEdit(self.path, self.lines.span(start, end), replacement)

    def insert(self, offset: int, text: str) -> TextEdit:
        """An insertion into this file."""
        return self.edit(offset, offset, text)


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The nodes that a node holds; libcst's own way to them visits copies."""
    found: list[cst.CSTNode] = []
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            found.extend(each for each in value if isinstance(each, cst.CSTNode))
    return found


class Files:
    """The files that fixes read, each parsed at most once, and only if a fix asks for it."""

    def __init__(self, read: Callable[[str], Source]) -> None:
        self._read = read
        self._known: dict[str, Syntax | Refused] = {}

    def get(self, path: str) -> Syntax:
        """The concrete syntax of a file.

        Raises:
            Refused: it cannot be read.
        """
        known = self._known.get(path)
        if known is None:
            try:
                known = Syntax(self._read(path))
            except (SourceError, OSError) as error:
                known = Refused(f"the file cannot be read: {error}")
            except Refused as error:
                known = error
            self._known[path] = known
        if isinstance(known, Refused):
            raise known
        return known
