"""What stands before the paths of a router: its own prefix, those of the routers that include it, a controller's path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from asyncdb_lint.index.module import ClassInfo, ModuleInfo, flatten
from asyncdb_lint.index.project import Definition
from asyncdb_lint.lowering import ir
from asyncdb_lint.semantics.values import ClassValue, Constant, Instance

if TYPE_CHECKING:
    from asyncdb_lint.semantics.frame import Frame
    from asyncdb_lint.semantics.interpreter import Interpreter

Router = tuple[ModuleInfo, str]


class _Including(NamedTuple):
    """Which arguments of a method name the router that it includes, and the prefix."""

    child: str
    place: int
    prefix: str
    prefix_place: int


_INCLUDING: Mapping[str, _Including] = MappingProxyType(
    {
        "include_router": _Including("router", 0, "prefix", 99),
        "mount": _Including("app", 1, "path", 0),
        "register_blueprint": _Including("blueprint", 0, "url_prefix", 99),
        "blueprint": _Including("blueprint", 0, "url_prefix", 99),
        "add_subapp": _Including("subapp", 1, "prefix", 0),
    }
)


@dataclass
class Prefixes:
    """Collected from all modules before the first path is worked out."""

    interpreter: Interpreter
    parents: dict[Router, list[tuple[Router | None, str]]] = field(default_factory=dict)

    def router(self, module: ModuleInfo, expression: ir.Expr) -> Router | None:
        """The router that an expression of a module names."""
        frame = self.interpreter.names.module_frame(module)
        target = self.interpreter.annotations.symbol(frame, expression)
        return (target.module, target.name) if isinstance(target, Definition) else None

    def collect(self, module: ModuleInfo) -> Iterator[tuple[Router, ir.Call]]:
        """Read which routers a module includes in others, each with the call that includes it."""
        frame = self.interpreter.names.module_frame(module)
        bodies = [module.body, *(node.body for node, _, _ in module.functions)]
        for body in bodies:
            for statement in flatten(body):
                call = statement.value if isinstance(statement, ir.Evaluate) else None
                if not (isinstance(call, ir.Call) and isinstance(call.func, ir.Attribute)):
                    continue
                including = _INCLUDING.get(call.func.attr)
                if including is None:
                    continue
                given = argument(call, including.place, including.child)
                child = self.router(module, given) if given is not None else None
                if child is not None:
                    prefix = argument(call, including.prefix_place, including.prefix)
                    parent = self.router(module, call.func.value)
                    text = self.literal(frame, prefix) if prefix is not None else ""
                    self.parents.setdefault(child, []).append((parent, text))
                    yield child, call

    def full(self, router: Router, seen: frozenset[Router] = frozenset()) -> list[str]:
        """What stands before the paths of a router, through everything that includes it."""
        own = self._own_prefix(router)
        parents = self.parents.get(router, [])
        if not parents or router in seen:
            return [own]
        result: list[str] = []
        for parent, prefix in parents[:4]:
            heads = self.full(parent, seen | {router}) if parent is not None else [""]
            result.extend(head + prefix + own for head in heads)
        return list(dict.fromkeys(result))[:4]

    def _own_prefix(self, router: Router) -> str:
        call = self.made_by(router)
        names = ("prefix", "url_prefix") if call is not None else ()
        prefix = next((found for name in names if call and (found := argument(call, 99, name)) is not None), None)
        return self.literal(self.interpreter.names.module_frame(router[0]), prefix)

    def made_by(self, router: Router) -> ir.Call | None:
        """The call that makes a router."""
        module, name = router
        for binding in module.bindings.get(name, ()):
            statement = binding.statement
            if isinstance(statement, (ir.Assign, ir.AnnotatedAssign)) and isinstance(statement.value, ir.Call):
                return statement.value
        return None

    def of_class(self, owner: ClassInfo | None) -> str:
        """The path of a controller, a class whose decorated methods are the handlers."""
        if owner is None or not owner.node.bases:
            return ""
        for base in self.interpreter.classes.order(owner):
            if base.module.is_facts and "path" in base.bindings:
                found = self.interpreter.classes.find(owner, "path")
                value = found[1] if found is not None else None
                is_text = isinstance(value, Constant) and isinstance(value.value, str)
                return "/" + str(value.value).strip("/") if is_text and isinstance(value, Constant) else ""
        return ""

    def literal(self, frame: Frame, expression: ir.Expr | None) -> str:
        """The text of an expression where it is known, an ellipsis in braces where it is not."""
        from asyncdb_lint.semantics.expressions import evaluate

        if expression is None:
            return ""
        with frame.capture():
            value = evaluate(frame, expression)
            if isinstance(expression, ir.Attribute):
                # A setting's default is what most installations use, and only shown.
                holder = evaluate(frame, expression.value)
                if isinstance(holder, (Instance, ClassValue)):
                    found = self.interpreter.classes.find(holder.cls, expression.attr)
                    value = found[1] if found is not None else value
        if isinstance(value, Constant) and isinstance(value.value, str):
            return value.value
        return "{...}"


def argument(call: ir.Call, number: int, name: str) -> ir.Expr | None:
    """An argument of a call by place or by name."""
    for argument in call.arguments:
        if argument.name == name:
            return argument.value
    if number < len(call.arguments) and call.arguments[number].name is None and not call.arguments[number].star:
        return call.arguments[number].value
    return None
