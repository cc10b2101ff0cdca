"""Where templates are found, and what is not known of them: whatever is not sure is silent."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from asyncdb_lint.config import Config
from asyncdb_lint.diagnostic import Diagnostic
from asyncdb_lint.engine import Result, check
from kit.expectations import PRELUDE

HEAD = """
    import os
    from os.path import dirname, join
    from pathlib import Path
    from fastapi import FastAPI, Request
    from fastapi.templating import Jinja2Templates
    from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
    from fixture_prelude import AsyncSessionLocal, User
    app = FastAPI()
"""
HANDLER = """
    @app.get("/")
    async def show(request: Request):
        async with AsyncSessionLocal() as session:
            user = await session.get_one(User, 1)
            return RENDERED
"""
RESPONSE = 'templates.TemplateResponse(request, "user.html", {"user": user})'
READS = "{{ user.name }}\n{{ user.posts }}"


def run(root: Path, modules: list[str], files: dict[str, str]) -> Result:
    """Checks a project of these modules and files, beside the models of the fixtures."""
    (root / "pyproject.toml").write_text("[project]\nname = 'pages'\n")
    for number, code in enumerate(modules):
        files = {**files, f"app/case_{number}.py": textwrap.dedent(HEAD) + textwrap.dedent(code)}
    for file in PRELUDE.glob("fixture_prelude/*.py"):
        files[f"fixture_prelude/{file.name}"] = file.read_text(encoding="utf-8")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    result = check([root], Config(select=("ADB3",)))
    assert result.failures == ()
    assert {each.code for each in result.diagnostics} <= {"ADB305"}
    return result


def found(root: Path, modules: list[str], files: dict[str, str]) -> list[Diagnostic | None]:
    """The finding in each module."""
    result = run(root, modules, files)
    by_name = {Path(each.path).stem: each for each in result.diagnostics}
    assert len(by_name) == len(result.diagnostics)
    return [by_name.get(f"case_{number}") for number in range(len(modules))]


def which(root: Path, cases: Sequence[str], module: Callable[[str], str], files: dict[str, str]) -> set[str]:
    """The cases in whose modules something is found."""
    return {case for case, each in zip(cases, found(root, [module(each) for each in cases], files)) if each is not None}


def handled(expression: str) -> str:
    return textwrap.dedent(HANDLER.replace("RENDERED", expression))


def responded(templates: str, response: str = RESPONSE) -> str:
    """A module that makes its templates so, and answers with one."""
    return f"templates = {templates}\n" + handled(response)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder.resolve()


FOLDERS = (
    '"app/pages"',
    '"pages"',
    'Path(__file__).parent / "pages"',
    'Path(__file__).resolve().parents[1] / "app" / "pages"',
    'Path(__file__).parent.joinpath("pages")',
    'str(Path(dirname(__file__), "pages"))',
    'join(dirname(os.path.abspath(__file__)), "pages")',
    'os.path.dirname(__file__) + "/pages"',
    'f"{os.path.dirname(__file__)}/pages"',
    '["nothing", "app/pages"]',
    "Settings.folder",
    "settings.pages",
    "folder()",
)
UNKNOWN_FOLDERS = (
    "elsewhere()",
    'os.environ["PAGES"]',
    '"nothing"',
    "app.state.pages",
    '"pages" if app else "other"',
    "one",
)
SETTINGS = """
    from elsewhere import elsewhere
    BASE = Path(__file__).parent
    class Settings:
        folder: Path = BASE / "pages"
        @property
        def pages(self) -> str:
            return str(self.folder)
    settings = Settings()
    def folder():
        return BASE / "pages"
    one = "pages"
    if app.debug:
        one = "other"
"""


def test_folders(root: Path) -> None:
    def module(directory: str) -> str:
        return textwrap.dedent(SETTINGS) + responded(f"Jinja2Templates(directory={directory})")

    pages = {"app/pages/user.html": READS, "app/other/user.html": READS}
    assert which(root, FOLDERS + UNKNOWN_FOLDERS, module, pages) == set(FOLDERS)


def test_the_finding_leads_to_the_line_of_the_template(root: Path) -> None:
    (found_one,) = found(root, [responded('Jinja2Templates("app/pages")')], {"app/pages/user.html": READS})
    assert found_one is not None
    assert found_one.message == "User.posts is not loaded, and user.html reads it"
    assert "selectinload(User.posts)" in found_one.consequence
    last = found_one.trace[-1]
    assert (Path(last.path), last.span.line) == (root / "app" / "pages" / "user.html", 2)


def test_what_templates_read_is_counted_where_they_are_rendered(root: Path) -> None:
    files = {
        "app/pages/user.html": "{{ user.posts }}\n{% include 'more.html' %}",
        "app/pages/more.html": "{{ user.posts }}",
    }
    result = run(root, [responded('Jinja2Templates("app/pages")')], files)
    assert result.coverage.reads == {"not loaded": 1, "loaded": 1}, "what was read once is there"


def test_which_file_is_meant(root: Path) -> None:
    """A relative path that may mean two folders which have the template is not known; of a list the first one counts."""
    cases = ['"pages"', '["app/own", "app/pages"]', '["app/pages", "app/own"]', '"app/pages"']
    files = {"app/pages/user.html": READS, "pages/user.html": "{{ user.name }}", "app/own/user.html": "{{ user.name }}"}
    known = which(root, cases, lambda case: responded(f"Jinja2Templates({case})"), files)
    assert known == {'["app/pages", "app/own"]', '"app/pages"'}


def test_names_that_are_not_found_are_silent(root: Path) -> None:
    cases = ['"user.html"', '"../secret.html"', '"other.html"', "request.query_params['page']"]
    files = {"app/pages/user.html": READS, "app/secret.html": READS}
    known = which(
        root,
        cases,
        lambda case: responded('Jinja2Templates("app/pages")', RESPONSE.replace('"user.html"', case)),
        files,
    )
    assert known == {'"user.html"'}


LOADERS = (
    'loader=PackageLoader("app", "pages")',
    'loader=PackageLoader("app.sub", package_path="../pages")',
    'loader=ChoiceLoader([FileSystemLoader("app/own"), PackageLoader("app", "pages")])',
)
UNKNOWN_LOADERS = (
    'loader=PackageLoader("elsewhere", "pages")',
    'loader=ChoiceLoader([DictLoader({}), PackageLoader("app", "pages")])',
    'loader=PrefixLoader({"": FileSystemLoader("app/pages")})',
    'loader=FileSystemLoader("app/pages"), variable_start_string="[["',
    'loader=FileSystemLoader("app/pages"), **options',
)


def test_loaders(root: Path) -> None:
    def module(loader: str) -> str:
        return f"options = load()\nenv = Environment({loader})\n" + responded("Jinja2Templates(env=env)")

    files = {"app/__init__.py": "", "app/sub/__init__.py": "", "app/pages/user.html": READS}
    assert which(root, LOADERS + UNKNOWN_LOADERS, module, files) == set(LOADERS)


def test_calls(root: Path) -> None:
    cases = [
        'templates.TemplateResponse("user.html", {"request": request, "user": user})',
        'templates.TemplateResponse(name="user.html", context={"user": user}, request=request)',
        'templates.env.get_template("user.html").render(user=user)',
        'templates.get_template("user.html").render({"user": user})',
    ]
    templates = 'Jinja2Templates("app/pages")'
    assert which(root, cases, lambda case: responded(templates, case), {"app/pages/user.html": READS}) == set(cases)


def test_one_finding_names_what_is_missing_once(root: Path) -> None:
    response = 'templates.TemplateResponse(request, "user.html", {"user": user, "users": [user]})'
    text = "{{ user.posts }}{% for each in users %}{{ each.posts }}{% endfor %}{{ user.posts|length }}"
    (one,) = found(root, [responded('Jinja2Templates("app/pages")', response)], {"app/pages/user.html": text})
    assert one is not None and one.message == "User.posts is not loaded, and user.html reads it"


CONTEXTS = (
    '{**base, "user": user}',
    "dict(base, user=user)",
    'base | {"user": user}',
    '{"user": user} | base',
    "with_item(base, user)",
)


def test_contexts_that_are_put_together(root: Path) -> None:
    def module(context: str) -> str:
        code = """
            def with_item(base, user):
                context = {"nothing": None}
                context["user"] = user
                context.update({"more": 1})
                return context
        """
        handler = responded('Jinja2Templates("app/pages")', RESPONSE.replace('{"user": user}', context))
        base = '    base = {"request": request, "show": False}\n    async with'
        return textwrap.dedent(code) + handler.replace("    async with", base, 1)

    hidden = "{% if hidden %}{{ user.posts }}{% endif %}"
    assert which(root, CONTEXTS, module, {"app/pages/user.html": hidden}) == set()
    assert which(root, CONTEXTS, module, {"app/pages/user.html": READS}) == set(CONTEXTS)


SILENT = (
    "{% extends layout %}{% block a %}{{ user.posts }}{% endblock %}",
    "{% extends 'missing.html' %}{% block a %}{{ user.posts }}{% endblock %}",
    "{% extends '{}' %}{% block a %}{{ user.posts }}{% endblock %}",
    "{% include missing %}{% include 'missing.html' ignore missing %}{% import 'missing.html' as m %}{{ m.x(user) }}",
    "{% if shown %}{{ user.posts }}{% else %}{{ user.posts }}{% endif %}{{ user.posts if shown else user.posts }}",
    "{% macro own(posts) %}{{ user.posts }}{% endmacro %}",
    "{% unknown user.posts %}",
    "{{ user.posts",
    f"{{{{ {'9' * 5000} }}}}{{{{ user.posts }}}}",
    "{% for user in others %}{{ user.posts }}{% endfor %}",
    "{{ user|shown }}{{ user.posts }}",
)
RECURSIVE = """
    {% macro tree(items) %}{% for item in items %}{{ tree(item.items) }}{{ tree(item) }}{% endfor %}{% endmacro %}
    {{ tree([user]) }}{% include '{}' %}{% include 'other.html' %}
    {% for item in [user] recursive %}{{ loop(item.posts) }}{% endfor %}
"""


def test_what_is_not_sure_is_silent_and_recursion_ends(root: Path) -> None:
    texts = [*SILENT, READS, RECURSIVE]
    pages = [f"page_{number}.html" for number in range(len(texts))]
    files = {f"app/pages/{page}": text.replace("{}", page) for page, text in zip(pages, texts)}
    files["app/pages/other.html"] = f"{{% include '{pages[-1]}' %}}"

    def module(page: str) -> str:
        added = 'templates.env.globals["shown"] = app.debug\ntemplates.env.filters["shown"] = show_it\n'
        response = RESPONSE.replace("user.html", page)
        return 'templates = Jinja2Templates("app/pages")\n' + added + handled(response)

    assert which(root, pages, module, files) == set(pages[-2:])


def test_what_cannot_be_read_is_silent_and_counted(root: Path) -> None:
    (root / "app" / "pages").mkdir(parents=True)
    (root / "app" / "pages" / "bytes.html").write_bytes(b"\xff\xfe{{ user.posts }}")
    cases = [RESPONSE, RESPONSE.replace("user.html", "bytes.html")]
    modules = [responded('Jinja2Templates("app/pages")', case) for case in cases]
    result = run(root, modules, {"app/pages/user.html": "{{ user.posts"})
    assert result.diagnostics == ()
    assert result.coverage.reads == {"unknown: the template does not parse": 1}
