"""How translations are written: layout, comments, parentheses and names; and what is refused, with the reason."""

from __future__ import annotations

import io
import tokenize

import pytest

from asyncdb_lint.diagnostic import Applicability, Fix, Request
from asyncdb_lint.fixes.edits import changed, replacements
from asyncdb_lint.fixes.query.group import is_query
from asyncdb_lint.fixes.query.request import Related, Target, mapped_classes
from asyncdb_lint.fixes.query.selecting import select
from asyncdb_lint.fixes.query.translate import Queries
from asyncdb_lint.fixes.syntax import Files, Refused, Syntax
from asyncdb_lint.source import Source
from legacy_queries import schema
from legacy_queries.comparing import rewritten

HEADER = "from sqlalchemy import func, select\nfrom sqlalchemy.orm import aliased, joinedload, selectinload\n\n\n"
ASYNC = Target(schema.MAPPED.get)
SYNC = Target(schema.MAPPED.get, is_async=False)


def function(body: str, keyword: str = "async def") -> str:
    lines = "\n".join(f"    {line}" if line else "" for line in body.strip("\n").split("\n"))
    return f"{HEADER}{keyword} run0(db, ids, flag):\n{lines}\n"


def translated(body: str, target: Target = ASYNC) -> str:
    found = rewritten(function(body), target)
    assert found.refused == {}
    return found.text


WRITTEN = {
    "parentheses of the chain are used": (
        """
user = (
    db.query(V)
    .filter(V.name == "x")  # by name
    # the oldest
    .order_by(V.age.desc())
    .first()
)
""",
        """
user = (await db.scalars(
    select(V)
    .filter(V.name == "x")  # by name
    # the oldest
    .order_by(V.age.desc())
    .limit(1)
)).first()
""",
    ),
    "comments of an end that goes stay": (
        """
users = (
    db.query(V)
    .filter(V.id > 1)  # kept
    .all()  # kept, too
)
""",
        """
users = (await db.scalars(
    select(V)
    .filter(V.id > 1)  # kept
    # kept, too
)).all()
""",
    ),
    "a chain on lines of its own is indented": (
        """
names = [
    each.name
    for each in db.query(V)
    .filter(V.id.in_(ids))
    .all()
]
""",
        """
names = [
    each.name
    for each in (await db.scalars(
        select(V)
        .filter(V.id.in_(ids))
    )).all()
]
""",
    ),
    "a chain with the end outside of its parentheses": (
        """
return (
    db.query(V)
    .filter(V.id > 1)
).first()
""",
        """
return (await db.scalars(
    select(V)
    .filter(V.id > 1)
    .limit(1)
)).first()
""",
    ),
    "one line stays one line": (
        'return db.query(V).filter_by(name="x").one_or_none().age',
        'return (await db.scalars(select(V).filter_by(name="x"))).one_or_none().age',
    ),
    "await binds as the call did": (
        "total = -db.query(V).count() ** 2 + db.query(V).count()\nname = db.query(V).get(1).name",
        "total = -await db.scalar(select(func.count()).select_from(select(V).subquery())) ** 2 "
        "+ await db.scalar(select(func.count()).select_from(select(V).subquery()))\nname = (await db.get(V, 1)).name",
    ),
    "values over several lines": (
        """
db.query(V).filter(V.id == 1).update(
    {
        V.name: "z",  # new
    },
    synchronize_session=False,
)
""",
        """
await db.execute(update(V).where(V.id == 1).values(
    {
        V.name: "z",  # new
    }).execution_options(synchronize_session=False,
))
""",
    ),
    "a variable in branches": (
        """
query = db.query(V)
if flag:
    query = query.filter(V.id.in_(ids))
else:
    query = query.join(V.w)
for each in query.order_by(V.id):
    print(each)
""",
        """
query = select(V)
if flag:
    query = query.filter(V.id.in_(ids))
else:
    query = query.join(V.w)
for each in (await db.scalars(query.order_by(V.id))).unique():
    print(each)
""",
    ),
    "two queries, one after the other, in one variable": (
        """
q = db.query(V).filter(V.id == 1)
first = q.first()
q = db.query(W.id, W.email)
return first, q.all()
""",
        """
q = select(V).filter(V.id == 1)
first = (await db.scalars(q.limit(1))).first()
q = select(W.id, W.email)
return first, (await db.execute(q)).all()
""",
    ),
    "an await that is there already": (
        """
user = await db.query(V).first()
total = await db.query(V).count()
found = await db.query(V).get(1)
users = await (
    db.query(V)
    .all()
)
name = (await db.query(V).one()).name
""",
        """
user = (await db.scalars(select(V).limit(1))).first()
total = await db.scalar(select(func.count()).select_from(select(V).subquery()))
found = await db.get(V, 1)
users = (await db.scalars(
    select(V)
)).all()
name = ((await db.scalars(select(V))).one()).name
""",
    ),
    "a session that is made on the spot": (
        "return (await opened(db)).query(V).all()",
        "return (await (await opened(db)).scalars(select(V))).all()",
    ),
    "rows one by one": (
        "for each in db.query(V).yield_per(100):\n    print(each)",
        "async for each in await db.stream_scalars(select(V).execution_options(yield_per=100)):\n    print(each)",
    ),
    "a name that means something else": (
        "delete = ids\ndb.query(V).filter(V.id.in_(delete)).delete()",
        "delete = ids\nawait db.execute(sa_delete(V).where(V.id.in_(delete)))",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written(name: str) -> None:
    before, after = WRITTEN[name]
    found = translated(before)
    assert found[found.index(HEADER) :] == function(after)
    assert comments(found) == comments(function(before))


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def test_the_synchronous_form() -> None:
    found = translated("return (\n    db.query(V)\n    .filter(V.id == 1)\n    .first()\n)", SYNC)
    assert found.endswith(
        "    return db.scalars(\n        select(V)\n        .filter(V.id == 1)\n        .limit(1)\n    ).first()\n"
    )


def test_line_ends_stay() -> None:
    text = function("names = [\n    each\n    for each in db.query(V)\n    .filter(V.id > 1)\n    .all()\n]")
    syntax = Syntax(Source("run.py", text.replace("\n", "\r\n").encode()))
    root = next(node for node in syntax.walk(syntax.module) if is_query(node))
    found = changed(syntax.text, Queries(syntax, ASYNC).translated(root).changes)
    assert "\n" not in found.replace("\r\n", "")
    assert found.replace("\r\n", "\n").endswith(
        "(await db.scalars(\n            select(V)\n            .filter(V.id > 1)\n        )).all()\n    ]\n"
    )


def test_filter_by_names_the_entity_where_statements_would_look_further() -> None:
    """From SQLAlchemy 2.1 on, `Select.filter_by()` looks for a name in all entities; before, in the last one."""
    assert "filter(W.email == ('a' if flag else 'b'))" in translated(
        "return db.query(V).join(W).filter_by(email='a' if flag else 'b').all()"
    )
    older = Target(schema.MAPPED.get, version=(2, 0))
    assert ".filter_by(email='a')" in translated("return db.query(V).join(W).filter_by(email='a').all()", older)


def test_older_releases_have_no_scalars() -> None:
    """`AsyncSession.scalars()` came with 1.4.24."""
    older = Target(schema.MAPPED.get, version=(1, 4))
    assert "(await db.execute(select(V))).scalars().all()" in translated("return db.query(V).all()", older)


REASONS = {
    "return db.query(V)": "returned",
    "show(db.query(V))": "passed on",
    "if db.query(V).filter(V.id == 1):\n    pass": "always true",
    "db.query(V)": "never executed",
    "self.query = db.query(V)": "what becomes of the query",
    "return len(db.query(V))": "passed on",
    "return db.query(ids).all()": "objects or rows",
    "return db.query(*ids).all()": "objects or rows",
    "return db.query(V).order_by(V.id)[-1]": "index",
    "return db.query(V).order_by(V.id)[flag]": "index",
    "return db.query(V)[-3:]": "negative bound",
    "return db.query(V)[3:1]": "always empty",
    "return db.query(V).first(flag)": "with arguments",
    "return db.query(V).from_self().all()": "from_self",
    "return db.query(V).join('w').all()": "as a text",
    "return db.query(V).join(V.w, W.v, V.w).all()": "before 1.4",
    "return db.query(V).with_session(flag).all()": "with_session",
    "return db.query(V).all": "without being called",
    "return (lambda: db.query(V).all())": "lambda",
    "return sum(db.query(V).filter(V.id == each).count() for each in ids)": "generator expression",
    "def inner():\n    return db.query(V).all()": "plain function",
    "q = db.query(V)\nreturn lambda: q.all()": "function inside",
    "q = db.query(V)\nq = narrowed(q)\nreturn q.all()": "not seen to be a query",
    "q: object = db.query(V)\nreturn q.all()": "annotation",
    "q = None\nif flag:\n    q = db.query(V)\nreturn q.all()": "not seen to be a query",
    "q = db.query(V)\nif flag:\n    q = db.query(V.id)\nreturn q.all()": "different things",
    "q = db.query(V)\nq.delete()\nreturn q.all()": "both to read and to change",
    "db = other(db)\nq = db.query(V)\nreturn q.all()": "not one session",
    "q = ids.query(V)\nreturn db.query(V).filter(V.id.in_(q)).all()": "several sessions",
    "return make().query(V).filter(V.id.in_(make().query(W.v_id))).all()": "made where",
    "db.query(V).join(W).delete()": "no statement",
    "db.query(V).update([(V.id, 1)])": "list of pairs",
    "db.query(V).update({'name': 'x'}, update_args={'a': 1})": "cannot be read",
    "db.query(V, W).delete()": "several entities",
    "return db.query(V).filter_by(name='x').get(1)": "raises",
    "return db.query(V).union(db.query(V)).order_by(V.id).all()": "set operation",
    "return db.query(V).with_for_update().count()": "locked",
    "return db.query(V.id, W.id).join(W).all()": "two columns are called `id`",
    "return db.query(V.id.label('a'), W.id.label('a')).join(W).first().a": "two columns are called `a`",
    "return (\n    db.query(V)  # why\n    .\\\n    all()\n)": "comment before",
    "return db.query(V).\\\n    union(db.query(V)).all()": "would be lost",
    "return db.query(V).all(\n    # why\n)": "comment inside",
}


@pytest.mark.parametrize("body", REASONS)
def test_what_is_refused(body: str) -> None:
    before = function(body)
    found = rewritten(before, ASYNC)
    assert found.text == before
    assert all(REASONS[body] in reason for reason in found.refused.values()) and found.refused, found.refused


def test_a_plain_function_is_refused_only_where_it_would_have_to_await() -> None:
    body = "return db.query(V).all()"
    assert "plain function" in rewritten(function(body, "def"), ASYNC).refused[0]
    assert rewritten(function(body, "def"), SYNC).refused == {}


@pytest.mark.parametrize(
    "body",
    [
        "return db.query(V).join(V.w).all()",
        "return db.query(V).filter(V.id == W.v_id).all()",
        "return db.query(V).options(joinedload(V.w)).one()",
        "return db.query(A).options(joinedload(A.user)).all()",
        "return db.query(U).all()",
        "return db.query(V).filter(ids).all()",
        "return db.query(V).filter(*ids).all()",
        "return db.query(V).select_from(W).join(W.v).all()",
        "return db.query(V, W.id).join(V.w).all()",
        "near = W.v_id\nreturn db.query(V).filter(V.id == near).all()",
        "return db.query(aliased(V, db.query(V).join(V.w).subquery())).all()",
    ],
)
def test_rows_that_may_repeat_are_made_unique(body: str) -> None:
    assert ".unique()." in translated(body)


@pytest.mark.parametrize(
    "body",
    [
        "return db.query(V).filter(V.id.in_(ids), V.name == flag).all()",
        "return db.query(W).join(W.v).all()",
        "return db.query(W).options(joinedload(W.v)).all()",
        "return db.query(V).options(selectinload(V.w)).all()",
        "return db.query(V).filter(V.w.any(W.id == 1)).all()",
        "return db.query(V).filter(V.id.in_(db.query(W.v_id))).all()",
        "return db.query(V.name).join(V.w).all()",
        "return db.query(V, W).join(W).all()",
        "return db.query(U).first()",
        "wanted = flag\nreturn db.query(V).filter(V.name == wanted).all()",
    ],
)
def test_rows_that_cannot_repeat_are_not(body: str) -> None:
    assert "unique" not in translated(body)


def test_columns_of_one_name_are_told_apart_by_position() -> None:
    """`row.id` is the last `id` in rows of a Query and the first one in rows of a statement."""
    body = "return [(one, other) for one, other in db.query(V.id, W.id).join(W).all()]"
    assert "await db.execute(select(V.id, W.id).join(W))).all()" in translated(body)
    assert "select(V.id, V.id)" in translated("return db.query(V.id, V.id).all()")
    assert "select(V.id, W.id)" in translated("return db.query(V.id, W.id).join(W).count()")


def test_what_a_person_should_look_at_is_noted() -> None:
    def notes(body: str) -> tuple[str, ...]:
        syntax = Syntax(Source("run.py", function(body).encode()))
        root = next(node for node in syntax.walk(syntax.module) if is_query(node))
        return Queries(syntax, ASYNC).translated(root).notes

    assert "expired" in notes("db.query(V).update({V.age: V.age + 1})")[0]
    assert notes("db.query(V).update({V.age: 1})") == ()
    rows = "return [each._asdict() for each in db.query(V.age, func.count(V.id)).group_by(V.age)]"
    assert "without a label" in notes(rows)[0]
    assert notes(rows.replace("V.id)", "V.id).label('n')")) == ()
    assert "slice" in notes("return db.query(V)[flag : flag + 2]")[0]


def fixed(text: str, names: tuple[str, ...]) -> tuple[str, Fix]:
    """A file after the fix of its first query."""

    files = Files(lambda path: Source(path, text.encode()))
    syntax = files.get("run.py")
    root = next(node for node in syntax.walk(syntax.module) if is_query(node))
    fix = select(Request("select", "run.py", syntax.span(root), names), files)
    return changed(text, replacements(syntax.lines, fix.edits)), fix


def test_what_a_statement_needs_is_imported() -> None:
    text = '"""Queries."""\n\n\nasync def users(db):\n    return db.query(V).enable_eagerloads(False).all()\n'
    found, fix = fixed(text, ("sqlalchemy", "2.1", "V"))
    assert found == (
        '"""Queries."""\n\nfrom sqlalchemy import select\nfrom sqlalchemy.orm import lazyload\n\n\nasync def users(db):\n'
        '    return (await db.scalars(select(V).options(lazyload("*")))).all()\n'
    )
    assert fix.applicability is Applicability.SAFE


def test_text_that_concrete_syntax_leaves_out_is_not_changed() -> None:
    """libcst drops a continuation on a line of its own, and every place behind it would be wrong."""
    with pytest.raises(Refused, match="leaves something out"):
        fixed("async def users(db):\n    known = db\n\\\n    return db.query(V).all()\n", ("sqlalchemy", "2.1", "V"))


def test_either_of_two_imports_of_one_function_will_do() -> None:
    text = "from sqlalchemy import select\nfrom sqlmodel import select\n\n\nasync def users(db):\n    return db.query(V).all()\n"
    found, _ = fixed(text, ("sqlalchemy", "2.1", "V"))
    assert found == text.replace("db.query(V).all()", "(await db.scalars(select(V))).all()")


def test_a_fix_with_a_note_is_not_safe() -> None:
    text = "from sqlmodel import select\n\n\nasync def users(db, rows):\n    return db.query(V).filter(V.id == 1).update(rows)\n"
    found, fix = fixed(text, ("sqlmodel", "2.0", "V"))
    assert "from sqlalchemy import update\n" in found and "update(V)" in found
    assert fix.applicability is Applicability.UNSAFE and "refresh" in fix.title


def test_what_is_known_of_mapped_classes_is_read_back() -> None:
    found = mapped_classes(["V joined", "V.w many W joined", "V.x one ?", "m.W", "m.W.v unknown V"])
    assert found["V"].joins_collection and not found["m.W"].joins_collection
    assert found["V"].relationships == {"w": Related(True, "W", True), "x": Related(False, "", False)}
    assert found["m.W"].relationships == {"v": Related(None, "V", False)}
