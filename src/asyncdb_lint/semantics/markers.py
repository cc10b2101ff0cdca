"""Which database calls do not count because a person said so: `# asyncdb: non-blocking REASON` at a call or a `def`.

Behind a call the mark cuts every way to the database that begins or ends on its line; in the header of a function every
way that leads through the function. A mark without a reason, or with another word, cuts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from asyncdb_lint.index.module import ModuleInfo
from asyncdb_lint.index.project import Project
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.summary import Block
from asyncdb_lint.semantics.values import FunctionValue

WORD = "non-blocking"


class Markers:
    """The marks of a project, and which of them were seen to cut something."""

    def __init__(self, project: Project) -> None:
        self._modules: Mapping[str, ModuleInfo] = {each.path: each for each in project.modules() if each.markers}
        self._lines: Mapping[str, Mapping[int, ir.Marker]] = {
            path: {mark.at[0]: mark for mark in module.markers if fault_of(mark) == ""}
            for path, module in self._modules.items()
        }
        self._used: set[ir.Marker] = set()

    def kept(self, function: FunctionValue, blocks: list[Block]) -> list[Block]:
        """Of the blocks that running a function leads to, those that count."""
        if not blocks or not self._lines:
            return blocks
        header = self.on_function(function.module, function.node)
        if header is not None:
            self._used.add(header)
            return []
        return [block for block in blocks if not self._is_cut(block)]

    def on_function(self, module: ModuleInfo, node: ir.Function) -> ir.Marker | None:
        """The mark in the header of a function."""
        marks = self._lines.get(module.path, {}).values()
        return next((mark for mark in marks if mark.header == node.at[0] and node.name != "<lambda>"), None)

    def at(self, path: str, at: ir.At) -> ir.Marker | None:
        """The mark behind the first or the last line of a place."""
        lines = self._lines.get(path, {})
        return lines.get(at[2]) or lines.get(at[0])

    def unused(self, module: ModuleInfo, was_run: Callable[[ir.Function], bool]) -> Iterator[tuple[ir.Marker, str]]:
        """The marks of a module that cut nothing, each with the reason in words.

        Of code in functions that nothing is seen to run nobody knows what the mark is good for; `was_run` tells of the others.
        """
        for mark in module.markers:
            fault = fault_of(mark)
            if fault:
                yield mark, fault
            elif mark not in self._used and all(map(was_run, functions_around(module, mark.at[0]))):
                yield mark, "no blocking database call lies behind it"

    def _is_cut(self, block: Block) -> bool:
        marks = [self.at(step.path, step.at) for step in block.steps]
        self._used.update(mark for mark in marks if mark is not None)
        return any(mark is not None for mark in marks)


def fault_of(mark: ir.Marker) -> str:
    """Why a mark says nothing, in words; empty for one that does."""
    if mark.word != WORD:
        return f"there is no mark {mark.word!r} (known: {WORD})"
    if not mark.reason:
        return "it needs a reason"
    return "it stands behind no code" if mark.header < 0 else ""


def functions_around(module: ModuleInfo, line: int) -> list[ir.Function]:
    """The functions whose header or body a line belongs to, the outermost first; lambdas apart."""
    return [
        node
        for node, _, _ in module.functions
        if node.name != "<lambda>" and node.first_line <= line < node.at[0] + node.lines
    ]
