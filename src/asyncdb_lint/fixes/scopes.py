"""Where `await` may stand, and with which parentheses."""

from __future__ import annotations

import libcst as cst

from asyncdb_lint.fixes.syntax import Refused, Syntax

COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


def coroutine_function(syntax: Syntax, node: cst.CSTNode) -> cst.FunctionDef:
    """The coroutine function whose own code a node is, in which `await` can be written at this place.

    Raises:
        Refused: there is none.
    """
    inside = 0
    for outer, inner in syntax.ancestors(node):
        if isinstance(outer, cst.Lambda):
            raise Refused("a lambda cannot await")
        if isinstance(outer, COMPREHENSIONS) and not _is_first_iterable(syntax, outer, node):
            if isinstance(outer, cst.GeneratorExp):
                raise Refused("`await` would make this generator expression an asynchronous one")
            inside += 1
            if inside > 1:
                raise Refused("before Python 3.11, `await` cannot stand in a comprehension inside of another")
        if isinstance(outer, (cst.Param, cst.Annotation, cst.Decorator)):
            raise Refused("`await` cannot be written in a default, an annotation or a decorator")
        if isinstance(outer, cst.ClassDef):
            raise Refused("the body of a class cannot await")
        if isinstance(outer, cst.FunctionDef):
            if outer.asynchronous is None:
                name = outer.name.value
                raise Refused(f"{name}() is a plain function, which cannot await; `async def` would change its callers")
            return outer
        del inner
    raise Refused("module code cannot await")


def _is_first_iterable(syntax: Syntax, comprehension: cst.CSTNode, node: cst.CSTNode) -> bool:
    """Whether a node is part of the iterable that is evaluated before the comprehension starts."""
    clause = comprehension.for_in  # type: ignore[attr-defined]
    current: cst.CSTNode | None = node
    while current is not None and current is not comprehension:
        if current is clause.iter:
            return True
        current = syntax.parent(current)
    return False


def needs_parentheses(syntax: Syntax, node: cst.BaseExpression) -> bool:
    """Whether `await` before an expression needs parentheses around both: what follows it binds more closely."""
    return not node.lpar and (binds_closely(syntax, node) or isinstance(syntax.parent(node), cst.Await))


def binds_closely(syntax: Syntax, node: cst.BaseExpression) -> bool:
    """Whether an attribute, an index or arguments follow an expression: they would belong to what stands behind `await`."""
    parent = syntax.parent(node)
    if isinstance(parent, (cst.Attribute, cst.Subscript)):
        return parent.value is node
    return isinstance(parent, cst.Call) and parent.func is node
