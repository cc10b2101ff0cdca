"""What each method that goes on with a query becomes on a statement, and what it tells of the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import libcst as cst

from asyncdb_lint.fixes.query.chain import SETS, Chain, Step
from asyncdb_lint.fixes.query.draft import Draft
from asyncdb_lint.fixes.query.elements import Elements
from asyncdb_lint.fixes.query.reading import called, dotted, is_plain
from asyncdb_lint.fixes.query.request import Related
from asyncdb_lint.fixes.query.selection import Kind, Selection
from asyncdb_lint.fixes.query.sets import combine
from asyncdb_lint.fixes.syntax import Refused

SIMPLE_OPTIONS = frozenset(
    "selectinload subqueryload lazyload noload raiseload immediateload defaultload defer undefer undefer_group load_only "
    "with_loader_criteria with_expression selectin_polymorphic Load".split()
)

UNKNOWN = Related(None)


class Builders:
    """Reads and rewrites the steps of chains of one file."""

    def __init__(self, draft: Draft, elements: Elements) -> None:
        self.draft = draft
        self.elements = elements
        self._streams = False

    def select(self, chain: Chain, selection: Selection, streams: bool) -> Selection:
        """What the steps of a chain make of the rows; the steps become those of a SELECT.

        `streams`: the rows are read one by one, so that `yield_per()` keeps its meaning.
        """
        self._streams = streams
        for index, step in enumerate(chain.steps):
            if step.name in self._later_refused(chain.steps[:index]):
                raise Refused(f".{step.name}() after a set operation needs a name for its rows")
            self._check(step)
            if step.name in SETS:
                select = self.draft.spelled(
                    step.node, "select", "sqlmodel" if self.draft.target.is_sqlmodel else "sqlalchemy"
                )
                selection = combine(self.draft, step, selection, select)
            rewrite = TABLE.get(step.name)
            if rewrite is not None:
                selection = rewrite(self, step, selection, chain.steps[index + 1 :])
            selection = selection.after("union" if step.name in SETS else step.name)
        return selection

    def change(self, chain: Chain) -> None:
        """The steps become those of an UPDATE or DELETE.

        Raises:
            Refused: `Query` has other steps that mean nothing there, or make it raise.
        """
        for step in chain.steps:
            self._check(step)
            if step.name == "filter":
                self._rename(step, "where")
            elif step.name not in ("where", "filter_by", "execution_options"):
                raise Refused(f"update() and delete() after .{step.name}() have no statement that does the same")

    def _later_refused(self, before: tuple[Step, ...]) -> frozenset[str]:
        if not any(each.name in SETS for each in before):
            return frozenset()
        return frozenset(
            "filter where filter_by order_by group_by having join outerjoin options with_entities add_columns add_column "
            "add_entity with_parent select_from params from_statement correlate with_for_update".split()
        )

    def _check(self, step: Step) -> None:
        call = step.call
        if call is None or not isinstance(call.func, cst.Attribute):
            raise Refused(f".{step.name} is not a plain call")

    def _rename(self, step: Step, name: str) -> None:
        assert step.attribute is not None
        start, end = self.draft.syntax.range(step.attribute.attr)
        self.draft.replace(start, end, name)

    def _criteria(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        own = frozenset(each.text for each in selection.elements if each.kind is Kind.ENTITY) - {""}
        for argument in step.arguments:
            if argument.star or self.elements.mentions_others(argument.value, own):
                return replace(selection, repeats=True)
        return selection

    def _keywords(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        """`filter_by()`: from 2.1 on, that of a statement looks for its names in all entities, not in the last one."""
        if self.draft.target.version < (2, 1) and "reset_joinpoint" not in selection.steps:
            return selection
        owners = frozenset().union(*(each.owners for each in selection.elements))
        if not selection.steps & {"join", "outerjoin", "select_from"}:
            if len(selection.elements) == 1 or (len(owners) == 1 and all(each.text for each in selection.elements)):
                return selection
        firsts = selection.elements[0].owners
        entity = selection.joined or (next(iter(firsts)) if len(firsts) == 1 and selection.joined == "" else "")
        if not entity or "select_from" in selection.steps:
            raise Refused("it is not known which entity filter_by() means")
        self._spell_out(step, entity)
        return selection

    def _spell_out(self, step: Step, entity: str) -> None:
        """`filter_by(name=value)` becomes `filter(Entity.name == value)`."""
        for argument in step.arguments:
            if argument.keyword is None or argument.star:
                raise Refused("filter_by(**...) cannot be written for one entity")
            value = argument.value
            start = self.draft.syntax.range(argument.keyword)[0]
            needs = not value.lpar and isinstance(
                value, (cst.Comparison, cst.BooleanOperation, cst.IfExp, cst.Lambda, cst.NamedExpr)
            )
            is_not = isinstance(value, cst.UnaryOperation) and isinstance(value.operator, cst.Not) and not value.lpar
            opening = "(" if needs or is_not else ""
            self.draft.replace(start, self.draft.start(value), f"{entity}.{argument.keyword.value} == {opening}")
            if opening:
                self.draft.insert(self.draft.end(value), ")")
        self._rename(step, "filter")

    def _join(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        positional = [each for each in step.arguments if each.keyword is None]
        keywords = {each.keyword.value for each in step.arguments if each.keyword is not None}
        if (not positional and "target" not in keywords) or any(each.star for each in step.arguments):
            raise Refused(f".{step.name}() without a target that can be read")
        if len(positional) > 2 or not keywords <= {"target", "onclause", "isouter", "full"}:
            raise Refused(f".{step.name}() in the form of SQLAlchemy before 1.4")
        first = next(each.value for each in step.arguments if each.keyword is None or each.keyword.value == "target")
        if any(isinstance(each.value, (cst.SimpleString, cst.Tuple, cst.ConcatenatedString)) for each in positional):
            raise Refused(f".{step.name}() with the name of a relationship as a text")
        name, is_single = dotted(first), False
        owner = self.elements.owner(first, name) if name else None
        joined: str | None = None
        if owner is not None and not owner[2]:
            joined = name
            is_single = any(each.text == name and each.kind is Kind.ENTITY for each in selection.elements)
        elif owner is not None:
            related = owner[1].relationships.get(owner[2], UNKNOWN)
            is_single = related.many is False
            is_known = bool(related.target) and self.elements.mapped(first, related.target) is not None
            joined = related.target if is_known else None
        if "yield_per" in selection.steps:
            is_single = False
        return replace(selection, joined=joined, repeats=selection.repeats or not is_single)

    def _sources(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        own = {each.text for each in selection.elements if each.kind is Kind.ENTITY}
        is_own = all(dotted(each.value) in own and not each.star for each in step.arguments)
        return replace(selection, repeats=selection.repeats or not is_own)

    def _options(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        loads = any(each.star or self._may_join(each.value) for each in step.arguments)
        return replace(selection, loads_collection=selection.loads_collection or loads)

    def _may_join(self, option: cst.BaseExpression) -> bool:
        """Whether a loader option may load a collection by a join."""
        while isinstance(option, cst.Call):
            name = called(option)
            if name in ("joinedload", "contains_eager"):
                attribute = option.args[0].value if option.args else None
                owner = self.elements.owner(attribute, dotted(attribute)) if attribute is not None else None
                related = owner[1].relationships.get(owner[2], UNKNOWN) if owner is not None else UNKNOWN
                if related.many is not False or related.joins_collection:
                    return True
            elif name not in SIMPLE_OPTIONS and name != "options":
                return True
            if name == "options" and any(self._may_join(each.value) for each in option.args):
                return True
            if not isinstance(option.func, cst.Attribute):
                return False
            option = option.func.value
        return not dotted(option)

    def _entities(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        self._rename(step, "with_only_columns")
        if not step.arguments or not is_plain_call(step):
            raise Refused("with_entities() with arguments that cannot be read")
        new = tuple(self.elements.element(each.value) for each in step.arguments)
        repeats = any(each.kind is Kind.ENTITY for each in new) and (
            selection.repeats or new != selection.elements or len(new) != 1
        )
        return replace(selection, elements=new, repeats=repeats)

    def _columns(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        if step.name != "add_columns":
            self._rename(step, "add_columns")
        if not is_plain_call(step):
            raise Refused(f".{step.name}() with arguments that cannot be read")
        new = tuple(self.elements.element(each.value) for each in step.arguments)
        return replace(selection, elements=selection.elements + new, repeats=True)

    def _parameters(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        values = [argument.value for each in later for argument in each.arguments]
        if not all(isinstance(each, cst.Integer) or self.elements.owner(each, dotted(each)) for each in values):
            raise Refused("params() of a statement holds for what stands before it only")
        if any(each.star == "*" or each.keyword is None for each in step.arguments if each.star != "**"):
            raise Refused("params() with arguments that cannot be read")
        return selection

    def _as_option(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        """`populate_existing()`, `autoflush(False)`, `yield_per(100)` are execution options of a statement."""
        self._rename(step, "execution_options")
        assert step.call is not None and step.attribute is not None
        if step.name == "populate_existing" and not step.arguments:
            self.draft.insert(self.draft.syntax.range(step.call)[1] - 1, "populate_existing=True")
        elif len(step.arguments) == 1 and not step.arguments[0].star:
            argument = step.arguments[0]
            start = self.draft.start(argument.value)
            begin = self.draft.syntax.range(argument.keyword)[0] if argument.keyword is not None else start
            self.draft.replace(begin, start, f"{step.name}=")
        else:
            raise Refused(f".{step.name}() with arguments that cannot be read")
        return selection

    def _streamed(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        if self.draft.target.is_async and not self._streams:
            drop(self.draft, step)  # every row is fetched at once, and the option would ask for a stream
            return selection
        return self._as_option(step, selection, later)

    def _eagerly(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        value = dotted(step.arguments[0].value) if len(step.arguments) == 1 else ""
        if value not in ("True", "False"):
            raise Refused("enable_eagerloads() with a value that is not written out")
        if value == "True":
            drop(self.draft, step)
            return selection
        if "options" in selection.steps or any(each.name == "options" for each in later):
            raise Refused("enable_eagerloads(False) beside other options")
        self._rename(step, "options")
        start, end = self.draft.start(step.arguments[0].value), self.draft.end(step.arguments[0].value)
        self.draft.replace(start, end, f'{self.draft.spelled(step.node, "lazyload", "sqlalchemy.orm")}("*")')
        elements = tuple(replace(each, joins_collection=False) for each in selection.elements)
        return replace(selection, elements=elements)

    def _parent(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        names = [each.keyword.value if each.keyword is not None else "" for each in step.arguments]
        if names not in (["", ""], ["", "property"]) or isinstance(step.arguments[1].value, cst.SimpleString):
            raise Refused("with_parent() without the relationship")
        assert step.call is not None and step.attribute is not None
        self._rename(step, "where")
        opening = self.draft.start(step.arguments[0].value)
        self.draft.insert(opening, f"{self.draft.spelled(step.node, 'with_parent', 'sqlalchemy.orm')}(")
        second = step.arguments[1]
        if second.keyword is not None:
            start = self.draft.syntax.range(second.keyword)[0]
            self.draft.replace(start, self.draft.start(second.value), "")
        self.draft.insert(self.draft.end(second.value), ")")
        return selection

    def _reset(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        for each in later:
            if each.name in ("join", "outerjoin"):
                raise Refused("reset_joinpoint() before another join")
        drop(self.draft, step)
        return replace(selection, joined="")

    def _tuples(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        value = dotted(step.arguments[0].value) if len(step.arguments) == 1 else ""
        if step.name != "tuples" and value not in ("True", "False"):
            raise Refused("only_return_tuples() with a value that is not written out")
        drop(self.draft, step)
        return replace(selection, is_rows=step.name == "tuples" or value == "True")

    def _distinct(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        if self.draft.target.version < (2, 0) and not (step.name == "order_by" and "distinct" not in selection.steps):
            others = {each.name for each in later} | selection.steps
            if "order_by" in others or step.name == "order_by":
                raise Refused("in SQLAlchemy 1.4, Query adds the columns of order_by() to those of distinct()")
        return selection

    def _text(self, step: Step, selection: Selection, later: tuple[Step, ...]) -> Selection:
        if not is_plain_call(step) or len(step.arguments) != 1:
            raise Refused("from_statement() with arguments that cannot be read")
        if later and later[0].name == "params" and not any(each.name == "params" for each in later[1:]):
            closing = self.draft.syntax.range(step.node)[1] - 1
            self.draft.replace(closing, closing + 1, "")
            self.draft.insert(self.draft.syntax.range(later[0].node)[1], ")")
        elif any(each.name == "params" for each in later):
            raise Refused("params() of from_statement()")
        return replace(selection, repeats=True)


def is_plain_call(step: Step) -> bool:
    return step.call is not None and is_plain(step.call)


def drop(draft: Draft, step: Step) -> None:
    """A step goes; a comment before it stays."""
    assert step.attribute is not None
    start, end = draft.end(step.attribute.value), draft.syntax.range(step.node)[1]
    gap = draft.text(start, draft.syntax.range(step.attribute.attr)[0])
    if "#" in draft.text(start + len(gap), end) or ("#" in gap and not gap.endswith(".")):
        raise Refused(f"a comment at .{step.name}() would be lost")
    if "#" in gap:
        start += len(gap[: gap.rindex("\n")])
    draft.replace(start, end, "")


Rewrite = Callable[[Builders, Step, Selection, tuple[Step, ...]], Selection]
TABLE: Mapping[str, Rewrite] = MappingProxyType(
    {
        "filter": Builders._criteria,
        "where": Builders._criteria,
        "having": Builders._criteria,
        "order_by": Builders._distinct,
        "distinct": Builders._distinct,
        "filter_by": Builders._keywords,
        "join": Builders._join,
        "outerjoin": Builders._join,
        "select_from": Builders._sources,
        "options": Builders._options,
        "with_entities": Builders._entities,
        "add_columns": Builders._columns,
        "add_column": Builders._columns,
        "add_entity": Builders._columns,
        "params": Builders._parameters,
        "populate_existing": Builders._as_option,
        "autoflush": Builders._as_option,
        "yield_per": Builders._streamed,
        "enable_eagerloads": Builders._eagerly,
        "with_parent": Builders._parent,
        "reset_joinpoint": Builders._reset,
        "only_return_tuples": Builders._tuples,
        "tuples": Builders._tuples,
        "from_statement": Builders._text,
    }
)
"""Methods that are missing here have the same name and meaning on a statement."""
