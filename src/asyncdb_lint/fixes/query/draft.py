"""The changes of one translation while it is worked out: text, imports, and what a person should look at."""

from __future__ import annotations

import libcst as cst

from asyncdb_lint.fixes.edits import Replacement
from asyncdb_lint.fixes.query.reading import Names, dotted
from asyncdb_lint.fixes.query.request import Target, Translation
from asyncdb_lint.fixes.syntax import Refused


class Draft:
    """Collects changes of one file; offsets are those of the text as it is."""

    def __init__(self, names: Names, target: Target) -> None:
        self.names = names
        self.syntax = names.syntax
        self.target = target
        self._changes: list[tuple[int, int, int, str]] = []
        self._openings: list[tuple[int, int, str]] = []
        self._opened = 0
        self._indented: list[tuple[int, str]] = []
        self._imports: set[tuple[str, str, str]] = set()
        self._notes: dict[str, None] = {}
        self.queries: set[int] = set()

    def replace(self, start: int, end: int, text: str) -> None:
        if start < end:
            self._changes.append((start, 2, end, text))
        elif text:
            self.insert(start, text)

    def insert(self, offset: int, text: str) -> None:
        """Write behind what was inserted at this place before."""
        self._changes.append((offset, 0, offset, text))

    def indent(self, offset: int, text: str) -> None:
        """Indent a line, unless it goes."""
        self._indented.append((offset, text))

    def open(self, offset: int, text: str) -> None:
        """Write before what was opened at this place already, and behind all that is inserted there."""
        self._opened -= 1
        self._openings.append((offset, self._opened, text))

    def note(self, text: str) -> None:
        self._notes[text] = None

    def start(self, node: cst.BaseExpression) -> int:
        """Where an expression begins, its parentheses included."""
        return self.syntax.outer(node)[0]

    def end(self, node: cst.BaseExpression) -> int:
        return self.syntax.outer(node)[1]

    def text(self, start: int, end: int) -> str:
        return self.syntax.text[start:end]

    def spelled(self, at: cst.CSTNode, name: str, module: str = "sqlalchemy") -> str:
        """How a function of a library is written at a place; it is imported if need be.

        Raises:
            Refused: its name means something else there.
        """
        library = ("sqlmodel",) if module == "sqlmodel" else ("sqlalchemy", "sqlmodel")
        origins = self.names.origins(at, name)
        if origins and all(each.partition(".")[0] in library and each.rpartition(".")[2] == name for each in origins):
            return name
        is_taken = bool(self.names.bindings(at, name))
        for alias, origin in self._imported().items():
            if origin.partition(".")[0] in library and self.names.origin(at, alias) == origin:
                if origin.rpartition(".")[2] == name:
                    return alias
                if origin == module:
                    return f"{alias}.{name}"
        alias = name
        if is_taken:
            alias = f"sa_{name}"
            if self.names.bindings(at, alias):
                raise Refused(f"the name `{name}`, which the statement needs, means something else here")
        self._imports.add((module, name, alias))
        return alias

    def _imported(self) -> dict[str, str]:
        """What the statements at the top of the file import, by the names that they bind."""
        found: dict[str, str] = {}
        for line in self.syntax.module.body:
            for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if isinstance(statement, cst.ImportFrom) and not isinstance(statement.names, cst.ImportStar):
                    module = dotted(statement.module) if statement.module is not None else ""
                    for alias in statement.names:
                        bound = alias.evaluated_alias or alias.evaluated_name
                        found[bound] = f"{'.' * len(statement.relative)}{module}.{alias.evaluated_name}"
                elif isinstance(statement, cst.Import):
                    for alias in statement.names:
                        whole = alias.evaluated_name
                        found[alias.evaluated_alias or whole.partition(".")[0]] = (
                            whole if alias.evaluated_alias else whole.partition(".")[0]
                        )
        return found

    def finished(self) -> Translation:
        """The translation; changes that meet are one.

        Raises:
            Refused: two changes want the same text.
        """
        gone = [(start, end) for start, _, end, _ in self._changes if start < end]
        for offset, text in self._indented:
            if not any(start < offset < end for start, end in gone):
                self.insert(offset, text)
        changes = [*self._changes, *((offset, 1, offset, text) for offset, _, text in sorted(self._openings))]
        merged: list[Replacement] = []
        for start, _, end, text in sorted(changes, key=lambda each: (each[0], each[1], each[2] if each[1] == 2 else 0)):
            if merged and start < merged[-1][1]:
                raise Refused("queries inside of each other cannot be told apart here")
            if merged and start == merged[-1][1]:
                first, _, before = merged[-1]
                merged[-1] = (first, end, before + text)
            else:
                merged.append((start, end, text))
        return Translation(tuple(merged), frozenset(self._imports), tuple(self._notes), frozenset(self.queries))
