"""The project's files as a person sees them: each is read at most once, and places are counted in code points."""

from __future__ import annotations

from asyncdb_lint.diagnostic import Span, Step
from asyncdb_lint.inputs import Inputs
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import Place
from asyncdb_lint.source import Source


class Sources:
    """The project's files, each read at most once."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def get(self, path: str) -> Source:
        return self._inputs.source(path)

    def span(self, path: str, at: ir.At) -> Span:
        """A place in code points."""
        source = self.get(path)
        return Span(at[0], source.column(at[0], at[1]), at[2], source.column(at[2], at[3]))

    def step(self, place: Place) -> Step:
        """A place of the analysis as a step of a trace."""
        return Step(place.message, place.path, self.span(place.path, place.at))
