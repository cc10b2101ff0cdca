"""Legacy queries at random: the whole API in the shapes in which people write it, over the small schema."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

KEYS = {"V": "V.id", "W": "W.id", "U": "U.id", "A": "A.id", "z": "z.id"}
CONDITIONS = {
    "V": [
        "V.age == 25",
        "V.id.in_(ids)",
        "V.name.like('%b%')",
        "or_(V.age > limit, V.name == 'cy')",
        "V.name.isnot(None)",
        "~V.age.between(26, 40)",
        "V.w.any(W.email == 'b1')",
        "V.w.any()",
        "V.id.in_(db.query(W.v_id))",
        "V.id.in_(db.query(W.v_id).filter(W.id > 1).subquery())",
        "db.query(W).filter(W.v_id == V.id).exists()",
        "~db.query(W.id).filter(W.v_id == V.id).exists()",
        "V.age == db.query(func.max(V.age)).scalar_subquery()",
        "V.id.notin_(db.query(W.v_id).filter(W.v_id != None))",
        "exists().where(W.v_id == V.id)",
        "text('v.age > 20')",
        "True",
        "V.id == W.v_id",
        "tuple_(V.id, V.age).in_([(1, 30)])",
    ],
    "W": [
        "W.email == 'b1'",
        "W.v_id != None",
        "W.v.has(name='ann')",
        "W.id > 1",
        "W.v_id.in_(db.query(V.id))",
        "W.v_id == V.id",
    ],
    "U": ["U.age == 25", "U.addrs.any(A.email == 'b1')", "U.id.in_(ids)", "U.pets.any()", "U.id == A.user_id"],
    "A": ["A.email.startswith('a')", "A.user.has(U.age == 30)", "A.user_id == limit - 24"],
    "z": ["z.age == 25", "z.id.in_(ids)", "z.w.any()"],
}
KEYWORDS = {"V": "name='bob'", "W": "email='a1'", "U": "age=25", "A": "email='a1', user_id=1", "z": "age=25"}
JOINS = {
    "V": [
        ".join(V.w)",
        ".join(W)",
        ".join(W, V.id == W.v_id)",
        ".outerjoin(V.w)",
        ".join(V.w, isouter=True)",
        ".join(W, V.w)",
        ".outerjoin(W, W.v_id == V.id)",
        ".join(V.w.and_(W.id > 1))",
    ],
    "W": [".join(W.v)", ".join(V)", ".outerjoin(W.v)", ".join(V, W.v_id == V.id)"],
    "U": [".join(U.addrs)", ".outerjoin(A)", ".join(A, A.user_id == U.id)"],
    "A": [".join(A.user)", ".join(U)", ".outerjoin(U, U.id == A.user_id)"],
    "z": [".join(z.w)", ".join(W, W.v_id == z.id)"],
}
OTHER = {"V": "W", "W": "V", "U": "A", "A": "U", "z": "W"}
OPTIONS = {
    "V": [
        "selectinload(V.w)",
        "joinedload(V.w)",
        "subqueryload(V.w)",
        "defer(V.age)",
        "load_only(V.name)",
        "lazyload(V.w)",
        "joinedload(V.w).joinedload(W.v)",
        "selectinload(V.w).selectinload(W.v)",
    ],
    "W": [
        "joinedload(W.v)",
        "selectinload(W.v)",
        "joinedload(W.v).selectinload(V.w)",
        "joinedload(W.v).joinedload(V.w)",
        "raiseload(W.v)",
    ],
    "U": ["selectinload(U.addrs)", "joinedload(U.addrs)", "lazyload(U.pets)", "selectinload(U.pets)"],
    "A": ["joinedload(A.user)", "selectinload(A.user)"],
    "z": ["selectinload(z.w)", "defer(z.age)"],
}
COLUMNS = {
    "V": [
        "V.id",
        "V.name",
        "V.age",
        "func.lower(V.name)",
        "V.age.label('years')",
        "V.age + 1",
        "func.coalesce(V.age, 0).label('a')",
    ],
    "W": ["W.id", "W.email", "W.v_id", "func.length(W.email)"],
    "U": ["U.id", "U.name", "U.age"],
    "A": ["A.id", "A.email"],
    "z": ["z.id", "z.name"],
}
AGGREGATES = {
    "V": ["func.count(V.id)", "func.max(V.age)", "func.sum(V.age).label('total')", "func.count()"],
    "W": ["func.count(W.id)", "func.min(W.id)"],
    "U": ["func.count(U.id)", "func.avg(U.age)"],
    "A": ["func.count(A.id)"],
    "z": ["func.count(z.id)"],
}
LAYOUTS = ("line", "line", "line", "block", "comments", "open")
ARGUMENTS = "db, ids, limit, flag"
VALUES = ([1, 2], 25, True)
"""What the functions are called with."""


class Generator:
    """Makes bodies of functions with the parameters `db, ids, limit, flag`; one seed, always the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def bodies(self) -> Iterator[str]:
        shapes: list[tuple[int, Callable[[], str]]] = [
            (10, self._entity),
            (6, self._columns),
            (4, self._several),
            (3, self._aggregate),
            (6, self._built_up),
            (2, self._changed),
            (1, self._got),
            (2, self._subquery),
            (2, self._set),
            (1, self._other),
        ]
        weights = [weight for weight, _ in shapes]
        while True:
            body = self.random.choices([shape for _, shape in shapes], weights)[0]()
            yield f"z = aliased(V, name='z')\n{body}" if "z." in body or "(z" in body else body

    def _pick(self, options: list[str]) -> str:
        return self.random.choice(options)

    def _chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def _name(self) -> str:
        return self._pick(["V", "V", "V", "W", "W", "U", "A", "z"])

    def _steps(self, name: str, *, paging: bool = True, options: bool = True, ordered: bool = False) -> list[str]:
        """Builder methods for a query of an entity, in an order that Query accepts."""
        steps: list[str] = []
        joined = False
        if self._chance(30):
            steps.append(self._pick(JOINS[name]))
            joined = True
            if self._chance(30):
                steps.append(f".filter({self._pick(CONDITIONS[OTHER[name]])})")
            if self._chance(20):
                steps.append(f".filter_by({KEYWORDS[OTHER[name]]})")
        for _ in range(self.random.randrange(3)):
            count = 2 if self._chance(15) else 1
            criteria = ", ".join(self._pick(CONDITIONS[name]) for _ in range(count))
            steps.append(f".{self._pick(['filter', 'filter', 'where'])}({criteria})")
        if self._chance(20) and not joined:
            steps.append(f".filter_by({KEYWORDS[name]})")
        if self._chance(5) and joined:
            steps += [".reset_joinpoint()", f".filter_by({KEYWORDS[name]})"]
        if options and self._chance(30):
            steps.append(f".options({self._pick(OPTIONS[name])})")
        if self._chance(6):
            steps.append(".distinct()")
        elif self._chance(70) or ordered:
            desc = ".desc()" if self._chance(20) else ""
            steps.append(f".order_by({KEYS[name]}{desc})")
            if self._chance(4):
                steps.append(".order_by(None)")
        if self._chance(12):
            steps.append(
                self._pick(
                    [
                        ".with_for_update()",
                        ".with_for_update(nowait=True)",
                        ".populate_existing()",
                        ".execution_options(foo=1)",
                        ".autoflush(False)",
                        ".prefix_with('ALL')",
                        ".enable_eagerloads(False)",
                        ".enable_eagerloads(True)",
                        ".filter()",
                        ".correlate(None)",
                        f".select_from({name})",
                        ".with_for_update(read=True)",
                    ]
                )
            )
        if paging and self._chance(20):
            steps.append(
                self._pick(
                    [
                        ".limit(2)",
                        ".offset(1)",
                        ".limit(2).offset(1)",
                        ".slice(1, 3)",
                        ".limit(1)",
                        ".limit(limit - 23)",
                    ]
                )
            )
        return steps

    def _written(self, root: str, steps: list[str], end: str) -> str:
        """One expression, in one of the layouts in which people write chains."""
        layout = self._pick(list(LAYOUTS))
        if layout == "line" or not steps:
            return root + "".join(steps) + end
        parts = [root, *steps, *([end] if end.startswith(".") else [])]
        tail = "" if end.startswith(".") else end
        if layout == "comments":
            parts = [f"{part}  # step {index}" for index, part in enumerate(parts)]
        lines = ("\n    " if layout != "open" else "\n").join(parts)
        if layout == "open":
            return f"identity(\n{lines}{tail}\n)"
        return f"(\n    {lines}\n){tail}"

    def _executed(self, root: str, steps: list[str], *, entity: bool) -> str:
        """An expression that asks the database, in the many ways there are."""
        ways = (
            [".all()"] * 6
            + [".first()"] * 5
            + [".count()"] * 3
            + [".one_or_none()", ".one()", ".scalar()", ".first() is None"]
        )
        ways += ["[0]", "[:2]", "[1:3]", "list", "comprehension", "sorted", "len", "in", "star", "exists", "enumerate"]
        way = self._pick(ways)
        paged = any(each.startswith((".limit", ".offset", ".slice")) for each in steps)
        if way == "[1:3]" and paged:
            way = ".all()"
        if way.startswith((".", "[")):
            end, _, rest = way.partition(" ")
            written = self._written(root, steps, end)
            return f"{written} {rest}" if rest else written
        if way == "exists" and not any(each in root for each in ("coalesce", "+ 1", "group_by")):
            return f"db.query({self._written(root, steps, '.exists()')}).scalar()"
        plain = self._written(root, steps, "")
        if plain.startswith("identity("):
            plain = root + "".join(steps)
        if way == "len":
            return f"len({root}{''.join(steps)}.all())"
        if way == "in":
            return f"object() in {plain}"
        if way == "star":
            return f"[*{plain}]"
        if way == "sorted":
            return f"sorted(each.id for each in {plain})" if entity else f"set({plain})"
        if way == "enumerate":
            return f"[(index, each) for index, each in enumerate({plain})]"
        if way == "comprehension":
            return f"[each for each in {plain}]"
        return f"list({plain})"

    def _entity(self) -> str:
        name = self._name()
        if self._chance(4):
            return f"[each.id for each in db.query({name}){''.join(self._steps(name, options=False))}.yield_per(2)]"
        return self._executed(f"db.query({name})", self._steps(name), entity=True)

    def _columns(self) -> str:
        name = self._name()
        chosen = self.random.sample(COLUMNS[name], self.random.randrange(1, 1 + len(COLUMNS[name]) // 2))
        steps = self._steps(name, options=False)
        if self._chance(20):
            steps.append(f".with_entities({self._pick(COLUMNS[name])})") if self._chance(50) else steps.append(
                f".add_columns({self._pick(COLUMNS[name])})"
            )
        return self._executed(f"db.query({', '.join(chosen)})", steps, entity=False)

    def _several(self) -> str:
        name = self._pick(["V", "W", "U", "A"])
        other = OTHER[name]
        second = self._pick([other, COLUMNS[other][0], COLUMNS[name][1], f"func.count({KEYS[other]})"])
        steps = [self._pick(JOINS[name])]
        if self._chance(50):
            steps.append(f".filter({self._pick(CONDITIONS[self._pick([name, other])])})")
        if second.startswith("func.count"):
            steps.append(f".group_by({KEYS[name]})")
        if self._chance(70):
            steps.append(
                f".order_by({KEYS[name]}, {KEYS[other]})" if "count" not in second else f".order_by({KEYS[name]})"
            )
        if self._chance(15):
            steps.append(self._pick([".limit(2)", ".offset(1)"]))
        return self._executed(f"db.query({name}, {second})", steps, entity=False)

    def _aggregate(self) -> str:
        name = self._name()
        if self._chance(40):
            column = KEYS[name] if self._chance(40) else COLUMNS[name][-1].split(".label")[0]
            steps = [f".group_by({column})", f".having({AGGREGATES[name][0]} > 0)" if self._chance(40) else ""]
            steps += [f".order_by({column})"] if self._chance(60) else []
            return self._executed(
                f"db.query({column}, {AGGREGATES[name][0]})", [each for each in steps if each], entity=False
            )
        steps = [
            each
            for each in self._steps(name, paging=False, options=False)
            if ".order_by" not in each and "distinct" not in each
        ]
        if self._chance(20):
            steps.append(".select_from(" + name + ")")
        end = self._pick([".scalar()", ".scalar()", ".one()", ".first()", ".one()[0]", ".scalar() or 0", ".all()"])
        return self._written(f"db.query({self._pick(AGGREGATES[name])})", steps, end.split(" or")[0]) + (
            " or 0" if " or" in end else ""
        )

    def _built_up(self) -> str:
        """A query that is built in several statements and branches."""
        name = self._name()
        lines = [f"q = {self._written(f'db.query({name})', self._steps(name, paging=False)[:2], '')}"]
        if lines[0].startswith("q = identity("):
            lines = [f"q = db.query({name})"]
        for _ in range(self.random.randrange(1, 4)):
            kind = self.random.randrange(5)
            condition = self._pick(CONDITIONS[name])
            if kind == 0:
                lines += ["if flag:", f"    q = q.filter({condition})"]
            elif kind == 1:
                lines += [
                    "if not flag:",
                    f"    q = q.filter({condition})",
                    "else:",
                    f"    q = q.filter({KEYS[name]} > 0)",
                ]
            elif kind == 2:
                lines.append(f"q = q.filter({condition}) if limit > 3 else q")
            elif kind == 3:
                lines += ["for each in ids:", f"    q = q.filter({KEYS[name]} != each + 5)"]
            else:
                lines.append(f"q = q.where({condition})")
        if self._chance(30):
            lines.append("total = q.count()")
            tail = ", total"
        else:
            tail = ""
        lines.append(f"q = q.order_by({KEYS[name]})")
        if self._chance(30):
            lines.append("q = q.limit(2)")
        end = self._pick(
            [
                "q.all()",
                "q.first()",
                "[each for each in q]",
                "list(q)",
                "q.offset(1).all()",
                "q.one_or_none()",
                f"q.with_entities({KEYS[name]}).all()",
                "q[:2]",
                f"db.query({name}).filter({KEYS[name]}.in_(q.with_entities({KEYS[name]}))).all()",
                "db.query(q.exists()).scalar()",
                "q.count()",
            ]
        )
        lines.append(f"return {end}{tail}")
        return "\n".join(lines)

    def _changed(self) -> str:
        name = self._pick(["V", "W", "A"])
        simple = [each for each in CONDITIONS[name] if "text" not in each and "== W" not in each and "== V" not in each]
        steps = [f".filter({self._pick(simple)})" for _ in range(self.random.randrange(3))]
        if self._chance(30):
            steps.append(f".filter_by({KEYWORDS[name]})")
        fetched = self._pick(
            ["", "synchronize_session=False", "synchronize_session='fetch'", "False", "synchronize_session=None"]
        )
        if self._chance(40):
            end = f".delete({fetched})"
        else:
            column = {"V": "age", "W": "email", "A": "email"}[name]
            new = {"V": "V.age + 1", "W": "'new'", "A": "func.upper(A.email)"}[name]
            key = self._pick([f"'{column}'", f"{name}.{column}"])
            values = f"{{{key}: {self._pick([new, 'None', repr('7')])}}}"
            end = f".update({values}{', ' if fetched else ''}{fetched})"
        written = self._written(f"db.query({name})", steps, end)
        if self._chance(30):
            return f"q = db.query({name}){''.join(steps)}\nif flag:\n    q = q.filter({KEYS[name]} > 1)\nreturn q{end}"
        return f"{written}\nreturn db.query({name}).count()" if self._chance(30) else written

    def _got(self) -> str:
        name = self._pick(["V", "W", "U", "CK"])
        if name == "CK":
            return f"db.query(CK).get({self._pick(['(1, 2)', '(9, 9)'])})"
        option = (
            f".options({self._pick(OPTIONS[name])})"
            if self._chance(40)
            else self._pick(["", "", ".populate_existing()"])
        )
        return f"db.query({name}){option}.get({self._pick(['1', 'ids[0]', '99', 'ident=2'])})"

    def _subquery(self) -> str:
        shape = self.random.randrange(5)
        steps = "".join(self._steps("W", paging=False, options=False, ordered=False)[:1])
        if shape == 0:
            return (
                f"sub = db.query(W.v_id, func.count(W.id).label('n')).group_by(W.v_id).subquery({self._pick(['', repr('s')])})\n"
                f"return db.query({self._pick(['V', 'V.id'])}, sub.c.n).outerjoin(sub, sub.c.v_id == V.id).order_by(V.id).all()"
            )
        if shape == 1:
            return f"sub = db.query(V){''.join(self._steps('V', options=False)[:2])}.subquery()\nnamed = aliased(V, sub)\nreturn db.query(named).order_by(named.id).all()"
        if shape == 2:
            return "part = db.query(W.v_id).filter(W.id > 1).cte('part')\nreturn db.query(V).join(part, part.c.v_id == V.id).order_by(V.id).all()"
        if shape == 3:
            inner = (
                f"db.query(func.count(W.id)){steps}.filter(W.v_id == V.id)"
                if ".join" not in steps
                else "db.query(func.count(W.id)).filter(W.v_id == V.id)"
            )
            end = self._pick([".scalar_subquery()", ".label('n')", ".correlate(V).scalar_subquery()", ".as_scalar()"])
            return f"db.query(V.name, {inner}{end}).order_by(V.id).all()"
        return "latest = db.query(func.max(W.id)).group_by(W.v_id)\nreturn db.query(W).filter(W.id.in_(latest)).order_by(W.id).all()"

    def _set(self) -> str:
        operation = self._pick(["union", "union_all", "intersect", "except_"])
        if self._chance(50):
            left, right = "db.query(V).filter(V.age == 25)", "db.query(V).filter(V.id < 3)"
            written = f"{left}.{operation}({right})"
            return f"sorted(each.id for each in {written})" if self._chance(60) else f"{written}.count()"
        left, right = "db.query(V.id)", "db.query(W.v_id).filter(W.v_id != None)"
        return f"sorted(tuple(each) for each in {left}.{operation}({right}))"

    def _other(self) -> str:
        return self._pick(
            [
                "db.query(V).filter(text('age > :a')).params(a=limit).order_by(V.id).all()",
                "db.query(V).from_statement(text('select * from v where id = :i')).params(i=2).all()",
                "db.query(V).from_statement(select(V).where(V.id == 2)).first()",
                "db.query(V, W).filter(V.id == W.v_id).order_by(W.id).all()",
                "db.query(V.__table__).order_by(V.id).all()",
                "db.query(Bundle('b', V.id, V.name)).order_by(V.id).all()",
                "dict(db.query(V.id, V.name))",
                "dict(db.query(V.id, V.name).all())",
                "[name for (name,) in db.query(V.name).order_by(V.id)]",
                "db.query(literal(5)).scalar()",
                "db.query(V).filter(V.id == 1).value(V.name)",
                "list(db.query(V).order_by(V.id).values(V.name, V.id))",
                "db.query(V).order_by(V.id).only_return_tuples(True).all()",
                "db.query(V).order_by(V.id).tuples().all()",
                "db.query(W).join(W.v).options(contains_eager(W.v)).order_by(W.id).all()",
                "db.query(V).join(V.w).options(contains_eager(V.w)).order_by(V.id).all()",
                "db.query(V).join(V.w).add_entity(W).order_by(W.id).all()",
                "db.query(W).with_parent(db.get(V, 1), V.w).order_by(W.id).all()",
                "db.query(case((V.age > 26, 'old'), else_='young')).order_by(V.id).all()",
                "db.query(V).select_from(W).join(W.v).order_by(V.id).all()",
                "db.query(func.count(V.id)).filter(V.age == limit).scalar()",
                "[str(db.query(V).filter(V.id == 1).whereclause), len(db.query(V.id, V).column_descriptions)]",
                "db.execute(db.query(V.id).order_by(V.id)).fetchall()",
                "db.execute(db.query(V.id).filter(V.id == 1).statement).fetchall()",
                "db.query(V).filter(V.id == 1).one().w[0].email",
                "db.query(V.id).filter(V.id == 1).scalar() + db.query(W).count() * 2",
                "db.query(V).order_by(V.id).all()[-1].name",
                "not db.query(V).filter(V.id == 9).first()",
                "{each.id: each for each in db.query(V).filter(V.w.any())}",
            ]
        )
