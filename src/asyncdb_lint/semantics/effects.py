"""What the facts say of a library's function: its decorators, read once.

The decorators are a vocabulary of the stubs (`io`, `runs`, `decorator`, `entry`, `declared`, `twin`, `proxy`); they are never
looked up as names.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from asyncdb_lint.lowering import ir


@dataclass(frozen=True)
class EntryMark:
    """A function becomes an entry point of this kind: the argument `param`, or the decorated one where that is empty.

    `on` is "loop" where even a plain function runs on the event loop, "own" where every call of it gets a loop of its own; `unless` names an argument that takes it off.
    """

    kind: str
    param: str
    on: str
    unless: str = ""
    within: str = ""
    """Parts of the library, at least one of which the project must import for `on` to hold."""
    gives: str = ""
    """The attribute, as dotted name, that holds what the function gives."""
    named: str = ""
    """The open class, as dotted name, whose keys are passed to parameters of the same names."""
    of: str = ""
    """Decorators, as dotted names: only methods that have one are called on an object that is handed over."""


@dataclass(frozen=True)
class Run:
    """A callable or iterable argument is used on a thread: here, loop, worker, greenlet, or "later" by somebody else."""

    param: str
    on: str
    resolves: str = ""
    """A class of the same module: arguments that are instances of it are passed on as its first type argument."""


@dataclass(frozen=True)
class Effects:
    """`io` is the kind of database call, `when` the argument on which it depends, `raises` the exception by which the
    library refuses it on the event loop; `runs` says where callable and iterable parameters are used;
    `decorator` and `entries` say what functions become."""

    io: str = ""
    when: str = ""
    raises: str = ""
    once: bool = False
    """Only the first such call on one object does I/O: it keeps what it got."""
    runs: tuple[Run, ...] = ()
    decorator: str = ""
    entries: tuple[EntryMark, ...] = ()
    overload: bool = False
    kind: str = ""
    """property, cached, staticmethod or classmethod; empty for a plain function."""
    keyed: bool = False
    """Its first argument is a key of the open object, and so are the keywords that it does not name."""
    declared: bool = False
    """What it gives, or works with, is no more than declared: it may be a handle whose waits give the event loop back."""


NO_EFFECTS = Effects()


@dataclass
class EffectsReader:
    """Reads and remembers the effects of facts functions.

    Args:
        facts: which of the facts that are off by default count (`opt_in` in the stubs).
    """

    facts: frozenset[str] = frozenset()
    _known: dict[ir.Function, Effects] = field(default_factory=dict)

    def of(self, node: ir.Function) -> Effects:
        effects = self._known.get(node)
        if effects is None:
            effects = self._known[node] = self._read(node.decorators) if node.decorators else NO_EFFECTS
        return effects

    def _read(self, decorators: list[ir.Expr]) -> Effects:
        io = when = raises = decorator = kind = ""
        entries: list[EntryMark] = []
        runs: list[Run] = []
        overload = declared = keyed = once = False
        for expression in decorators:
            call = expression if isinstance(expression, ir.Call) else None
            name = _name(call.func if call is not None else expression)
            if name == "io" and call is not None:
                opt_in = _keyword(call, "opt_in")
                if not opt_in or opt_in in self.facts:
                    io, when, raises = _text(call, 0), _keyword(call, "when"), _keyword(call, "raises")
                    once = bool(_keyword(call, "once"))
            elif name == "runs" and call is not None:
                runs.append(Run(_text(call, 0), _keyword(call, "on"), _keyword(call, "resolves")))
            elif name == "decorator" and call is not None:
                decorator = _text(call, 0)
            elif name == "entry" and call is not None:
                mark = (_keyword(call, each) for each in ("param", "on", "unless", "within", "gives", "named", "of"))
                entries.append(EntryMark(_text(call, 0), *mark))
            elif name == "overload":
                overload = True
            elif name == "declared":
                declared = True
            elif name == "keyed":
                keyed = True
            elif name in ("property", "hybrid_property", "memoized_property"):
                kind = "property"
            elif name in ("cached_property", "staticmethod", "classmethod"):
                kind = "property" if name == "cached_property" else name
        return Effects(io, when, raises, once, tuple(runs), decorator, tuple(entries), overload, kind, keyed, declared)


def class_mark(node: ir.Class, name: str) -> str:
    """The text argument of a class decorator of the vocabulary (`twin`, `proxy`), or the empty text."""
    for expression in node.decorators:
        if isinstance(expression, ir.Call) and isinstance(expression.func, ir.Name) and expression.func.id == name:
            return _text(expression, 0) or "T"
    return ""


def _name(expression: ir.Expr) -> str:
    if isinstance(expression, ir.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ir.Name) else ""


def _text(call: ir.Call, number: int) -> str:
    if number < len(call.arguments):
        value = call.arguments[number].value
        if isinstance(value, ir.Const) and isinstance(value.value, str):
            return value.value
    return ""


def _keyword(call: ir.Call, name: str) -> str:
    for argument in call.arguments:
        if argument.name == name and isinstance(argument.value, ir.Const) and isinstance(argument.value.value, str):
            return argument.value.value
    return ""
