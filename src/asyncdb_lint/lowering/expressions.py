"""How expressions read: one function per `ast` expression, in one dispatch table."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from asyncdb_lint.lowering import ir, reflection

_ELLIPSIS = ir.Const(None, "ellipsis")


def at_of(node: Any) -> ir.At:
    """The place of a node, in lines from 1 and byte columns from 0."""
    return (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


class ExpressionLowering:
    """Lowers expressions; statements give it the way to lower a lambda's body and collect what bodies do."""

    def __init__(self) -> None:
        self.yields: list[bool] = [False]
        self.awaited: list[list[str]] = [[]]
        self.keyed: list[list[str]] = [[]]
        self.qualname: list[str] = []
        self._table: dict[type[ast.AST], Callable[[Any], ir.Expr]] = {
            ast.Name: self._name,
            ast.Constant: self._constant,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.Await: self._await,
            ast.Subscript: self._subscript,
            ast.Tuple: lambda node: ir.Sequence("tuple", self.all(node.elts)),
            ast.List: lambda node: ir.Sequence("list", self.all(node.elts)),
            ast.Set: lambda node: ir.Sequence("set", self.all(node.elts)),
            ast.Slice: self._slice,
            ast.Dict: self._dict,
            ast.Starred: lambda node: ir.Starred(self.expression(node.value), at_of(node)),
            ast.Lambda: self._lambda,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.DictComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.IfExp: self._conditional,
            ast.BoolOp: self._boolean,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.Compare: self._compare,
            ast.JoinedStr: self._joined,
            ast.FormattedValue: lambda node: self.expression(node.value),
            ast.NamedExpr: lambda node: ir.Walrus(self.expression(node.target), self.expression(node.value)),
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield,
        }

    def expression(self, node: ast.AST) -> ir.Expr:
        """Lower one expression; kinds that later Pythons add read as plain data."""
        lower = self._table.get(type(node))
        return lower(node) if lower is not None else ir.Const(None, "other")

    def optional(self, node: ast.AST | None) -> ir.Expr | None:
        """Lower an expression that may be absent."""
        return None if node is None else self.expression(node)

    def all(self, nodes: list[Any]) -> list[ir.Expr]:
        """Lower a list of expressions in order."""
        return [self.expression(node) for node in nodes]

    def annotation(self, node: ast.AST | None) -> ir.Expr | None:
        """Lower an annotation: a string, also one inside brackets, is read as the expression that it spells."""
        if node is None:
            return None
        return self.expression(_Unquote().visit(node) if _may_quote(node) else node)

    def lambda_function(self, node: ast.Lambda) -> ir.Function:
        """Lower a lambda to a function; overridden where parameters and bodies are known."""
        raise NotImplementedError

    def _name(self, node: ast.Name) -> ir.Expr:
        return ir.Name(node.id)

    def _constant(self, node: ast.Constant) -> ir.Expr:
        value = node.value
        if value is None or isinstance(value, (str, bool)):
            return ir.Const(value, type(value).__name__)
        if isinstance(value, int) and -(2**62) < value < 2**62:
            return ir.Const(value, "int")
        return _ELLIPSIS if value is ... else ir.Const(None, type(value).__name__)

    def _attribute(self, node: ast.Attribute) -> ir.Expr:
        links: list[ast.Attribute] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            links.append(inner)
            inner = inner.value
        result = self.expression(inner)
        for link in reversed(links):
            result = ir.Attribute(result, link.attr, at_of(link))
        return result

    def _call(self, node: ast.Call) -> ir.Expr:
        read = reflection.attribute_read(node)
        if read is not None:
            return self._attribute(read)
        arguments = [
            ir.Argument(None, self.expression(argument.value), 1)
            if isinstance(argument, ast.Starred)
            else ir.Argument(None, self.expression(argument), 0)
            for argument in node.args
        ]
        if arguments and not arguments[0].star and (dotted(node.func) or "").rpartition(".")[2] == "cast":
            arguments[0].value = self.annotation(node.args[0]) or arguments[0].value
        for keyword in node.keywords:
            arguments.append(ir.Argument(keyword.arg, self.expression(keyword.value), 0 if keyword.arg else 2))
        return ir.Call(self.expression(node.func), arguments, at_of(node))

    def _await(self, node: ast.Await) -> ir.Expr:
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            place = dotted(call.func.value)
            if place is not None:
                self.awaited[-1].append(f"{place}.{call.func.attr}")
        return ir.Await(self.expression(node.value), at_of(node))

    def _subscript(self, node: ast.Subscript) -> ir.Expr:
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            named = reflection.attribute_item(node)
            if named is not None:
                return self._attribute(named)
            place = dotted(node.value)
            if place is not None and place not in self.keyed[-1]:
                self.keyed[-1].append(place)
        return ir.Subscript(self.expression(node.value), self.expression(node.slice), at_of(node))

    def _slice(self, node: ast.Slice) -> ir.Expr:
        parts = [part for part in (node.lower, node.upper, node.step) if part is not None]
        return ir.Sequence("slice", self.all(parts))

    def _dict(self, node: ast.Dict) -> ir.Expr:
        return ir.Mapping([self.optional(key) for key in node.keys], self.all(node.values))

    def _lambda(self, node: ast.Lambda) -> ir.Expr:
        return ir.Lambda(self.lambda_function(node))

    def _comprehension(self, node: Any) -> ir.Expr:
        kinds = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict", ast.GeneratorExp: "generator"}
        clauses = [
            ir.Clause(
                self.expression(clause.target),
                self.expression(clause.iter),
                self.all(clause.ifs),
                bool(clause.is_async),
                at_of(clause.iter),
            )
            for clause in node.generators
        ]
        elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        return ir.Comprehension(kinds[type(node)], self.all(elements), clauses, at_of(node))

    def _conditional(self, node: ast.IfExp) -> ir.Expr:
        test, body, orelse = self.all([node.test, node.body, node.orelse])
        return ir.Conditional(test, body, orelse, at_of(node.test))

    def _boolean(self, node: ast.BoolOp) -> ir.Expr:
        return ir.Boolean("and" if isinstance(node.op, ast.And) else "or", self.all(node.values), at_of(node))

    def _binary(self, node: ast.BinOp) -> ir.Expr:
        operands: list[ir.Expr] = []
        inner: ast.expr = node
        while isinstance(inner, ast.BinOp) and type(inner.op) is type(node.op):
            operands.append(self.expression(inner.right))
            inner = inner.left
        operands.append(self.expression(inner))
        operands.reverse()
        return ir.Operation(OPERATORS[type(node.op)], operands, at_of(node))

    def _unary(self, node: ast.UnaryOp) -> ir.Expr:
        return ir.Operation(_SIGNS[type(node.op)], [self.expression(node.operand)], at_of(node))

    def _compare(self, node: ast.Compare) -> ir.Expr:
        operator = _COMPARISONS[type(node.ops[0])] if len(node.ops) == 1 else "compare"
        return ir.Operation(operator, self.all([node.left, *node.comparators]), at_of(node))

    def _joined(self, node: ast.JoinedStr) -> ir.Expr:
        return ir.Operation("format", [self._formatted(part) for part in node.values], at_of(node))

    def _formatted(self, node: ast.expr) -> ir.Expr:
        """A part of an f-string; what is converted or laid out is no longer the text that it was."""
        value = self.expression(node)
        if isinstance(node, ast.FormattedValue) and (node.format_spec is not None or node.conversion != -1):
            return ir.Operation("format", [value, ir.Const(None, "other")], at_of(node))
        return value

    def _yield(self, node: Any) -> ir.Expr:
        self.yields[-1] = True
        return ir.Yield(self.optional(node.value), isinstance(node, ast.YieldFrom), at_of(node))


OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
}
_SIGNS: Mapping[type[ast.unaryop], str] = {
    ast.Not: "not",
    ast.USub: "unary -",
    ast.UAdd: "unary +",
    ast.Invert: "unary ~",
}
_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def dotted(node: ast.AST) -> str | None:
    """The dotted text of a chain of names (`self.db`), or None for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def _may_quote(node: ast.AST) -> bool:
    return not isinstance(node, (ast.Name, ast.Attribute))


class _Unquote(ast.NodeTransformer):
    """Replaces string constants of an annotation by the expressions that they spell, places kept."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        name = dotted(node.value) or ""
        if name.rpartition(".")[2] == "Literal":
            return node
        if name.rpartition(".")[2] == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
            node.slice.elts[0] = self.visit(node.slice.elts[0])
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not isinstance(node.value, str):
            return node
        try:
            parsed = ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return node
        for inner in ast.walk(parsed):
            ast.copy_location(inner, node)
        found: ast.AST = self.visit(parsed)
        return found
