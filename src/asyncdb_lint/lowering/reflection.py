"""Attributes that code names by a literal text: `getattr(x, "name")` reads like `x.name`, `setattr` like an assignment."""

from __future__ import annotations

import ast


def attribute_read(node: ast.Call) -> ast.Attribute | None:
    """`getattr(x, "name")` as `x.name`; a default makes it another thing."""
    if not _calls(node, "getattr", 2):
        return None
    return _attribute(node.args[0], node.args[1], node)


def attribute_item(node: ast.Subscript) -> ast.Attribute | None:
    """`x.__dict__["name"]` and `vars(x)["name"]` as `x.name`."""
    holder = _namespace_of(node.value)
    return _attribute(holder, node.slice, node) if holder is not None else None


def assignments(node: ast.expr) -> list[ast.Assign]:
    """`setattr(x, "name", value)` and `x.__dict__.update(name=value)` as the assignments that they are."""
    if not isinstance(node, ast.Call):
        return []
    if _calls(node, "setattr", 3) or _calls_of_object(node):
        target = _attribute(node.args[0], node.args[1], node)
        return [_assign(target, node.args[2], node)] if target is not None else []
    if isinstance(node.func, ast.Attribute) and node.func.attr == "update" and not node.args:
        holder = _namespace_of(node.func.value)
        if holder is not None:
            named = [(ast.Constant(each.arg), each.value) for each in node.keywords if each.arg is not None]
            targets = [(_attribute(holder, name, node), value) for name, value in named]
            return [_assign(target, value, node) for target, value in targets if target is not None]
    return []


def _calls(node: ast.Call, name: str, count: int) -> bool:
    is_plain = len(node.args) == count and not node.keywords
    return is_plain and isinstance(node.func, ast.Name) and node.func.id == name


def _calls_of_object(node: ast.Call) -> bool:
    """`object.__setattr__(x, "name", value)`, as frozen classes write it."""
    called = node.func
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
        return False
    is_plain = len(node.args) == 3 and not node.keywords
    return is_plain and called.attr == "__setattr__" and called.value.id == "object"


def _namespace_of(node: ast.expr) -> ast.expr | None:
    """The object whose attributes `x.__dict__` or `vars(x)` maps."""
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return node.value
    return node.args[0] if isinstance(node, ast.Call) and _calls(node, "vars", 1) else None


def _attribute(holder: ast.expr, name: ast.expr, node: ast.expr) -> ast.Attribute | None:
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value.isidentifier()):
        return None
    return ast.copy_location(ast.Attribute(holder, name.value, ast.Load()), node)


def _assign(target: ast.expr, value: ast.expr, node: ast.expr) -> ast.Assign:
    return ast.copy_location(ast.Assign([target], value), node)
