"""How Jinja templates read: what a page is put together from becomes one suite of `ir`, without anything of Jinja's.

Inheritance, includes, imports and macros are settled here, by the names that templates write: a block is the one of the
most derived template, a macro's body stands where it is called. What only the run of the program decides (the name of a
template in a variable) is left out, and where a page extends such a template nothing is known of it.

Variables of inner scopes (loops, `with`, macros, blocks) get names that are theirs alone. A suite from another template
is an `ir.Elsewhere`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import jinja2
from jinja2 import nodes

from asyncdb_lint.lowering import ir
from asyncdb_lint.lowering.template_expressions import Expressions, data, undefined
from asyncdb_lint.lowering.template_scopes import (
    Load,
    Macro,
    Parsed,
    Scope,
    Template,
    TemplateError,
    assigned,
    defining,
)

EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n")
MAXIMUM_INSIDE = 12
"""How deep templates include each other and macros call each other; what is deeper is left out."""
MAXIMUM_STATEMENTS = 20_000
"""Of a page, what it includes and the macros that it calls together."""


def lower_template(template: Template, load: Load) -> list[ir.Stmt] | None:
    """What rendering a template runs, as a suite; None where it extends a template that is not known.

    Raises:
        TemplateError: it, or a template that it uses, does not parse, or the page is too long.
    """
    return _Composer(load).page(template)


class _Composer(Expressions):
    def __init__(self, load: Load) -> None:
        super().__init__()
        self._load = load
        self._environment = jinja2.Environment(extensions=EXTENSIONS)
        self._trees: dict[Template, Parsed] = {}
        self._blocks: dict[str, list[tuple[Parsed, nodes.Block]]] = {}
        self._inside: list[object] = []
        self._block: tuple[str, int] = ("", 0)
        self._scope = self._root = Scope(None)
        self._first: list[ir.Stmt] = []
        """What the expression at hand needs to be run before it: the macros that it calls."""
        self._parsed: Parsed | None = None
        self._count = 0

    def page(self, template: Template) -> list[ir.Stmt] | None:
        chain: list[Parsed] = []
        current: Template | None = template
        while current is not None and len(chain) < MAXIMUM_INSIDE:
            parsed = self._parse(current)
            chain.append(parsed)
            extends = parsed.tree.find(nodes.Extends)
            if extends is None:
                break
            current = self._named(extends.template)
        else:
            return None
        outer, self._blocks = self._blocks, {}
        for parsed in chain:
            for block in parsed.tree.find_all(nodes.Block):
                self._blocks.setdefault(block.name, []).append((parsed, block))
        body: list[ir.Stmt] = []
        for parsed in chain[:-1]:
            body += self._in(parsed, defining(parsed.tree.body))
        body += self._in(chain[-1], chain[-1].tree.body)
        self._blocks = outer
        return body

    def _parse(self, template: Template) -> Parsed:
        known = self._trees.get(template)
        if known is None:
            try:
                tree = self._environment.parse(template.text)
            except (jinja2.TemplateSyntaxError, ValueError, RecursionError) as error:  # of numbers, and of nesting
                raise TemplateError(str(error)) from error
            known = self._trees[template] = Parsed(template, tree)
        return known

    def _named(self, name: nodes.Expr) -> Template | None:
        """The template that an expression names; of several the first that there is."""
        names = name.items if isinstance(name, (nodes.List, nodes.Tuple)) else [name]
        for each in names:
            if not isinstance(each, nodes.Const) or not isinstance(each.value, str):
                return None
            found = self._load(each.value)
            if found is not None:
                return found
        return None

    def at(self, node: nodes.Node) -> ir.At:
        template = self._parsed.template if self._parsed is not None else None
        return template.at if template is not None and template.at is not None else super().at(node)

    def _in(self, parsed: Parsed, body: Iterable[nodes.Node]) -> list[ir.Stmt]:
        """A suite of some template, in the scope at hand."""
        outer, self._parsed = self._parsed, parsed
        lowered = self.suite(body)
        self._parsed = outer
        return [ir.Elsewhere(parsed.template.path, lowered)] if lowered else []

    @contextmanager
    def _scoped(self, scope: Scope) -> Iterator[Scope]:
        outer, self._scope = self._scope, scope
        try:
            yield scope
        finally:
            self._scope = outer

    def suite(self, body: Iterable[nodes.Node]) -> list[ir.Stmt]:
        """Statements, each behind what its expressions need."""
        result: list[ir.Stmt] = []
        for node in body:
            self._count += 1
            if self._count > MAXIMUM_STATEMENTS:
                raise TemplateError("too long")
            outer, self._first = self._first, []
            lowered = self.statement(node)
            result += [*self._first, *lowered]
            self._first = outer
        return result

    def _inner(self, body: list[nodes.Node]) -> list[ir.Stmt]:
        """The suite of an inner scope: what it assigns is its own, and begins as what the outer one knows."""
        begin: list[ir.Stmt] = []
        for name in assigned(body):
            if name not in self._scope.names:
                before = self.name(name)
                self._scope.names[name] = place = self.unique(name)
                begin.append(ir.Assign([ir.Name(place)], before, (1, 0, 1, 0)))
        return begin + self.suite(body)

    def name(self, name: str) -> ir.Expr:
        found = self._scope.get(name)
        if isinstance(found, str):
            return ir.Name(found)
        return undefined() if found is None else data()

    def statement(self, node: nodes.Node) -> list[ir.Stmt]:
        if isinstance(node, nodes.Output):
            return [each for part in node.nodes for each in self._output(part)]
        if isinstance(node, nodes.If):
            body, others = self.suite(node.body), self._otherwise(node)
            return [ir.If(self.expression(node.test), body, others, self.at(node))]
        if isinstance(node, nodes.For):
            return self._for(node)
        if isinstance(node, (nodes.Assign, nodes.AssignBlock)):
            return self._assign(node)
        if isinstance(node, nodes.With):
            values = [self.expression(each) for each in node.values]
            with self._scoped(Scope(self._scope)):
                targets = [self._target(each) for each in node.targets]
                return [
                    *(ir.Assign([target], value, self.at(node)) for target, value in zip(targets, values)),
                    *self._inner(node.body),
                ]
        if isinstance(node, nodes.Block):
            return self._of_block(node.name, 0, self._scope if node.scoped else self._root)
        if isinstance(node, nodes.Include):
            found = self._named(node.template)
            return self._included(found, node) if found is not None else []
        if isinstance(node, (nodes.Import, nodes.FromImport)):
            return self._imported(node)
        if isinstance(node, nodes.Macro):
            assert self._parsed is not None
            self._scope.names[node.name] = Macro(node, self._parsed, self._scope)
            return []
        if isinstance(node, nodes.CallBlock):
            return [ir.Evaluate(self._call(node.call, self._caller(node)))]
        if isinstance(node, nodes.ExprStmt):
            return [ir.Evaluate(self.expression(node.node))]
        if isinstance(node, nodes.FilterBlock):
            with self._scoped(Scope(self._scope)):
                return self._inner(node.body)
        if isinstance(node, (nodes.Break, nodes.Continue)):
            return [ir.Jump("break")]
        if isinstance(node, (nodes.Scope, nodes.ScopedEvalContextModifier)):
            return self.suite(node.body)
        return []

    def _output(self, node: nodes.Expr) -> list[ir.Stmt]:
        if isinstance(node, nodes.TemplateData):
            return []
        if isinstance(node, nodes.CondExpr):
            orelse = self._suite_of(node.expr2) if node.expr2 is not None else []
            return [ir.If(self.expression(node.test), self._suite_of(node.expr1), orelse, self.at(node))]
        return [ir.Evaluate(self.shown([self.expression(node)], node))]

    def _suite_of(self, node: nodes.Expr) -> list[ir.Stmt]:
        return self.suite([nodes.Output([node], lineno=node.lineno)])

    def _otherwise(self, node: nodes.If) -> list[ir.Stmt]:
        result = self.suite(node.else_)
        for each in reversed(node.elif_):
            body = self.suite(each.body)
            result = [ir.If(self.expression(each.test), body, result, self.at(each))]
        return result

    def _for(self, node: nodes.For) -> list[ir.Stmt]:
        iterable = self.expression(node.iter)
        with self._scoped(Scope(self._scope)) as scope:
            target = self._target(node.target)
            scope.names["loop"] = loop = self.unique("loop")
            body: list[ir.Stmt] = [ir.Assign([ir.Name(loop)], data(), self.at(node))]
            if node.test is not None:
                body.append(ir.If(self.expression(node.test), self._inner(node.body), [], self.at(node)))
            else:
                body += self._inner(node.body)
        with self._scoped(Scope(self._scope)):
            return [ir.For(target, iterable, body, self._inner(node.else_), False, self.at(node))]

    def _target(self, node: nodes.Node) -> ir.Expr:
        """What an inner scope binds itself."""
        if isinstance(node, nodes.Name):
            place = self.unique(node.name)
            self._scope.names[node.name] = place
            return ir.Name(place)
        if isinstance(node, nodes.Tuple):
            return ir.Sequence("tuple", [self._target(each) for each in node.items])
        return ir.Name(self.unique("target"))

    def _assign(self, node: nodes.Assign | nodes.AssignBlock) -> list[ir.Stmt]:
        if isinstance(node, nodes.AssignBlock):
            with self._scoped(Scope(self._scope)):
                body = self._inner(node.body)
            value = data()
        else:
            body, value = [], self.expression(node.node)
        return [*body, ir.Assign([self._set(node.target)], value, self.at(node))]

    def _set(self, node: nodes.Node) -> ir.Expr:
        """What `set` assigns: a name of the scope at hand."""
        if isinstance(node, nodes.Tuple):
            return ir.Sequence("tuple", [self._set(each) for each in node.items])
        if not isinstance(node, nodes.Name):
            return ir.Name(self.unique("target"))
        known = self._scope.names.get(node.name)
        place = known if isinstance(known, str) else node.name if self._scope is self._root else self.unique(node.name)
        self._scope.names[node.name] = place
        return ir.Name(place)

    def _of_block(self, name: str, number: int, scope: Scope) -> list[ir.Stmt]:
        """The block of that name as the most derived template writes it, or one that it replaces."""
        found = self._blocks.get(name, [])
        if number >= len(found) or len(self._inside) > MAXIMUM_INSIDE:
            return []
        parsed, block = found[number]
        outer, self._block = self._block, (name, number)
        self._inside.append(block)
        with self._scoped(Scope(scope)):
            names = [each for each in assigned(block.body) if each not in self._scope.names]
            body = self._in(parsed, block.body) if not names else self._begun(parsed, block.body)
        self._inside.pop()
        self._block = outer
        return body

    def _begun(self, parsed: Parsed, body: list[nodes.Node]) -> list[ir.Stmt]:
        """The suite of another template, as an inner scope."""
        outer, self._parsed = self._parsed, parsed
        lowered = self._inner(body)
        self._parsed = outer
        return [ir.Elsewhere(parsed.template.path, lowered)]

    def _included(self, found: Template, node: nodes.Include) -> list[ir.Stmt]:
        if found in self._inside or len(self._inside) > MAXIMUM_INSIDE:
            return []
        self._inside.append(found)
        scope = Scope(self._scope if node.with_context else None, has_context=node.with_context)
        outer_root, self._root = self._root, scope
        with self._scoped(scope):
            scope.names.update((name, self.unique(name)) for name in assigned(self._parse(found).tree.body))
            begin = [
                ir.Assign([ir.Name(str(place))], self._outside(scope, name), self.at(node))
                for name, place in scope.names.items()
            ]
            body = self.page(found)
        self._root = outer_root
        self._inside.pop()
        return [*begin, *body] if body is not None else []

    def _outside(self, scope: Scope, name: str) -> ir.Expr:
        """What a name stands for outside of a scope that assigns it."""
        if scope.parent is None:
            return undefined()
        with self._scoped(scope.parent):
            return self.name(name)

    def _imported(self, node: nodes.Import | nodes.FromImport) -> list[ir.Stmt]:
        """The macros of another template; what it assigns itself is its own."""
        found = self._named(node.template)
        if found is None or found in self._inside or len(self._inside) > MAXIMUM_INSIDE:
            return []
        self._inside.append(found)
        scope = Scope(self._root if node.with_context else None, has_context=node.with_context)
        parsed = self._parse(found)
        with self._scoped(scope):
            body = self._begun(parsed, defining(parsed.tree.body))
        self._inside.pop()
        if isinstance(node, nodes.Import):
            self._scope.names[node.target] = scope
            return body
        for each in node.names:
            name, bound = each if isinstance(each, tuple) else (each, each)
            self._scope.names[bound] = scope.names.get(name)
        return body

    def called(self, node: nodes.Call) -> ir.Expr:
        return self._call(node, None)

    def _caller(self, node: nodes.CallBlock) -> Macro | None:
        return Macro(node, self._parsed, self._scope) if self._parsed is not None else None

    def _call(self, node: nodes.Call, caller: Macro | None) -> ir.Expr:
        func = node.node
        if isinstance(func, nodes.Name) and func.name == "super":
            name, number = self._block
            self._first += self._of_block(name, number + 1, self._root)
            return data()
        if isinstance(func, nodes.Getattr) and isinstance(func.node, nodes.Name):
            if func.node.name == "self":
                self._first += self._of_block(func.attr, 0, self._root)
                return data()
            module = self._scope.get(func.node.name)
            macro = module.names.get(func.attr) if isinstance(module, Scope) else None
        else:
            macro = self._scope.get(func.name) if isinstance(func, nodes.Name) else None
        if isinstance(macro, Macro):
            self._expanded(macro, node, caller)
            return data()
        return ir.Call(self.expression(func), self.arguments(node), self.at(node))

    def _expanded(self, macro: Macro, node: nodes.Call, caller: Macro | None) -> None:
        """A macro's body stands before the expression that calls it."""
        arguments = self.arguments(node)
        if macro in self._inside or len(self._inside) > MAXIMUM_INSIDE:
            self._first += [ir.Evaluate(each.value) for each in arguments]
            return
        self._inside.append(macro)
        given = [each.value for each in arguments if each.name is None and not each.star]
        named = {each.name: each.value for each in arguments if each.name is not None}
        names = [each.name for each in macro.node.args]
        first = len(names) - len(macro.node.defaults)
        with self._scoped(Scope(macro.scope)) as scope:
            for number, name in enumerate(names):
                value = given[number] if number < len(given) else named.get(name)
                if value is None:
                    default = macro.node.defaults[number - first] if number >= first else None
                    value = self.expression(default) if default is not None else undefined()
                place = self.unique(name)
                self._first.append(ir.Assign([ir.Name(place)], value, self.at(node)))
                scope.names[name] = place
            scope.names.setdefault("varargs", None)
            scope.names.setdefault("kwargs", None)
            if isinstance(macro.node, nodes.Macro):
                scope.names["caller"] = caller
            self._first += self._begun(macro.parsed, macro.node.body)
        self._inside.pop()
