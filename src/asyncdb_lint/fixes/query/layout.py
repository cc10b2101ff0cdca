"""Where the new text goes around a chain of calls, so that its lines and comments stay as they are."""

from __future__ import annotations

import libcst as cst

from asyncdb_lint.fixes.query.chain import Chain
from asyncdb_lint.fixes.query.draft import Draft
from asyncdb_lint.fixes.scopes import binds_closely
from asyncdb_lint.fixes.syntax import Refused


def wrap(draft: Draft, chain: Chain, opening: str, closing: str, middle: str | None, keeps_end: bool = False) -> None:
    """Put a chain between `opening` and `closing`.

    `middle` is written in the place of the chain's end, after its dot (or of its subscript); with None the end goes,
    unless `keeps_end` says that it is rewritten elsewhere.
    Parentheses that stand around the chain alone are used, and what has no parentheses is indented if its calls stand
    on lines of their own.
    """
    syntax, outer, inner = draft.syntax, chain.outer, chain.inner
    if binds_closely(syntax, outer) and opening.startswith("await"):
        opening, closing = f"({opening}", f"{closing})"
    if outer.lpar:
        left, right = syntax.parentheses(outer)
        is_glued = left > 0 and (syntax.text[left - 1].isalnum() or syntax.text[left - 1] == "_")
        draft.replace(left, left + 1, f" {opening}" if is_glued and not opening.startswith("(") else opening)
        if middle is None and chain.end is not None and not keeps_end:
            kept = _without_end(draft, chain)
            rest = syntax.text[syntax.range(outer)[1] : right]
            if kept:
                rest = rest.removeprefix(syntax.source.newline)
                rest = _last_indentation(draft, chain) + rest.lstrip(" \t") if "#" in rest else rest
            draft.replace(draft.end(inner), right + 1, f"{kept}{rest}{closing}")
        else:
            _write_middle(draft, chain, middle)
            draft.replace(right, right + 1, closing)
    elif chain.end is not None and inner.lpar and not keeps_end:
        left, right = syntax.parentheses(inner)
        draft.replace(left, left + 1, opening)
        if middle is not None:
            dot = _last_gap(draft, inner) + "." if chain.end.attribute is not None else ""
            draft.insert(syntax.range(inner)[1], f"{dot}{middle}")
        if "#" in _without_end(draft, chain):
            raise Refused(f"a comment before .{chain.end.name}() would be lost")
        draft.replace(right, syntax.range(outer)[1], closing)
    else:
        _in_the_open(draft, chain, opening, closing, middle, keeps_end)


def _in_the_open(draft: Draft, chain: Chain, opening: str, closing: str, middle: str | None, keeps_end: bool) -> None:
    """The chain has no parentheses of its own."""
    syntax = draft.syntax
    start, end = syntax.range(chain.outer)
    lines = _lines_to_indent(draft, chain)
    if lines:
        newline = syntax.source.newline
        base = _indentation(syntax.text, start)
        unit = syntax.module.default_indent
        draft.open(start, f"{opening}{newline}{base}{unit}")
        stop = _stop(draft, chain, middle, keeps_end)
        for line in lines:
            if line <= stop:
                draft.indent(line, unit)
        closing = f"{newline}{base}{closing}"
    else:
        draft.open(start, opening)
    if middle is None and chain.end is not None and not keeps_end:
        kept = _without_end(draft, chain)
        if "#" in kept and not lines:
            raise Refused(f"a comment before .{chain.end.name}() would be lost")
        closing = f"{kept.removesuffix(syntax.source.newline)}{closing}"
        draft.replace(draft.end(chain.inner), end, closing)
    else:
        _write_middle(draft, chain, middle)
        draft.insert(end, closing)


def _stop(draft: Draft, chain: Chain, middle: str | None, keeps_end: bool) -> int:
    """Up to where the text of a chain stays."""
    if keeps_end or chain.end is None:
        return draft.syntax.range(chain.outer)[1]
    if middle is not None and chain.end.attribute is not None:
        return draft.syntax.range(chain.end.attribute.attr)[0]
    return draft.end(chain.inner)


def _write_middle(draft: Draft, chain: Chain, middle: str | None) -> None:
    if middle is None or chain.end is None:
        return
    stop = draft.syntax.range(chain.outer)[1]
    attribute = chain.end.attribute
    start = draft.end(chain.inner) if attribute is None else draft.syntax.range(attribute.attr)[0]
    if "#" in draft.text(start, stop):
        raise Refused(f"a comment inside of .{chain.end.name}() would be lost")
    draft.replace(start, stop, middle)


def _without_end(draft: Draft, chain: Chain) -> str:
    """What stays of the text between a chain and its end that goes: comments, up to the end of their line.

    Raises:
        Refused: there is a comment inside of the end.
    """
    assert chain.end is not None
    start, stop = draft.end(chain.inner), draft.syntax.range(chain.outer)[1]
    attribute = chain.end.attribute
    name = start if attribute is None else draft.syntax.range(attribute.attr)[0]
    if "#" in draft.text(name, stop):
        raise Refused(f"a comment inside of .{chain.end.name}() would be lost")
    gap = draft.text(start, name)
    if "#" in gap and not gap.endswith("."):
        raise Refused(f"a comment before .{chain.end.name}() would be lost")
    return gap[: gap.rindex("\n") + 1] if "#" in gap else ""


def _last_indentation(draft: Draft, chain: Chain) -> str:
    """How the line of a chain's end is indented."""
    assert chain.end is not None
    return _indentation(draft.syntax.text, draft.syntax.range(chain.outer)[1] - 1)


def _last_gap(draft: Draft, node: cst.BaseExpression) -> str:
    """The line break with its indentation before the last call of a chain; empty if there is none."""
    func = node.func if isinstance(node, cst.Call) else node
    if not isinstance(func, cst.Attribute):
        return ""
    gap = draft.text(draft.end(func.value), draft.syntax.range(func.attr)[0]).rstrip(". \t")
    text = draft.text(draft.end(func.value), draft.syntax.range(func.attr)[0])
    if "\n" not in gap and "\n" not in text:
        return ""
    return draft.syntax.source.newline + text[text.rindex("\n") + 1 :].partition(".")[0]


def _lines_to_indent(draft: Draft, chain: Chain) -> list[int]:
    """Where the lines of a chain begin, if its calls stand on lines of their own and can be moved."""
    syntax = draft.syntax
    attributes = [
        each.attribute for each in (*chain.steps, chain.end) if each is not None and each.attribute is not None
    ]
    gaps = [draft.text(draft.end(each.value), syntax.range(each.attr)[0]) for each in attributes]
    if not any("\n" in gap for gap in gaps) or any("\\" in gap for gap in gaps):
        return []
    for node in syntax.walk(chain.outer):
        if isinstance(node, (cst.SimpleString, cst.FormattedString)) and "\n" in syntax.code(node):
            return []
    start, end = syntax.range(chain.outer)
    first = syntax.lines.place(start)[0] + 1
    last = syntax.lines.place(end)[0]
    starts = [syntax.lines.start(line) for line in range(first, last + 1)]
    return [each for each in starts if syntax.text[each : each + 1] not in ("\n", "\r", "")]


def _indentation(text: str, offset: int) -> str:
    line = text[text.rfind("\n", 0, offset) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]
