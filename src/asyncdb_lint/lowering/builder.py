"""How statements and declarations read: a source text becomes one `ir.Module`."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable
from typing import Any

from asyncdb_lint.lowering import ir, reflection
from asyncdb_lint.lowering.expressions import OPERATORS, ExpressionLowering, at_of
from asyncdb_lint.lowering.markers import markers_of
from asyncdb_lint.lowering.newer_syntax import explained


class LoweringError(Exception):
    """A file that cannot be parsed. `line` and `column` (both from 1) say where, where that is known."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def lower_module(source: str | bytes, name: str, path: str, is_package: bool) -> ir.Module:
    """Parse a file and lower it.

    Args:
        source: the text, or the bytes with their own encoding declaration, whose comments are not read.
        name: the dotted module name, against which relative imports are resolved.
        path: where the file lies; only kept.
        is_package: whether the file is an `__init__` file.

    Raises:
        LoweringError: the text is not Python for the running version, or nested beyond what it can read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _parse(source, path)
        body = _Builder(name, is_package).statements(tree.body)
        return ir.Module(name, path, is_package, body, markers_of(tree, source) if isinstance(source, str) else [])
    except SyntaxError as error:
        message = explained(_line(source, error.lineno or 1), error.msg or "invalid syntax")
        raise LoweringError(message, error.lineno or 1, max(error.offset or 1, 1)) from None
    except (RecursionError, MemoryError):
        raise LoweringError("nested too deeply to be read") from None
    except ValueError as error:
        raise LoweringError(str(error)) from None


def _line(source: str | bytes, number: int) -> str:
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
    lines = re.split(r"\r\n|\n|\r", text)
    return lines[number - 1] if number <= len(lines) else ""


def _parse(source: str | bytes, path: str) -> ast.Module:
    """Parse; `except A, B:` of Python 3.14 (PEP 758) is read by older Pythons as if it had its parentheses."""
    while True:
        try:
            return ast.parse(source, path)
        except SyntaxError as error:
            if not isinstance(source, str) or error.lineno is None or "must be parenthesized" not in (error.msg or ""):
                raise
            lines = source.split("\n")
            number = error.lineno - 1
            changed = _BARE_EXCEPT.sub(r"\1(\2)\3", lines[number], count=1) if number < len(lines) else ""
            if not changed or changed == lines[number]:
                raise
            lines[number] = changed
            source = "\n".join(lines)


_BARE_EXCEPT = re.compile(r"^(\s*except\*?\s+)([^:()]+,[^:()]+?)(\s*:.*)$", re.DOTALL)


class _Builder(ExpressionLowering):
    """Lowers statements, keeping the qualified name of what is being read."""

    def __init__(self, module: str, is_package: bool) -> None:
        super().__init__()
        package = module if is_package else module.rpartition(".")[0]
        self._package = package.split(".") if package else []
        self._statements: dict[type[ast.AST], Callable[[Any], list[ir.Stmt]]] = {
            ast.Expr: self._evaluate,
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated_assign,
            ast.AugAssign: self._augmented_assign,
            ast.Return: lambda node: [ir.Return(self.optional(node.value), at_of(node))],
            ast.Raise: lambda node: [ir.Raise(self.optional(node.exc))],
            ast.Assert: lambda node: [ir.Narrow(self.expression(node.test), at_of(node.test))],
            ast.Delete: self._delete,
            ast.Break: lambda node: [ir.Jump("break")],
            ast.Continue: lambda node: [ir.Jump("continue")],
            ast.If: self._if,
            ast.While: self._while,
            ast.For: self._for,
            ast.AsyncFor: self._for,
            ast.With: self._with,
            ast.AsyncWith: self._with,
            ast.Try: self._try,
            ast.Match: self._match,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Global: lambda node: [ir.Scope("global", node.names)],
            ast.Nonlocal: lambda node: [ir.Scope("nonlocal", node.names)],
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.ClassDef: self._class,
        }
        if hasattr(ast, "TryStar"):
            self._statements[ast.TryStar] = self._try
        if hasattr(ast, "TypeAlias"):
            self._statements[ast.TypeAlias] = self._type_alias

    def statements(self, nodes: list[ast.stmt]) -> list[ir.Stmt]:
        """Lower a suite; statements that later Pythons add are passed over."""
        result: list[ir.Stmt] = []
        for node in nodes:
            lower = self._statements.get(type(node))
            if lower is not None:
                result.extend(lower(node))
        return result

    def lambda_function(self, node: ast.Lambda) -> ir.Function:
        qualname = ".".join([*self.qualname, "<lambda>"])
        self._enter("<lambda>")
        body: list[ir.Stmt] = [ir.Return(self.expression(node.body), at_of(node.body))]
        awaited, keyed, yields = self._leave()
        parameters = self._parameters(node.args)
        return ir.Function(
            "<lambda>", qualname, parameters, None, [], body, False, yields, awaited, keyed, 1, node.lineno, at_of(node)
        )

    def _enter(self, name: str) -> None:
        self.qualname.append(name)
        self.yields.append(False)
        self.awaited.append([])
        self.keyed.append([])

    def _leave(self) -> tuple[list[str], list[str], bool]:
        self.qualname.pop()
        return self.awaited.pop(), self.keyed.pop(), self.yields.pop()

    def _function(self, node: Any) -> list[ir.Stmt]:
        decorators = self.all(node.decorator_list)
        parameters = self._parameters(node.args)
        returns = self.annotation(node.returns)
        qualname = ".".join([*self.qualname, node.name])
        self._enter(node.name)
        body = self.statements(node.body)
        awaited, keyed, yields = self._leave()
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        first_line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        is_async = isinstance(node, ast.AsyncFunctionDef)
        offset = node.col_offset + (len("async def ") if is_async else len("def "))
        at = (node.lineno, offset, node.lineno, offset + len(node.name.encode()))
        return [
            ir.Function(
                node.name,
                qualname,
                parameters,
                returns,
                decorators,
                body,
                is_async,
                yields,
                awaited,
                keyed,
                lines,
                first_line,
                at,
            )
        ]

    def _parameters(self, node: ast.arguments) -> list[ir.Parameter]:
        result: list[ir.Parameter] = []
        positional = [(argument, "positional") for argument in node.posonlyargs]
        positional += [(argument, "either") for argument in node.args]
        missing = len(positional) - len(node.defaults)
        for number, (argument, kind) in enumerate(positional):
            default = node.defaults[number - missing] if number >= missing else None
            result.append(self._parameter(argument, kind, default))
        if node.vararg is not None:
            result.append(self._parameter(node.vararg, "vararg", None))
        for argument, default in zip(node.kwonlyargs, node.kw_defaults):
            result.append(self._parameter(argument, "keyword", default))
        if node.kwarg is not None:
            result.append(self._parameter(node.kwarg, "kwarg", None))
        return result

    def _parameter(self, node: ast.arg, kind: str, default: ast.expr | None) -> ir.Parameter:
        return ir.Parameter(node.arg, kind, self.annotation(node.annotation), self.optional(default))

    def _class(self, node: ast.ClassDef) -> list[ir.Stmt]:
        keywords = [ir.Argument(keyword.arg, self.expression(keyword.value), 0) for keyword in node.keywords]
        bases = [self.annotation(base) for base in node.bases]
        decorators = self.all(node.decorator_list)
        qualname = ".".join([*self.qualname, node.name])
        self._enter(node.name)
        body = self.statements(node.body)
        self._leave()
        return [
            ir.Class(
                node.name,
                qualname,
                [base for base in bases if base is not None],
                keywords,
                decorators,
                body,
                at_of(node),
            )
        ]

    def _assign(self, node: ast.Assign) -> list[ir.Stmt]:
        return [ir.Assign(self.all(node.targets), self.expression(node.value), at_of(node))]

    def _annotated_assign(self, node: ast.AnnAssign) -> list[ir.Stmt]:
        annotation = self.annotation(node.annotation)
        assert annotation is not None
        target = self.expression(node.target)
        return [ir.AnnotatedAssign(target, annotation, self.optional(node.value), at_of(node))]

    def _augmented_assign(self, node: ast.AugAssign) -> list[ir.Stmt]:
        operator = OPERATORS[type(node.op)] + "="
        value = ir.Operation(operator, [self.expression(node.target), self.expression(node.value)], at_of(node))
        return [ir.Assign([self.expression(node.target)], value, at_of(node))]

    def _type_alias(self, node: Any) -> list[ir.Stmt]:
        value = self.annotation(node.value)
        return [] if value is None else [ir.Assign([ir.Name(node.name.id)], value, at_of(node))]

    def _evaluate(self, node: ast.Expr) -> list[ir.Stmt]:
        named = reflection.assignments(node.value)
        if named:
            return [statement for each in named for statement in self._assign(each)]
        return [ir.Evaluate(self.expression(node.value))]

    def _delete(self, node: ast.Delete) -> list[ir.Stmt]:
        targets = [self.expression(target) for target in node.targets]
        return [ir.Delete(target, at_of(node)) for target in targets if isinstance(target, ir.Subscript)]

    def _if(self, node: ast.If) -> list[ir.Stmt]:
        # `elif` chains may be thousands long in generated code: they are folded from the last one up, iteratively.
        chain = [node]
        while len(chain[-1].orelse) == 1 and isinstance(chain[-1].orelse[0], ast.If):
            chain.append(chain[-1].orelse[0])
        orelse = self.statements(chain[-1].orelse)
        for link in reversed(chain):
            test, body = self.expression(link.test), self.statements(link.body)
            orelse = [ir.If(test, body, orelse, at_of(link.test))]
        return orelse

    def _while(self, node: ast.While) -> list[ir.Stmt]:
        body, orelse = self.statements(node.body), self.statements(node.orelse)
        return [ir.While(self.expression(node.test), body, orelse, at_of(node.test))]

    def _for(self, node: Any) -> list[ir.Stmt]:
        target, iterable = self.expression(node.target), self.expression(node.iter)
        body, orelse = self.statements(node.body), self.statements(node.orelse)
        return [ir.For(target, iterable, body, orelse, isinstance(node, ast.AsyncFor), at_of(node.iter))]

    def _with(self, node: Any) -> list[ir.Stmt]:
        items = [
            ir.WithItem(self.expression(item.context_expr), self.optional(item.optional_vars), at_of(item.context_expr))
            for item in node.items
        ]
        return [ir.With(items, self.statements(node.body), isinstance(node, ast.AsyncWith))]

    def _try(self, node: Any) -> list[ir.Stmt]:
        body = self.statements(node.body)
        handlers = [
            ir.Handler(self.optional(handler.type), handler.name, self.statements(handler.body))
            for handler in node.handlers
        ]
        return [ir.Try(body, handlers, self.statements(node.orelse), self.statements(node.finalbody))]

    def _match(self, node: ast.Match) -> list[ir.Stmt]:
        return [ir.Match(self.expression(node.subject), [self._case(case) for case in node.cases])]

    def _case(self, node: ast.match_case) -> ir.Case:
        return ir.Case(self._pattern(node.pattern), self.optional(node.guard), self.statements(node.body))

    def _pattern(self, node: ast.pattern, name: str | None = None) -> ir.Pattern:
        at = at_of(node)
        if isinstance(node, ast.MatchAs):
            return (
                ir.Pattern("any", node.name, [], [], [], None, at)
                if node.pattern is None
                else self._pattern(node.pattern, node.name)
            )
        if isinstance(node, ast.MatchStar):
            return ir.Pattern("star", node.name, [], [], [], None, at)
        if isinstance(node, ast.MatchClass):
            parts = [self._pattern(part) for part in (*node.patterns, *node.kwd_patterns)]
            return ir.Pattern("class", name, [self.expression(node.cls)], node.kwd_attrs, parts, None, at)
        if isinstance(node, ast.MatchMapping):
            parts = [self._pattern(part) for part in node.patterns]
            return ir.Pattern("mapping", name, self.all(node.keys), [], parts, node.rest, at)
        if isinstance(node, (ast.MatchSequence, ast.MatchOr)):
            kind = "sequence" if isinstance(node, ast.MatchSequence) else "or"
            return ir.Pattern(kind, name, [], [], [self._pattern(part) for part in node.patterns], None, at)
        value = node.value if isinstance(node, ast.MatchValue) else ast.Constant(getattr(node, "value", None))
        return ir.Pattern("value", name, [self.expression(value)], [], [], None, at)

    def _import(self, node: ast.Import) -> list[ir.Stmt]:
        result: list[ir.Stmt] = []
        for alias in node.names:
            if alias.asname is not None:
                result.append(ir.Import(alias.asname, alias.name, None))
            else:
                result.append(ir.Import(alias.name.partition(".")[0], alias.name.partition(".")[0], None))
        return result

    def _import_from(self, node: ast.ImportFrom) -> list[ir.Stmt]:
        module = node.module or ""
        if node.level:
            keep = len(self._package) - node.level + 1
            base = self._package[: max(keep, 0)]
            module = ".".join([*base, module] if module else base)
        return [ir.Import(alias.asname or alias.name, module, alias.name) for alias in node.names]
