"""Imports of a file: which name leads to a symbol, how to bring one in, and how to take out one that nothing uses.

A symbol that the file imports already is used under the name that it has there. A name that stands for something
else anywhere in the file is not taken: the symbol comes in under another one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from asyncdb_lint.diagnostic import Span, TextEdit
from asyncdb_lint.fixes.syntax import Syntax, children

RELATIVE = "."


def use(syntax: Syntax, module: str, name: str) -> tuple[str, list[TextEdit]]:
    """The name under which a symbol of a module can be used anywhere in a file, and the edits that bring it in."""
    known = syntax.known.get((module, name))
    if known is None:
        known = syntax.known[module, name] = _used(syntax, module, name)
    return known[0], list(known[1])


def modules(syntax: Syntax) -> Iterator[str]:
    """The modules that a file imports names from, at its top."""
    for _, statement in _top_level(syntax):
        if statement.module is not None and not statement.relative:
            yield get_full_name_for_node(statement.module) or ""


def packages(syntax: Syntax) -> Iterator[str]:
    """The outermost packages that a file imports, or imports from, anywhere in it."""
    for node in syntax.walk(syntax.module):
        if isinstance(node, cst.Import):
            for alias in node.names:
                yield alias.evaluated_name.partition(".")[0]
        elif isinstance(node, cst.ImportFrom) and node.module is not None and not node.relative:
            yield (get_full_name_for_node(node.module) or "").partition(".")[0]


def _used(syntax: Syntax, module: str, name: str) -> tuple[str, list[TextEdit]]:
    for _, statement in _top_level(syntax):
        for alias in _aliases(statement, module):
            if alias.evaluated_name == name:
                return _local(alias), []
    local = name
    taken = set(_names(syntax.module))
    if local in taken:
        local = f"{module.partition('.')[0]}_{name}"
        while local in taken:
            local += "_"
    written = name if local == name else f"{name} as {local}"
    return local, [_extended(syntax, module, written) or _inserted(syntax, module, written)]


def use_all(syntax: Syntax, wanted: Iterable[tuple[str, str, str]]) -> list[TextEdit]:
    """The edits that bring symbols in, given as module, name, and the name that they get here; none has it yet."""
    by_module: dict[str, list[str]] = {}
    for module, name, local in wanted:
        by_module.setdefault(module, []).append(name if name == local else f"{name} as {local}")
    by_place: dict[Span, str] = {}
    for module, names in sorted(by_module.items()):
        written = ", ".join(sorted(names, key=_order))
        edit = _extended(syntax, module, written) or _inserted(syntax, module, written)
        before = by_place.get(edit.span, "")
        by_place[edit.span] = before + (edit.replacement.lstrip("\r\n") if before else edit.replacement)
    return [TextEdit(syntax.path, span, text) for span, text in by_place.items()]


def is_from_elsewhere(syntax: Syntax, name: str, module: str) -> bool:
    """Whether a file imports a name from another package than the one that a module belongs to."""
    package = module.partition(".")[0]
    for node in syntax.walk(syntax.module):
        if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            given = get_full_name_for_node(node.module) if node.module is not None else None
            if not node.relative and (given or "").partition(".")[0] != package:
                if any(_local(alias) == name for alias in node.names):
                    return True
    return False


def is_bound(syntax: Syntax, name: str) -> bool:
    """Whether the file's own code binds a name: an import, an assignment or a definition at its top."""
    for line in syntax.module.body:
        if isinstance(line, (cst.ClassDef, cst.FunctionDef)) and line.name.value == name:
            return True
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(statement, cst.Assign) and any(
                isinstance(each.target, cst.Name) and each.target.value == name for each in statement.targets
            ):
                return True
            if isinstance(statement, cst.ImportFrom) and not isinstance(statement.names, cst.ImportStar):
                if any(_local(alias) == name for alias in statement.names):
                    return True
    return False


def use_module(syntax: Syntax, module: str, name: str) -> tuple[str, list[TextEdit]]:
    """`module.name` for a symbol, and the edits that bring the module in; the symbol alone where its name is taken."""
    known = syntax.known.get((module,))
    if known is None:
        known = syntax.known[module,] = _module_used(syntax, module, name)
    return f"{known[0]}.{name}" if known[0] else use(syntax, module, name)[0], list(known[1])


def _module_used(syntax: Syntax, module: str, name: str) -> tuple[str, list[TextEdit]]:
    for line in syntax.module.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            for alias in statement.names if isinstance(statement, cst.Import) else ():
                if get_full_name_for_node(alias.name) == module and alias.asname is None:
                    return module, []
    if module in _names(syntax.module):
        return "", use(syntax, module, name)[1]
    return module, [_placed(syntax, module, f"import {module}\n")]


def unused(syntax: Syntax, module: str, name: str, gone: Iterable[cst.CSTNode]) -> list[TextEdit]:
    """The edits that take a symbol's import out, if nothing uses it without the nodes that are gone.

    A package's `__init__.py`, names in `__all__`, aliases that repeat the name, and lines with comments stay.
    """
    if syntax.path.endswith("__init__.py"):
        return []
    ignored = {id(inner) for node in gone for inner in syntax.walk(node)}
    for line, statement in _top_level(syntax):
        aliases = _aliases(statement, module)
        for index, alias in enumerate(aliases):
            if alias.evaluated_name != name or (alias.asname is not None and _local(alias) == name):
                continue
            if _is_used(syntax, _local(alias), line, ignored) or _has_comment(syntax, line):
                return []
            if len(aliases) == 1:
                return [_whole_line(syntax, line)] if len(line.body) == 1 else []
            return [_one_of(syntax, aliases, index)]
    return []


def _one_of(syntax: Syntax, aliases: list[cst.ImportAlias], index: int) -> TextEdit:
    """Takes one of several names out of an import, with the comma that belongs to it."""
    if index + 1 < len(aliases):
        return syntax.edit(syntax.range(aliases[index])[0], syntax.range(aliases[index + 1])[0], "")
    before = aliases[index - 1]
    names = before.asname or before.name
    end = syntax.range(names.name if isinstance(names, cst.AsName) else names)[1]
    return syntax.edit(end, _end_of_name(syntax, aliases[index]), "")


def _end_of_name(syntax: Syntax, alias: cst.ImportAlias) -> int:
    return syntax.range(alias.asname.name if alias.asname is not None else alias.name)[1]


def _whole_line(syntax: Syntax, line: cst.SimpleStatementLine) -> TextEdit:
    span = syntax.span(line)
    return syntax.edit(syntax.lines.start(span.line), syntax.lines.start(span.end_line + 1), "")


def _has_comment(syntax: Syntax, node: cst.CSTNode) -> bool:
    lines = [each for each in syntax.walk(node) if isinstance(each, cst.Comment)]
    leading = node.leading_lines if isinstance(node, cst.SimpleStatementLine) else ()
    apart = {id(each.comment) for each in leading}
    return any(id(each) not in apart for each in lines)


def _is_used(syntax: Syntax, local: str, line: cst.CSTNode, ignored: set[int]) -> bool:
    own = {id(node) for node in syntax.walk(line)}
    for node in syntax.walk(syntax.module):
        if id(node) in ignored or id(node) in own:
            continue
        if isinstance(node, cst.Name) and node.value == local:
            return True
        if isinstance(node, (cst.SimpleString, cst.FormattedStringText)) and local in node.value:
            return True  # `__all__`, annotations that are texts
    return False


def _top_level(syntax: Syntax) -> Iterator[tuple[cst.SimpleStatementLine, cst.ImportFrom]]:
    for line in syntax.module.body:
        if isinstance(line, cst.SimpleStatementLine):
            for statement in line.body:
                if isinstance(statement, cst.ImportFrom):
                    yield line, statement


def _aliases(statement: cst.ImportFrom, module: str) -> list[cst.ImportAlias]:
    """The names that a statement imports, if it imports from that module."""
    if isinstance(statement.names, cst.ImportStar) or statement.relative or statement.module is None:
        return []
    if get_full_name_for_node(statement.module) != module:
        return []
    return list(statement.names)


def _local(alias: cst.ImportAlias) -> str:
    return alias.evaluated_alias or alias.evaluated_name


def _names(module: cst.Module) -> Iterator[str]:
    """Every name that is written in a file, but as an attribute or a keyword."""
    pending: list[cst.CSTNode] = [module]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Name):
            yield node.value
        elif isinstance(node, cst.Attribute):
            pending.append(node.value)
        elif isinstance(node, cst.Arg):
            pending.append(node.value)
        elif isinstance(node, cst.ImportFrom):
            for alias in node.names if not isinstance(node.names, cst.ImportStar) else ():
                yield _local(alias)
        else:
            pending.extend(children(node))


def _extended(syntax: Syntax, module: str, written: str) -> TextEdit | None:
    """The name added to an import from the same module, in the order of names where they have one."""
    for line, statement in _top_level(syntax):
        aliases = _aliases(statement, module)
        if not aliases or _has_comment(syntax, line):
            continue
        names = [alias.evaluated_name for alias in aliases]
        later = [index for index, name in enumerate(names) if _order(name) > _order(written)]
        if later and names == sorted(names, key=_order):
            start = syntax.range(aliases[later[0]])[0]
            return syntax.insert(start, f"{written}, ")
        last = _end_of_name(syntax, aliases[-1])
        return syntax.insert(last, f", {written}")
    return None


def _order(name: str) -> tuple[int, str]:
    """As isort does it: constants, classes, then the rest."""
    bare = name.partition(" ")[0]
    kind = 0 if bare.isupper() and len(bare) > 1 else 1 if bare[:1].isupper() else 2
    return kind, bare


def _inserted(syntax: Syntax, module: str, written: str) -> TextEdit:
    return _placed(syntax, module, f"from {module} import {written}\n")


def _placed(syntax: Syntax, module: str, text: str) -> TextEdit:
    """A statement of its own: beside the imports of the same package, those of the standard library first, else behind the
    imports at the top."""
    head = list(_head(syntax))
    root = module.partition(".")[0]
    same = [line for line, name in head if name.partition(".")[0] == root]
    before = [line for line, name in head if name.partition(".")[0] == root and name <= module]
    chosen = before[-1] if before else None
    if chosen is None and same:
        return _before(syntax, same[0], text)
    first = next(((line, name) for line, name in head if name != "__future__"), None)
    if chosen is None and first is not None and root in sys.stdlib_module_names:
        is_alike = first[1].partition(".")[0] in sys.stdlib_module_names
        return _before(syntax, first[0], text if is_alike else f"{text}\n")
    if chosen is None and head:
        absolute = [line for line, name in head if name != RELATIVE]
        chosen = absolute[-1] if absolute else head[-1][0]
    if chosen is not None:
        return _behind(syntax, chosen, text)
    body = syntax.module.body
    if body and _is_docstring(body[0]):
        return _behind(syntax, body[0], "\n" + text)
    offset = syntax.lines.start(syntax.span(body[0]).line) if body else len(syntax.text)
    return syntax.insert(offset, text + ("\n\n" if body else ""))


def _before(syntax: Syntax, line: cst.CSTNode, text: str) -> TextEdit:
    return syntax.insert(syntax.lines.start(syntax.span(line).line), text)


def _behind(syntax: Syntax, line: cst.CSTNode, text: str) -> TextEdit:
    end = syntax.lines.start(syntax.span(line).end_line + 1)
    is_open = end == len(syntax.text) and not syntax.text.endswith(("\n", "\r"))
    return syntax.insert(end, "\n" + text.rstrip("\n") if is_open else text)


def _head(syntax: Syntax) -> Iterator[tuple[cst.SimpleStatementLine, str]]:
    """The imports at the top of a file, each with the module that it imports from."""
    for line in syntax.module.body:
        if not isinstance(line, cst.SimpleStatementLine):
            return
        statement = line.body[0]
        if isinstance(statement, cst.ImportFrom):
            name = get_full_name_for_node(statement.module) if statement.module is not None else None
            yield line, RELATIVE if statement.relative else name or ""
        elif isinstance(statement, cst.Import):
            yield line, get_full_name_for_node(statement.names[0].name) or ""
        elif not _is_docstring(line):
            return


def _is_docstring(line: cst.CSTNode) -> bool:
    return (
        isinstance(line, cst.SimpleStatementLine)
        and isinstance(line.body[0], cst.Expr)
        and isinstance(line.body[0].value, (cst.SimpleString, cst.ConcatenatedString))
    )
