"""The lowered form: what a module says, as plain data with places and without syntax nodes.

Terminology, by example::

    from app.db import SessionLocal as Local        # Import: binds `Local` to a symbol of another module
    service = Service(Local())                      # Assign: one target, one expression

    class Service(Base[int]):                       # Class: bases are expressions, the body is statements
        def run(self, key: "int") -> None:          # Function: parameters and returns are annotations
            self.session.get(User, key)             # Call of an Attribute of an Attribute of a Name

* An *expression* has a value, a *statement* has an effect on the environment.
* A *place* is written as a target: a Name, an Attribute, a Subscript, or a Sequence of those.
* An annotation is an ordinary expression; string annotations are parsed when they are lowered.
* `at` is (line, column, end line, end column) as `ast` counts them: lines from 1, columns in UTF-8 bytes from 0.
  Columns become code points only where something is reported.

Structures compare by identity: two calls with the same text are two operations.
"""

from __future__ import annotations

import msgspec

At = tuple[int, int, int, int]


class Node(msgspec.Struct, eq=False, gc=False, array_like=True, tag_field="node", tag=True):
    """Base of every lowered structure."""


class Name(Node):
    id: str


class Const(Node):
    """A literal; `value` is None for literals other than str, int, bool and None (see `kind`)."""

    value: str | int | bool | None
    kind: str


class Attribute(Node):
    value: Expr
    attr: str
    at: At


class Argument(Node):
    """One argument of a call: `name` for keywords, `star` is 1 for `*x` and 2 for `**x`."""

    name: str | None
    value: Expr
    star: int


class Call(Node):
    func: Expr
    arguments: list[Argument]
    at: At


class Await(Node):
    value: Expr
    at: At


class Subscript(Node):
    value: Expr
    index: Expr
    at: At


class Sequence(Node):
    """A display: `kind` is tuple, list, set or slice."""

    kind: str
    items: list[Expr]


class Mapping(Node):
    """A dict display; a key of None stands for `**value`."""

    keys: list[Expr | None]
    values: list[Expr]


class Starred(Node):
    value: Expr
    at: At


class Lambda(Node):
    function: Function


class Comprehension(Node):
    """`kind` is list, set, dict or generator; `elements` holds one expression, or key and value."""

    kind: str
    elements: list[Expr]
    clauses: list[Clause]
    at: At


class Clause(Node):
    target: Expr
    iterable: Expr
    conditions: list[Expr]
    is_async: bool
    at: At


class Conditional(Node):
    """`body if test else orelse`; here and in statements, `at` is the place of the test."""

    test: Expr
    body: Expr
    orelse: Expr
    at: At


class Boolean(Node):
    """`and` and `or`, whose value is one of the operands."""

    operator: str
    operands: list[Expr]
    at: At


class Operation(Node):
    """Any other operator, comparison or f-string, in its source form (`+`, `not in`, `+=`).

    Signs are written `unary -`, f-strings `format` (their literal parts are operands, too), comparisons of more than two
    operands `compare`; `defined` is the test of templates.
    """

    operator: str
    operands: list[Expr]
    at: At


class Walrus(Node):
    target: Expr
    value: Expr


class Yield(Node):
    value: Expr | None
    is_from: bool
    at: At


Expr = (
    Name
    | Const
    | Attribute
    | Call
    | Await
    | Subscript
    | Sequence
    | Mapping
    | Starred
    | Lambda
    | Comprehension
    | Conditional
    | Boolean
    | Operation
    | Walrus
    | Yield
)


class Assign(Node):
    targets: list[Expr]
    value: Expr
    at: At


class AnnotatedAssign(Node):
    target: Expr
    annotation: Expr
    value: Expr | None
    at: At


class Evaluate(Node):
    """An expression statement."""

    value: Expr


class Narrow(Node):
    """`assert test`: what follows runs only when the test holds."""

    test: Expr
    at: At


class Delete(Node):
    """`del target`, of one item of something that holds several."""

    target: Subscript
    at: At


class Return(Node):
    value: Expr | None
    at: At


class Raise(Node):
    value: Expr | None


class Jump(Node):
    """`break` and `continue`."""

    kind: str


class If(Node):
    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    at: At


class While(Node):
    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    at: At


class For(Node):
    target: Expr
    iterable: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    is_async: bool
    at: At


class WithItem(Node):
    context: Expr
    target: Expr | None
    at: At


class With(Node):
    items: list[WithItem]
    body: list[Stmt]
    is_async: bool


class Handler(Node):
    type: Expr | None
    name: str | None
    body: list[Stmt]


class Try(Node):
    body: list[Stmt]
    handlers: list[Handler]
    orelse: list[Stmt]
    final: list[Stmt]


class Pattern(Node):
    """What a `match` case asks of a value, and what it binds of it.

    `kind` is any (binds or ignores), value, class, mapping, sequence, star or or; `name` is what it binds the value to.
    `keys` are the keys of a mapping, or the class or the literal; `attributes` name the last of a class's `parts`.
    `rest` is what `**rest` binds.
    """

    kind: str
    name: str | None
    keys: list[Expr]
    attributes: list[str]
    parts: list[Pattern]
    rest: str | None
    at: At


class Case(Node):
    pattern: Pattern
    guard: Expr | None
    body: list[Stmt]


class Match(Node):
    subject: Expr
    cases: list[Case]


class Import(Node):
    """Binds `name` to `symbol` of `module`, or to the module itself when `symbol` is None; `*` binds all.

    `module` is absolute: relative imports are resolved when they are lowered.
    """

    name: str
    module: str
    symbol: str | None


class Scope(Node):
    """`global` and `nonlocal` declarations."""

    kind: str
    names: list[str]


class Elsewhere(Node):
    """A suite that stands in another file, with the places of that file: what a template takes from another one."""

    path: str
    body: list[Stmt]


class Parameter(Node):
    """`kind` is positional, either, vararg, keyword or kwarg (as in `inspect`, shortened)."""

    name: str
    kind: str
    annotation: Expr | None
    default: Expr | None


class Function(Node):
    """A `def`, `async def` or lambda (named `<lambda>`).

    `qualname` is the dotted path inside the module. `awaited` holds the places (dotted) on which the body
    awaits a method, with the method: `await self.db.execute(...)` gives `self.db.execute`. `keyed` holds the places
    that the body subscripts with a text, as only mappings are: `payload["id"]` gives `payload`. `lines` is how many lines it has.
    """

    name: str
    qualname: str
    parameters: list[Parameter]
    returns: Expr | None
    decorators: list[Expr]
    body: list[Stmt]
    is_async: bool
    is_generator: bool
    awaited: list[str]
    keyed: list[str]
    lines: int
    first_line: int
    at: At


class Class(Node):
    name: str
    qualname: str
    bases: list[Expr]
    keywords: list[Argument]
    decorators: list[Expr]
    body: list[Stmt]
    at: At


Simple = Assign | AnnotatedAssign | Evaluate | Narrow | Delete | Return | Raise | Jump | Import | Scope
Compound = If | While | For | With | Try | Match | Elsewhere | Function | Class
Stmt = Simple | Compound


class Marker(Node):
    """A comment for the analysis, `# asyncdb: WORD REASON`; its `at` counts code points.

    `header` is the line of the `def` in whose header it stands, 0 behind other code, -1 on a line of its own.
    """

    word: str
    reason: str
    header: int
    at: At


class Module(Node):
    """One file. `name` is the dotted module name that relative imports were resolved against."""

    name: str
    path: str
    is_package: bool
    body: list[Stmt]
    markers: list[Marker] = []
