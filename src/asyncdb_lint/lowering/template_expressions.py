"""How the expressions of Jinja templates read: `jinja2.nodes` become the expressions of `ir`, filters included.

A filter that takes attributes by name (`map(attribute="title")`, `groupby`, `sum`) becomes the comprehension that reads
them. An item that is named by a text becomes an attribute, as Jinja looks for either under both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from jinja2 import nodes

from asyncdb_lint.lowering import ir

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "eq": "==",
        "ne": "!=",
        "lt": "<",
        "lteq": "<=",
        "gt": ">",
        "gteq": ">=",
        "in": "in",
        "notin": "not in",
    }
)
SIGNS: Mapping[str, str] = MappingProxyType({"Neg": "unary -", "Pos": "unary +"})
KEEPING = frozenset("list sort unique reverse select reject shuffle default_if_none".split())
"""Filters that give the items of what they are given."""
PICKING = frozenset("first last random min max".split())
"""Filters that give one of the items."""
PLAIN = frozenset(
    "abs capitalize center count e escape filesizeformat float forceescape format indent int length lower pprint replace"
    " round safe striptags string title tojson trim truncate upper urlencode urlize wordcount wordwrap xmlattr".split()
)
"""Filters that give texts and numbers."""
UNDEFINED = ""
"""The text that stands for what is not defined: false, and empty, as that is."""


def data() -> ir.Expr:
    """Some text or number."""
    return ir.Const(None, "template")


def undefined() -> ir.Expr:
    """What a name stands for that nobody gives."""
    return ir.Const(UNDEFINED, "str")


class Expressions:
    """Lowers expressions; names and calls are for subclasses, which know scopes and macros."""

    def __init__(self) -> None:
        self._made = 0

    def at(self, node: nodes.Node) -> ir.At:
        """The line of a node; Jinja keeps no columns."""
        return (node.lineno or 1, 0, node.lineno or 1, 0)

    def unique(self, name: str) -> str:
        """A variable that no template can name."""
        self._made += 1
        return f"{name}@{self._made}"

    def name(self, name: str) -> ir.Expr:
        raise NotImplementedError

    def called(self, node: nodes.Call) -> ir.Expr:
        raise NotImplementedError

    def expression(self, node: nodes.Node) -> ir.Expr:
        """The lowered form of an expression; of what has none here, its parts are read."""
        lower = _EXPRESSIONS.get(type(node).__name__)
        if lower is not None:
            return lower(self, node)
        if isinstance(node, nodes.Call):
            return self.called(node)
        if isinstance(node, nodes.Filter):
            return self.filtered(node)
        if isinstance(node, nodes.BinExpr):
            operands = [self.expression(node.left), self.expression(node.right)]
            return ir.Operation(node.operator or "+", operands, self.at(node))
        return self.all_of(node)

    def all_of(self, node: nodes.Node) -> ir.Expr:
        """Something plain that is made of expressions."""
        parts = [self.expression(each) for each in node.iter_child_nodes() if isinstance(each, nodes.Expr)]
        return self.shown(parts, node)

    def shown(self, parts: list[ir.Expr], node: nodes.Node) -> ir.Expr:
        """The text of values."""
        return ir.Operation("format", parts, self.at(node)) if parts else data()

    def arguments(self, node: nodes.Call | nodes.Filter | nodes.Test) -> list[ir.Argument]:
        """The arguments of a call, a filter or a test."""
        found = [ir.Argument(None, self.expression(each), 0) for each in node.args or ()]
        for each in node.kwargs or ():
            pair = each if isinstance(each, nodes.Keyword) else None
            if pair is not None:
                found.append(ir.Argument(pair.key, self.expression(pair.value), 0))
        if node.dyn_args is not None:
            found.append(ir.Argument(None, self.expression(node.dyn_args), 1))
        if node.dyn_kwargs is not None:
            found.append(ir.Argument(None, self.expression(node.dyn_kwargs), 2))
        return found

    def each(
        self, value: ir.Expr, element: Callable[[ir.Expr], ir.Expr], node: nodes.Node, kind: str = "list"
    ) -> ir.Expr:
        """What is made of every item of a value."""
        item = ir.Name(self.unique("item"))
        clause = ir.Clause(item, value, [], False, self.at(node))
        return ir.Comprehension(kind, [element(item)], [clause], self.at(node))

    def item(self, value: ir.Expr, index: ir.Expr, node: nodes.Node) -> ir.Expr:
        """An item of a value."""
        return ir.Subscript(value, index, self.at(node))

    def path(self, value: ir.Expr, attribute: object, node: nodes.Node) -> ir.Expr:
        """The attribute that a dotted text names; numbers in it are positions."""
        for part in str(attribute).split("."):
            if part.isdigit():
                value = self.item(value, ir.Const(int(part), "int"), node)
            else:
                value = ir.Attribute(value, part, self.at(node))
        return value

    def filtered(self, node: nodes.Filter) -> ir.Expr:
        value = self.expression(node.node) if node.node is not None else data()
        name = node.name
        given = [each.value for each in node.args if isinstance(each, nodes.Const)]
        attribute: object = next((_constant_of(each) for each in node.kwargs if _key(each) == "attribute"), None)
        if name in ("map", "attr") and given and (name == "attr" or given[0] == "attr"):
            return self._of_attr(name, value, given, node)
        if attribute is None and given and name in ("sum", "groupby", "selectattr", "rejectattr"):
            attribute = given[0]
        if attribute is None and name == "join" and len(given) > 1:
            attribute = given[1]
        others = [each.value for each in self.arguments(node)]
        if attribute is not None and not isinstance(attribute, (bool, float)):
            return self._by_attribute(name, value, attribute, node)
        if name in ("default", "d"):
            return ir.Boolean("or", [value, *(others[:1] or [undefined()])], self.at(node))
        if name in KEEPING:
            return self.each(value, lambda item: item, node)
        if name in PICKING:
            return self.item(self.each(value, lambda item: item, node), data(), node)
        if name in ("batch", "slice"):
            items = self.each(value, lambda item: item, node)
            return ir.Sequence("list", [items])
        if name in ("items", "dictsort"):
            return ir.Call(ir.Attribute(value, "items", self.at(node)), [], self.at(node))
        if name in ("join", "map", "sum"):
            return self.each(value, lambda item: self.shown([item], node), node)
        if name in PLAIN:
            return self._plain(value, others, node)
        # A filter of the application may do anything with what it is given.
        return ir.Call(ir.Name(f"|{name}"), [ir.Argument(None, value, 0), *self.arguments(node)], self.at(node))

    def _plain(self, value: ir.Expr, others: list[ir.Expr], node: nodes.Filter) -> ir.Expr:
        if node.name in ("length", "count"):
            return ir.Operation("!=", [value, data()], self.at(node))
        return self.shown([value, *others], node)

    def _of_attr(self, name: str, value: ir.Expr, given: list[object], node: nodes.Filter) -> ir.Expr:
        """`value|attr("posts")`, and the same of every item."""
        wanted = given[0] if name == "attr" else given[1] if len(given) > 1 else None
        if not isinstance(wanted, str):
            return data()
        if name == "attr":
            return ir.Attribute(value, wanted, self.at(node))
        return self.each(value, lambda item: ir.Attribute(item, wanted, self.at(node)), node)

    def _by_attribute(self, name: str, value: ir.Expr, attribute: object, node: nodes.Filter) -> ir.Expr:
        """A filter that reads an attribute of every item."""

        def read(item: ir.Expr) -> ir.Expr:
            return self.path(item, attribute, node)

        def kept(item: ir.Expr) -> ir.Expr:
            return self.item(ir.Sequence("tuple", [item, read(item)]), ir.Const(0, "int"), node)

        if name == "map":
            return self.each(value, read, node)
        if name == "groupby":
            return self.each(value, lambda item: ir.Sequence("tuple", [read(item), ir.Sequence("list", [item])]), node)
        if name in ("sum", "join"):
            return self.shown([self.each(value, lambda item: self.shown([read(item)], node), node)], node)
        items = self.each(value, kept, node)
        return self.item(items, data(), node) if name in PICKING else items


def _key(node: nodes.Node) -> str:
    return node.key if isinstance(node, nodes.Keyword) else ""


def _constant_of(node: nodes.Node) -> object:
    value = node.value if isinstance(node, nodes.Keyword) else node
    return value.value if isinstance(value, nodes.Const) else None


def _constant(self: Expressions, node: nodes.Const) -> ir.Expr:
    value = node.value
    if value is None or isinstance(value, (str, int, bool)):
        return ir.Const(value, type(value).__name__)
    return data()


def _attribute(self: Expressions, node: nodes.Getattr) -> ir.Expr:
    return ir.Attribute(self.expression(node.node), node.attr, self.at(node))


def _item(self: Expressions, node: nodes.Getitem) -> ir.Expr:
    value = self.expression(node.node)
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return ir.Attribute(value, node.arg.value, self.at(node))
    return self.item(value, self.expression(node.arg), node)


def _slice(self: Expressions, node: nodes.Slice) -> ir.Expr:
    parts = (node.start, node.stop, node.step)
    return ir.Sequence("slice", [self.expression(each) for each in parts if each is not None])


def _sequence(self: Expressions, node: nodes.Tuple | nodes.List) -> ir.Expr:
    kind = "tuple" if isinstance(node, nodes.Tuple) else "list"
    return ir.Sequence(kind, [self.expression(each) for each in node.items])


def _dict(self: Expressions, node: nodes.Dict) -> ir.Expr:
    keys: list[ir.Expr | None] = [self.expression(each.key) for each in node.items]
    return ir.Mapping(keys, [self.expression(each.value) for each in node.items])


def _compare(self: Expressions, node: nodes.Compare) -> ir.Expr:
    operands = [self.expression(node.expr), *(self.expression(each.expr) for each in node.ops)]
    operator = OPERATORS.get(node.ops[0].op, "compare") if len(node.ops) == 1 else "compare"
    return ir.Operation(operator, operands, self.at(node))


def _boolean(self: Expressions, node: nodes.And | nodes.Or) -> ir.Expr:
    operator = "and" if isinstance(node, nodes.And) else "or"
    return ir.Boolean(operator, [self.expression(node.left), self.expression(node.right)], self.at(node))


def _not(self: Expressions, node: nodes.Not) -> ir.Expr:
    inner = node.node
    if isinstance(inner, nodes.Test) and inner.name == "none":
        return ir.Operation("is not", [self.expression(inner.node), ir.Const(None, "NoneType")], self.at(node))
    return ir.Operation("not", [self.expression(inner)], self.at(node))


def _sign(self: Expressions, node: nodes.UnaryExpr) -> ir.Expr:
    return ir.Operation(SIGNS[type(node).__name__], [self.expression(node.node)], self.at(node))


def _conditional(self: Expressions, node: nodes.CondExpr) -> ir.Expr:
    orelse = self.expression(node.expr2) if node.expr2 is not None else undefined()
    return ir.Conditional(self.expression(node.test), self.expression(node.expr1), orelse, self.at(node))


def _test(self: Expressions, node: nodes.Test) -> ir.Expr:
    value = self.expression(node.node)
    if node.name == "none":
        return ir.Operation("is", [value, ir.Const(None, "NoneType")], self.at(node))
    if node.name in ("defined", "undefined"):
        defined = ir.Operation("defined", [value], self.at(node))
        return defined if node.name == "defined" else ir.Operation("not", [defined], self.at(node))
    others = [each.value for each in self.arguments(node)]
    operator = OPERATORS.get(node.name, {"equalto": "==", "==": "=="}.get(node.name, ""))
    if operator and len(others) == 1:
        return ir.Operation(operator, [value, others[0]], self.at(node))
    # Whatever else is asked (whether it is a text, iterable, odd) is not known, and reads nothing of an object.
    return self.item(ir.Sequence("tuple", [data(), value, *others]), ir.Const(0, "int"), node)


def _name(self: Expressions, node: nodes.Name) -> ir.Expr:
    return self.name(node.name)


_EXPRESSIONS: Mapping[str, Callable[..., ir.Expr]] = MappingProxyType(
    {
        "Name": _name,
        "Const": _constant,
        "Getattr": _attribute,
        "Getitem": _item,
        "Slice": _slice,
        "Tuple": _sequence,
        "List": _sequence,
        "Dict": _dict,
        "Compare": _compare,
        "And": _boolean,
        "Or": _boolean,
        "Not": _not,
        "Neg": _sign,
        "Pos": _sign,
        "CondExpr": _conditional,
        "Test": _test,
    }
)
