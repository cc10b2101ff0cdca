"""From legacy `Query` to statements of the 2.0 style: one pure function of concrete syntax and what is known of it.

Source of what is written: the executed table of legacy queries and their translations, which the tests repeat.
"""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from asyncdb_lint.fixes.query.builders import Builders, drop
from asyncdb_lint.fixes.query.chain import Chain, read
from asyncdb_lint.fixes.query.draft import Draft
from asyncdb_lint.fixes.query.elements import Elements
from asyncdb_lint.fixes.query.ends import Ends, unique
from asyncdb_lint.fixes.query.flow import Flow, Known
from asyncdb_lint.fixes.query.group import Group, Grouping, Use, first_of
from asyncdb_lint.fixes.query.reading import Names
from asyncdb_lint.fixes.query.request import Target, Translation
from asyncdb_lint.fixes.query.selection import Element, Kind, Selection
from asyncdb_lint.fixes.syntax import Refused, Syntax

CHANGING = frozenset({"update", "delete"})


class Queries:
    """The legacy queries of one file."""

    def __init__(self, syntax: Syntax, target: Target) -> None:
        self._names = Names(syntax)
        self._target = target

    def translated(self, root: cst.Call) -> Translation:
        """What becomes of the call `root` of `query()`, and of all queries that belong to it.

        Raises:
            Refused: there is no statement that surely does the same; the message says why.
        """
        group = Grouping(self._names).around(root)
        return _Translator(self._names, self._target, group).translated()


class _Translator:
    """Translates one group of queries."""

    def __init__(self, names: Names, target: Target, group: Group) -> None:
        self.names = names
        self.target = target
        self.group = group
        self.elements = Elements(names, target)
        roots = [use.chain for use in group.uses if use.chain.session is not None]
        session = roots[0].session
        assert session is not None
        self.session = names.syntax.whole(session)

    def translated(self) -> Translation:
        changing = self._changing()
        states = {} if changing and self.group.variables else self._states()
        draft = Draft(self.names, self.target)
        for use in self.group.uses:
            is_changing = bool(changing) and self._is_changing(use)
            if isinstance(use.chain.root, cst.Call):
                self._write_root(draft, use, changing if is_changing else "")
            if is_changing:
                Builders(draft, self.elements).change(use.chain)
                if use.how == "end":
                    Ends(draft, self.session).change(use.chain)
            else:
                self._write_end(draft, use, self._read(draft, use, states))
        return draft.finished()

    def _is_changing(self, use: Use) -> bool:
        """Whether a chain makes an UPDATE or DELETE, and not a part of one."""
        is_variable = isinstance(use.chain.root, cst.Name) or use.how == "assigned"
        return is_variable or (use.chain.end is not None and use.chain.end.name in CHANGING)

    def _changing(self) -> str:
        """`update` or `delete` if that is what the group's variable, or one of its chains, is for."""
        executed = [use for use in self.group.uses if use.how not in ("part", "assigned")]
        ends = {use.chain.end.name for use in executed if use.chain.end is not None} & CHANGING
        if not ends:
            return ""
        if not self.group.variables:
            return ends.pop() if len(ends) == 1 else ""
        others = [use for use in executed if use.chain.end is None or use.chain.end.name not in CHANGING]
        parts = [use for use in self.group.uses if use.how == "part" and isinstance(use.chain.root, cst.Name)]
        if len(ends) > 1 or others or parts:
            raise Refused("one variable is used both to read and to change rows")
        return ends.pop()

    def _states(self) -> Mapping[cst.Name, Selection | None]:
        """What is known of each variable at each place that reads it."""
        if self.group.function is None:
            return {}
        flow = Flow(self.names.syntax, frozenset(self.group.variables), self._assigned)
        flow.run(self.group.function)
        return flow.at

    def _assigned(self, value: cst.BaseExpression, known: Known) -> Selection | None:
        """What an expression that is assigned to a variable of the group selects."""
        if isinstance(value, cst.IfExp):
            first, second = self._assigned(value.body, known), self._assigned(value.orelse, known)
            return first.joined_with(second) if first is not None and second is not None else None
        root = first_of(value)
        if root is None:
            return None
        chain = read(self.names.syntax, root)
        before = known.get(root.value) if isinstance(root, cst.Name) else self._selected(root)
        if before is None:
            return None
        return self._stepped(Draft(self.names, self.target), Use(chain, "assigned"), before)

    def _read(self, draft: Draft, use: Use, states: Mapping[cst.Name, Selection | None]) -> Selection:
        """What is known of the rows of a chain."""
        root = use.chain.root
        if not isinstance(root, cst.Name):
            return self._stepped(draft, use, self._selected(root))
        found = states.get(root)
        if found is None:
            raise Refused(f"`{root.value}` holds queries of different things")
        return self._stepped(draft, use, found)

    def _stepped(self, draft: Draft, use: Use, selection: Selection) -> Selection:
        chain = use.chain
        streams = use.how in ("for", "comprehension")
        if self.group.variables and self.target.is_async and any(each.name == "yield_per" for each in chain.steps):
            raise Refused("yield_per() of a query that is built in several statements")
        if chain.end is not None and chain.end.name == "get":
            return selection
        return Builders(draft, self.elements).select(chain, selection, streams)

    def _selected(self, root: cst.Call) -> Selection:
        if not root.args or any(each.keyword is not None for each in root.args):
            raise Refused("query() with arguments that cannot be read")
        elements = tuple(
            Element(Kind.UNKNOWN, "") if each.star else self.elements.element(each.value) for each in root.args
        )
        return Selection(elements)

    def _write_root(self, draft: Draft, use: Use, changing: str) -> None:
        """`session.query` becomes the name of the function that makes the statement."""
        root = use.chain.root
        assert isinstance(root, cst.Call)
        draft.queries.add(draft.syntax.range(root)[0])
        if use.chain.end is not None and use.chain.end.name == "get":
            return
        if changing:
            if len(root.args) != 1 or root.args[0].star or root.args[0].keyword is not None:
                raise Refused(f"{changing}() of several entities")
            name = draft.spelled(root, changing)
        else:
            name = Ends(draft, self.session).select(root)
        start, end = draft.syntax.range(root)[0], draft.syntax.outer(root.func)[1]
        if "#" in draft.text(start, end):
            raise Refused("a comment before .query() would be lost")
        draft.replace(start, end, name)

    def _write_end(self, draft: Draft, use: Use, selection: Selection) -> None:
        ends = Ends(draft, self.session)
        if use.how == "end":
            ends.finish(use.chain, selection)
        elif use.how == "part":
            _write_part(draft, use.chain, selection)
        elif use.how in ("in", "star"):
            ends.fetched(use.chain, selection, f"{unique(selection)}.all()")
        elif use.how in ("for", "comprehension") and "yield_per" in selection.steps and self.target.is_async:
            self._stream(draft, ends, use, selection)
        elif use.how != "assigned":
            ends.fetched(use.chain, selection, unique(selection))

    def _stream(self, draft: Draft, ends: Ends, use: Use, selection: Selection) -> None:
        """Rows that come one by one are read with `async for`."""
        around = use.around
        assert isinstance(around, (cst.For, cst.CompFor))
        if isinstance(around, cst.CompFor) and draft.syntax.enclosing(around, cst.GeneratorExp) is not None:
            raise Refused("`async for` would make the generator expression an asynchronous one")
        if not selection.is_known:
            raise Refused("it is not known whether the query gives objects or rows")
        start = draft.text(0, draft.start(around.target)).rindex("for")
        method = "stream_scalars" if selection.is_scalar else "stream"
        ends.written(use.chain, f"{self.session}.{method}(", "")
        draft.open(start, "async ")


def _write_part(draft: Draft, chain: Chain, selection: Selection) -> None:
    """The end of a query that makes a part of a statement."""
    end = chain.end
    if end is None:
        return
    if "from_statement" in selection.steps and end.name != "statement":
        raise Refused(f".{end.name}() of from_statement()")
    if end.name == "as_scalar" and end.attribute is not None:
        draft.replace(*draft.syntax.range(end.attribute.attr), "scalar_subquery")
    elif end.name == "statement":
        drop(draft, end)
    elif end.name == "subquery":
        keywords = {each.keyword.value for each in end.arguments if each.keyword is not None}
        if keywords - {"name"} or len(end.arguments) > 1:
            raise Refused("subquery() with labels of the legacy style")
    elif end.name == "exists" and selection.steps & {"group_by", "having"}:
        raise Refused("exists() of a grouped query lists its columns")
