"""Where blocking happened: the line of a fixture that a stack of frames stands for.

The line is the first line of the expression (or of the context manager in a `with`) that the innermost coroutine or
asynchronous generator of the fixture is evaluating. Where a framework's coroutine calls a plain function of the
fixture on the event loop, there is no such frame, and the line is the one that this function is evaluating.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from types import FrameType

import greenlet

_COROUTINE = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE
# From Python 3.12 on these have no frame of their own.
_COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>"})
_LOOP_BOUNDARY = frozenset({"_run_once", "run_forever", "_run"})

Place = tuple[str, int]


def locate(innermost: FrameType, files: frozenset[str]) -> Place | None:
    """The place in `files` that is responsible for what the innermost frame does; None if there is none."""
    comprehension: FrameType | None = None
    plain: FrameType | None = None
    for frame in _frames(innermost):
        code = frame.f_code
        inside = code.co_filename in files
        if code.co_flags & _COROUTINE:
            if inside:
                return place(comprehension or frame)
            if plain is not None and code.co_name != "greenlet_spawn":
                break
        elif inside:
            plain = frame
        inlined = inside and code.co_name in _COMPREHENSIONS
        comprehension = (comprehension or frame) if inlined else None
    return None if plain is None else place(plain)


def place(frame: FrameType) -> Place:
    """File and first line of what a frame is evaluating."""
    filename = frame.f_code.co_filename
    if sys.version_info >= (3, 11):
        positions = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
        line, end_line, column, end_column = positions
        if line is not None and end_line is not None and column is not None and end_column is not None:
            return filename, _first_line(filename, (line, column), (end_line, end_column))
    return filename, _first_line_of_call(filename, frame.f_lineno)


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Outwards, through the greenlets of `run_sync`, up to the event loop."""
    current: greenlet.greenlet | None = greenlet.getcurrent()
    while frame is not None:
        while frame is not None:
            if frame.f_code.co_name in _LOOP_BOUNDARY and frame.f_globals.get("__name__", "").startswith("asyncio."):
                return
            yield frame
            frame = frame.f_back
        current = current.parent if current is not None else None
        frame = current.gr_frame if current is not None else None


def _first_line(filename: str, start: tuple[int, int], end: tuple[int, int]) -> int:
    """Python gives a method call the position of the method's name; the expression starts earlier."""
    for node in _nodes(filename):
        node_start, node_end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        subject = _subject(node)
        if subject is not None and (node_start, node_end) == (start, end):
            return subject.lineno
        if isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)) and node_end == end and node_start <= start:
            return node.lineno
    return start[0]


def _subject(node: ast.AST) -> ast.expr | None:
    """What is iterated or entered: before Python 3.13 that has the position of the whole statement."""
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return node.items[0].context_expr
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return node.iter
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return node.generators[0].iter
    return None


def _first_line_of_call(filename: str, line: int) -> int:
    """Python 3.10 knows only a line: of the method's name, or of the statement that iterates or enters."""
    starts = []
    for node in _nodes(filename):
        if isinstance(node, ast.Call) and node.func.end_lineno == line and node.lineno < line:
            starts.append(node.lineno)
        elif isinstance(node, ast.stmt) and node.lineno == line and (subject := _subject(node)) is not None:
            starts.append(subject.lineno)
    return min(starts, default=line)


@cache
def _nodes(filename: str) -> tuple[ast.expr | ast.stmt, ...]:
    tree = ast.parse(Path(filename).read_bytes(), filename)
    return tuple(node for node in ast.walk(tree) if isinstance(node, (ast.expr, ast.stmt)))
