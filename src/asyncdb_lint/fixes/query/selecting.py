"""The fix of `query()` on an asynchronous session: the statement that does the same, awaited."""

from __future__ import annotations

import libcst as cst

from asyncdb_lint.diagnostic import Applicability, Fix, Request, TextEdit
from asyncdb_lint.fixes.imports import use_all
from asyncdb_lint.fixes.query.group import is_query
from asyncdb_lint.fixes.query.request import Target, mapped_classes
from asyncdb_lint.fixes.query.translate import Queries
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax


def select(request: Request, files: Files) -> Fix:
    """The queries that belong to the one at a place become statements.

    `names` are the library of the session (`sqlalchemy` or `sqlmodel`), the version of SQLAlchemy (`2.1`), and the
    mapped classes as `semantics.orm.named` tells them.

    Raises:
        Refused: there is no statement that surely does the same.
    """
    library, version, *classes = request.names
    major, minor = version.split(".")
    syntax = files.get(request.path)
    known = mapped_classes(classes)
    target = Target(known.get, is_sqlmodel=library == "sqlmodel", version=(int(major), int(minor)))
    translation = Queries(syntax, target).translated(_query(syntax, request))
    edits = [TextEdit(syntax.path, syntax.lines.span(start, end), text) for start, end, text in translation.changes]
    applicability = Applicability.UNSAFE if translation.notes else Applicability.SAFE
    count = len(translation.queries)
    title = "Execute a select() instead of a Query" if count == 1 else f"Execute statements instead of {count} queries"
    hints = "".join(f"; {note}" for note in translation.notes)
    imports = use_all(syntax, translation.imports)
    return Fix(f"{title}{hints}", applicability, (*edits, *imports))


def _query(syntax: Syntax, request: Request) -> cst.Call:
    """The call of `query()` at a place: that of the attribute or of the whole call."""
    for node in syntax.all(request.span, cst.Call):
        if is_query(node):
            return node
    attribute = syntax.find(request.span, cst.Attribute)
    call = syntax.parent(attribute)
    if isinstance(call, cst.Call) and call.func is attribute and is_query(call):
        return call
    raise Refused("query() is not called where it is named")
