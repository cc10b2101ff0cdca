"""Imports that fixes bring in and take out."""

from __future__ import annotations

from textwrap import dedent

import libcst as cst
import pytest

from asyncdb_lint.fixes import imports
from asyncdb_lint.fixes.edits import changed, replacements
from asyncdb_lint.fixes.syntax import Syntax
from asyncdb_lint.source import Source


def syntax_of(code: str, path: str = "/shop/app.py") -> Syntax:
    return Syntax(Source(path, dedent(code).encode()))


def after(syntax: Syntax, edits: list) -> str:  # type: ignore[type-arg]
    return changed(syntax.text, replacements(syntax.lines, edits))


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("", "select", "from sqlalchemy import select\n"),
        ('"""Doc."""\n\nx = 1\n', "select", '"""Doc."""\n\nfrom sqlalchemy import select\n\nx = 1\n'),
        ("# coding: utf-8\nx = 1\n", "select", "# coding: utf-8\nfrom sqlalchemy import select\n\n\nx = 1\n"),
        (
            "from __future__ import annotations\n\nx = 1\n",
            "select",
            "from __future__ import annotations\nfrom sqlalchemy import select\n\nx = 1\n",
        ),
        ("from sqlalchemy import func\n", "select", "from sqlalchemy import func, select\n"),
        ("from sqlalchemy import text, update\n", "select", "from sqlalchemy import select, text, update\n"),
        ("from sqlalchemy import select\n", "select", None),
        ("from sqlalchemy import select as pick\n", "pick", None),
        ("from sqlalchemy import (\n    func,\n)\n", "select", "from sqlalchemy import (\n    func, select,\n)\n"),
        (
            "from sqlalchemy import (\n    func,  # counts\n)\n",
            "select",
            "from sqlalchemy import (\n    func,  # counts\n)\nfrom sqlalchemy import select\n",
        ),
        (
            "import os\n\nimport fastapi\n\nfrom . import models\n",
            "select",
            "import os\n\nimport fastapi\nfrom sqlalchemy import select\n\nfrom . import models\n",
        ),
        (
            "import select\n",
            "sqlalchemy_select",
            "import select\nfrom sqlalchemy import select as sqlalchemy_select\n",
        ),
        (
            "def f(select):\n    return select\n",
            "sqlalchemy_select",
            "from sqlalchemy import select as sqlalchemy_select\n\n\ndef f(select):\n    return select\n",
        ),
        (
            "if TYPE_CHECKING:\n    from sqlalchemy import select\n",
            "sqlalchemy_select",
            "from sqlalchemy import select as sqlalchemy_select\n\n\n"
            "if TYPE_CHECKING:\n    from sqlalchemy import select\n",
        ),
        ("import os", "select", "import os\nfrom sqlalchemy import select"),
        ("x.select = 1; f(select=2)\n", "select", "from sqlalchemy import select\n\n\nx.select = 1; f(select=2)\n"),
    ],
)
def test_a_symbol_comes_in(code: str, name: str, expected: str | None) -> None:
    syntax = syntax_of(code)
    local, edits = imports.use(syntax, "sqlalchemy", "select")
    result = after(syntax, edits)
    compile(result, "app.py", "exec")
    assert (local, result) == (name, code if expected is None else expected)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import asyncio\n", "import asyncio\n"),
        ("import fastapi\n", "import asyncio\n\nimport fastapi\n"),
        (
            "from __future__ import annotations\nimport os\n",
            "from __future__ import annotations\nimport asyncio\nimport os\n",
        ),
    ],
)
def test_a_module_comes_in(code: str, expected: str) -> None:
    syntax = syntax_of(code)
    name, edits = imports.use_module(syntax, "asyncio", "to_thread")
    assert (name, after(syntax, edits)) == ("asyncio.to_thread", expected)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from a import b\nb()\n", "b()\n"),
        ("from a import b, c\nb()\nc()\n", "from a import c\nb()\nc()\n"),
        ("from a import c, b\nb()\nc()\n", "from a import c\nb()\nc()\n"),
        ("from a import (\n    b,\n    c,\n)\nb()\n", "from a import (\n    c,\n)\nb()\n"),
        ("from a import b\nb()\nprint(b)\n", None),
        ("from a import b\n__all__ = ['b']\nb()\n", None),
        ("from a import b  # noqa\nb()\n", None),
        ("from a import b as b\nb()\n", None),
        ("from a import b\nb()\nx: 'list[b]'\n", None),
        ("if x:\n    from a import b\nb()\n", None),
    ],
)
def test_a_symbol_goes_out(code: str, expected: str | None) -> None:
    syntax = syntax_of(code)
    gone = next(node for node in syntax.walk(syntax.module) if isinstance(node, cst.Call)).func
    result = after(syntax, imports.unused(syntax, "a", "b", [gone]))
    assert result == (code if expected is None else expected)


def test_packages_keep_what_they_import() -> None:
    syntax = syntax_of("from a import b\nb()\n", "/shop/__init__.py")
    assert imports.unused(syntax, "a", "b", list(syntax.module.body)) == []
