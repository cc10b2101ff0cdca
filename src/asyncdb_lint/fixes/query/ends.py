"""How a statement is executed in the place of a query, for each way a query ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import libcst as cst

from asyncdb_lint.fixes.query.chain import Chain
from asyncdb_lint.fixes.query.draft import Draft
from asyncdb_lint.fixes.query.elements import Elements
from asyncdb_lint.fixes.query.layout import wrap
from asyncdb_lint.fixes.query.selection import Kind, Selection
from asyncdb_lint.fixes.scopes import binds_closely, coroutine_function
from asyncdb_lint.fixes.syntax import Refused, Syntax

WHOLE = frozenset({"_asdict", "_mapping", "_fields"})
"""What a row has that tells all of its names."""


class Ends:
    """Writes what executes statements of one session; `session` is how it is written."""

    def __init__(self, draft: Draft, session: str) -> None:
        self.draft = draft
        self.session = session

    def finish(self, chain: Chain, selection: Selection) -> None:
        """Write the end of a chain."""
        assert chain.end is not None
        TABLE[chain.end.name](self, chain, selection)

    def fetched(self, chain: Chain, selection: Selection, methods: str, middle: str | None = None) -> None:
        """The chain becomes a statement whose result has `methods` called."""
        if selection.ambiguous and not _is_unpacked(self.draft.syntax, chain):
            name = selection.ambiguous
            raise Refused(
                f"two columns are called `{name}`: a row of Query has the last one under it, one of a statement the first"
            )
        method, scalars = self._fetching(selection)
        if any(each.kind is not Kind.ENTITY and not each.key for each in selection.elements):
            self._note_names(chain)
        self.written(chain, f"{self.session}.{method}(", f"{scalars}{methods}", middle)

    def _note_names(self, chain: Chain) -> None:
        """Rows of a statement have names for functions and the like, which those of a Query left out."""
        function = self.draft.syntax.enclosing(chain.outer, cst.FunctionDef)
        for node in self.draft.syntax.walk(function) if function is not None else ():
            if isinstance(node, cst.Attribute) and node.attr.value in WHOLE:
                self.draft.note(
                    f"`{node.attr.value}` of a row names columns without a label, too, which that of Query left out"
                )
                return

    def written(
        self,
        chain: Chain,
        opening: str,
        methods: str,
        middle: str | None = None,
        closing: str = ")",
        keeps_end: bool = False,
    ) -> None:
        """The chain goes between `opening` and `closing`, is awaited, and then come the methods of the result."""
        if self.draft.target.is_async:
            opening = f"(await {opening}" if methods else f"{self._await(chain)}{opening}"
            closing = f"{closing}){methods}" if methods else closing
            if methods:
                self._drop_await(chain)
        else:
            closing = f"{closing}{methods}"
        wrap(self.draft, chain, opening, closing, middle, keeps_end)

    def _await(self, chain: Chain) -> str:
        """`await`, unless it stands before the chain already."""
        coroutine_function(self.draft.syntax, chain.outer)
        return "" if isinstance(self.draft.syntax.parent(chain.outer), cst.Await) else "await "

    def _drop_await(self, chain: Chain) -> None:
        """An `await` before the whole chain goes: the statement is awaited inside."""
        coroutine_function(self.draft.syntax, chain.outer)
        around = self.draft.syntax.parent(chain.outer)
        if isinstance(around, cst.Await):
            start, end = self.draft.syntax.range(around)[0], self.draft.start(chain.outer)
            if self.draft.text(start, end).removeprefix("await").strip():
                raise Refused("a comment behind `await` would be lost")
            self.draft.replace(start, end, "")

    def _fetching(self, selection: Selection) -> tuple[str, str]:
        """The method of the session that gives objects where `Query` gave objects, and rows where it gave rows."""
        if not selection.is_known:
            raise Refused("it is not known whether the query gives objects or rows")
        target = self.draft.target
        if self._execs(selection) and (selection.is_scalar or len(selection.elements) > 1):
            return "exec", ""
        if not selection.is_scalar:
            return "execute", ""
        return ("execute", ".scalars()") if target.version < (2, 0) else ("scalars", "")

    def _execs(self, selection: Selection) -> bool:
        """Whether `exec()` of SQLModel tells one column from several: it goes by what `select()` was given."""
        changing = {"with_entities", "add_columns", "add_column", "add_entity", "from_statement"}
        return self.draft.target.is_sqlmodel and not selection.steps & changing

    def _no_arguments(self, chain: Chain) -> None:
        assert chain.end is not None
        if chain.end.arguments:
            raise Refused(f".{chain.end.name}() with arguments")

    def _all(self, chain: Chain, selection: Selection) -> None:
        self._no_arguments(chain)
        self.fetched(chain, selection, f"{unique(selection)}.all()")

    def _one(self, chain: Chain, selection: Selection) -> None:
        assert chain.end is not None
        self._no_arguments(chain)
        self.fetched(chain, selection, f"{unique(selection)}.{chain.end.name}()")

    def _first(self, chain: Chain, selection: Selection) -> None:
        self._no_arguments(chain)
        limit = None if "from_statement" in selection.steps else "limit(1)"
        self.fetched(chain, selection, ".first()", limit)

    def _scalar(self, chain: Chain, selection: Selection) -> None:
        self._no_arguments(chain)
        if not selection.is_known:
            raise Refused("it is not known whether the query gives objects or rows")
        is_one_column = len(selection.elements) == 1
        if self._execs(selection) and is_one_column and not selection.is_rows:
            method = "one" if selection.is_one_row else "one_or_none"
            self.written(chain, f"{self.session}.exec(", f"{unique(selection)}.{method}()")
        elif selection.is_one_row:
            self.written(chain, f"{self.session}.scalar(", "")
        else:
            self.written(chain, f"{self.session}.execute(", f"{unique(selection)}.scalar_one_or_none()")

    def _count(self, chain: Chain, selection: Selection) -> None:
        self._no_arguments(chain)
        if "from_statement" in selection.steps:
            raise Refused("count() of from_statement()")
        if "with_for_update" in selection.steps:
            raise Refused("count() of locked rows, which PostgreSQL refuses")
        select, func = self.select(chain.outer), self.draft.spelled(chain.outer, "func")
        inside = f"{select}({func}.count()).select_from("
        if self.draft.target.is_sqlmodel:
            self.written(chain, f"{self.session}.exec({inside}", ".one()", "subquery()", "))")
        else:
            self.written(chain, f"{self.session}.scalar({inside}", "", "subquery()", "))")

    def select(self, at: cst.CSTNode) -> str:
        """How `select` is written at a place."""
        return self.draft.spelled(at, "select", "sqlmodel" if self.draft.target.is_sqlmodel else "sqlalchemy")

    def _sliced(self, chain: Chain, selection: Selection) -> None:
        assert chain.end is not None and chain.end.subscript is not None
        subscript = chain.end.subscript
        index = subscript.slice[0].slice if len(subscript.slice) == 1 else None
        if isinstance(index, cst.Index):
            self.fetched(chain, selection, f"{unique(selection)}.all()[0]", self._single(index.value))
            return
        if not isinstance(index, cst.Slice):
            raise Refused("a subscript that is neither an index nor a slice")
        bounds = [self.draft.syntax.whole(each) if each else "" for each in (index.lower, index.upper, index.step)]
        self._check_bounds(index)
        lower, upper, step = bounds
        middle = None
        if lower and upper:
            middle = f".slice({lower}, {upper})"
        elif upper:
            middle = f".limit({upper})"
        elif lower and lower != "0":
            if selection.steps & {"offset", "slice"}:
                raise Refused("a slice after offset()")
            middle = f".offset({lower})"
        self.fetched(chain, selection, f"{unique(selection)}.all(){f'[::{step}]' if step else ''}", middle)

    def _single(self, index: cst.BaseExpression) -> str:
        text = self.draft.syntax.code(index)
        if isinstance(index, cst.Integer) and text.isdecimal():
            return f".slice({text}, {int(text) + 1})"
        raise Refused("an index that is not a plain number")

    def _check_bounds(self, index: cst.Slice) -> None:
        """`Query` refuses negative bounds, and gives nothing where the end lies before the start."""
        numbers = [each for each in (index.lower, index.upper) if each is not None]
        if any(isinstance(each, cst.UnaryOperation) for each in (*numbers, index.step)):
            raise Refused("a slice with a negative bound")
        if not all(isinstance(each, cst.Integer) for each in numbers):
            self.draft.note(
                "a slice of a query is empty where its end lies before its start; that of a statement need not be"
            )
        elif len(numbers) == 2 and int(self.draft.syntax.code(numbers[0])) >= int(self.draft.syntax.code(numbers[1])):
            raise Refused("a slice that is always empty")

    def _value(self, chain: Chain, selection: Selection) -> None:
        assert chain.end is not None
        arguments = chain.end.arguments
        if not arguments or any(each.star or each.keyword for each in arguments) or selection.is_rows:
            raise Refused(f".{chain.end.name}() with arguments that cannot be read")
        texts = [self.draft.syntax.whole(each.value) for each in arguments]
        middle = f"with_only_columns({', '.join(texts)})"
        methods = ".scalar()" if chain.end.name == "value" else ""
        self.written(chain, f"{self.session}.execute(", methods, middle)

    def _get(self, chain: Chain, selection: Selection) -> None:
        """`query(Entity).get(key)` becomes `session.get(Entity, key)`; options go behind the key."""
        end, root, syntax = chain.end, chain.root, self.draft.syntax
        assert end is not None
        if not isinstance(root, cst.Call) or len(root.args) != 1 or len(end.arguments) != 1:
            raise Refused("get() of a query that was built in several statements")
        argument = end.arguments[0]
        if argument.star or (argument.keyword is not None and argument.keyword.value != "ident"):
            raise Refused("get() with arguments that cannot be read")
        options = self._options_of_get(chain)
        first, key, stop = root.args[0].value, argument.value, syntax.range(chain.outer)[1]
        between = self.draft.text(self.draft.end(first), self.draft.start(key)) + self.draft.text(
            self.draft.end(key), stop
        )
        before = self.draft.text(syntax.range(chain.outer)[0], self.draft.start(first))
        if "#" in between or "#" in before:
            raise Refused("a comment inside of get() would be lost")
        opening = f"{self.session}.get("
        if self.draft.target.is_async:
            opening = f"{self._await(chain)}{opening}"
            if binds_closely(syntax, chain.outer) and not chain.outer.lpar:
                opening, options = f"({opening}", f"{options})"
        self.draft.replace(syntax.range(chain.outer)[0], self.draft.start(first), opening)
        self.draft.replace(self.draft.end(first), self.draft.start(key), ", ")
        self.draft.replace(self.draft.end(key), stop, options)

    def _options_of_get(self, chain: Chain) -> str:
        """The further arguments of `session.get()`, with its closing parenthesis."""
        loading: list[str] = []
        others: list[str] = []
        for step in chain.steps:
            texts = [
                self.draft.syntax.text[slice(*self.draft.syntax.range(each))].rstrip(", \t\n")
                for each in step.arguments
            ]
            if step.name == "options":
                loading += texts
            elif step.name == "populate_existing" and not texts:
                others.append("populate_existing=True")
            elif step.name == "with_for_update":
                pairs = [text.partition("=") for text in texts]
                if not all(name.isidentifier() for name, _, _ in pairs):
                    raise Refused("with_for_update() with arguments that cannot be read")
                inner = ", ".join(f'"{name}": {value}' for name, _, value in pairs)
                others.append(f"with_for_update={{{inner}}}" if pairs else "with_for_update=True")
            elif step.name == "execution_options" and self.draft.target.version >= (2, 0):
                others.append(f"execution_options=dict({', '.join(texts)})")
            else:
                raise Refused(f"get() after .{step.name}() raises")
        given = [f"options=[{', '.join(loading)}]"] if loading else []
        return "".join(f", {each}" for each in [*given, *others]) + ")"

    def change(self, chain: Chain) -> None:
        """`update()` and `delete()`, whose value is the number of rows."""
        keeps_end = self._changed(chain)
        parent = self.draft.syntax.parent(chain.outer)
        methods = "" if isinstance(parent, cst.Expr) else ".rowcount"
        self.written(chain, f"{self.session}.execute(", methods, keeps_end=keeps_end)

    def _changed(self, chain: Chain) -> bool:
        """Rewrite the values of an UPDATE, and how loaded objects are brought up to date; whether there are any."""
        end, syntax = chain.end, self.draft.syntax
        assert end is not None and end.call is not None and end.attribute is not None
        names = [each.keyword.value if each.keyword is not None else "" for each in end.arguments]
        wanted = ["values", "synchronize_session"] if end.name == "update" else ["synchronize_session"]
        if len(names) > len(wanted) or any(each.star for each in end.arguments) or (end.name == "update" and not names):
            raise Refused(f".{end.name}() with arguments that cannot be read")
        if any(name not in ("", want) for name, want in zip(names, wanted)):
            raise Refused(f".{end.name}() with arguments that cannot be read")
        if not names:
            return False
        for argument in end.arguments:
            if argument.keyword is not None:
                self.draft.replace(syntax.range(argument.keyword)[0], self.draft.start(argument.value), "")
        new = "execution_options"
        if end.name == "update":
            new = "values"
            self._check_values(end.arguments[0].value)
        self.draft.replace(*syntax.range(end.attribute.attr), new)
        if len(names) == len(wanted):
            self._synchronized(end.arguments)
        return True

    def _synchronized(self, arguments: tuple[cst.Arg, ...]) -> None:
        """Write `synchronize_session` as an execution option, behind the values if there are some."""
        last = self.draft.start(arguments[-1].value)
        if len(arguments) == 1:
            self.draft.insert(last, "synchronize_session=")
            return
        values_end = self.draft.end(arguments[0].value)
        begin = self.draft.syntax.range(arguments[1].keyword)[0] if arguments[1].keyword is not None else last
        if "#" in self.draft.text(values_end, begin):
            raise Refused("a comment inside of .update() would be lost")
        self.draft.replace(values_end, begin, ").execution_options(synchronize_session=")

    def _check_values(self, values: cst.BaseExpression) -> None:
        if isinstance(values, (cst.List, cst.ListComp)):
            raise Refused("update() with a list of pairs keeps an order that values() does not")
        if not self.draft.target.is_async:
            return
        elements = values.elements if isinstance(values, cst.Dict) else ()
        if not isinstance(values, cst.Dict) or any(self._may_be_sql(each) for each in elements):
            self.draft.note(
                "a value that is an SQL expression leaves the attribute of loaded objects expired: refresh them"
            )

    def _may_be_sql(self, element: cst.BaseDictElement) -> bool:
        """Whether a value may be worked out by the database."""
        if not isinstance(element, cst.DictElement):
            return True
        return Elements(self.draft.names, self.draft.target).element(element.value).kind is not Kind.UNKNOWN


def _is_unpacked(syntax: Syntax, chain: Chain) -> bool:
    """Whether what a chain gives is taken apart by position."""
    parent = syntax.parent(chain.outer)
    if isinstance(parent, (cst.For, cst.CompFor)) and parent.iter is chain.outer:
        return isinstance(parent.target, (cst.Tuple, cst.List))
    return isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, (cst.Tuple, cst.List))


def unique(selection: Selection) -> str:
    return ".unique()" if selection.needs_unique else ""


End = Callable[[Ends, Chain, Selection], None]
TABLE: Mapping[str, End] = MappingProxyType(
    {
        "all": Ends._all,
        "one": Ends._one,
        "one_or_none": Ends._one,
        "first": Ends._first,
        "scalar": Ends._scalar,
        "count": Ends._count,
        "get": Ends._get,
        "[]": Ends._sliced,
        "value": Ends._value,
        "values": Ends._value,
    }
)
