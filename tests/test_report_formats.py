"""Every format is read back by a reader of that format, and holds the same findings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

import jsonschema
import msgspec
import pytest
from junitparser import Error, Failure, JUnitXml
from markdown_it import MarkdownIt

from asyncdb_lint.config import Settings
from asyncdb_lint.config.settings import OUTPUT_FORMATS
from asyncdb_lint.diagnostic import Applicability, Diagnostic, Fix, Refusal, Route, Span, Step, TextEdit
from asyncdb_lint.engine import check
from asyncdb_lint.report import github, gitlab, json_lines, junit, markdown, sarif
from asyncdb_lint.report import json as json_report
from asyncdb_lint.report.surroundings import RuleText, Surroundings
from asyncdb_lint.rule import load_rules
from fake_engine import finding

DATA = Path(__file__).parent / "data"
BASE = "/work/project"
Place = tuple[str, int, int, str, str]
"""Path from the base, line, column, code and message of a finding."""

NASTY = (
    "get(\"a\", 'b') blocks 100%, see: x::y",
    "one\nline\r\nand another",
    "a | b ` c < d > e & f [g](h) *i* __init__ ]]> {j} \\",
    "日本語 é ünï",
    "control \x1b[31m \x00 end",
)
PATHS = ("app/users.py", "app/üñï code.py", "app/100%, a:b;c=d.py", "app/a|b`c[d].py", "app/__init__.py")


def at(path: str, line: int, message: str, code: str = "ADB103", number: int = 0) -> Diagnostic:
    place = f"{BASE}/{path}"
    return msgspec.structs.replace(
        finding(place, line=line, code=code, message=message),
        origin=Step("get_session yields Session", place, Span(12, 0, 12, 5)),
        fingerprint=f"{number:064x}",
    )


FINDINGS = [
    at(path, line, message, number=10 * line + index)
    for index, path in enumerate(PATHS)
    for line, message in enumerate(NASTY, 3)
]
PLAIN = msgspec.structs.replace(
    at("app/plain.py", 1, "plain", "ADB001", 999), function="", route=None, trace=(), origin=None, consequence=""
)
LONG = msgspec.structs.replace(at("app/long.py", 1, "long", number=998), span=Span(7, 4, 9, 1))
RULES = {rule.code: RuleText(rule.name, rule.summary, rule.documentation) for rule in load_rules()}
HERE = Surroundings(BASE, "0.1.0", RULES, flavour=PurePosixPath)


def expected(diagnostics: Sequence[Diagnostic]) -> list[Place]:
    return sorted(
        (each.path.removeprefix(f"{BASE}/"), each.span.line, each.span.column + 1, each.code, each.message)
        for each in diagnostics
    )


def of_json(text: str) -> list[Place]:
    return sorted(map(_of_fields, json.loads(text)))


def of_json_lines(text: str) -> list[Place]:
    return sorted(_of_fields(json.loads(line)) for line in text.split("\n")[:-1])


def _of_fields(fields: dict[str, object]) -> Place:
    location = fields["location"]
    assert isinstance(location, dict)
    path = str(fields["filename"]).removeprefix(f"{BASE}/")
    return path, location["row"], location["column"], str(fields["code"]), str(fields["message"])


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands of a log, decoded as GitHub's runner decodes them."""
    found = []
    for line in text.split("\n")[:-1]:
        parts = re.fullmatch(r"::(\w+) ([^\r]*?)::([^\r]*)", line)
        assert parts is not None, line
        pairs = (pair.partition("=") for pair in parts[2].split(","))
        properties = {
            name: value.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
            for name, _, value in pairs
        }
        data = parts[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        found.append((parts[1], properties, data))
    return found


def of_github(text: str) -> list[Place]:
    places: list[Place] = []
    for level, properties, data in commands(text):
        assert level == "error"
        path, line, column = properties["file"], int(properties["line"]), int(properties["col"])
        code = properties["title"].removeprefix("asyncdb-lint (").removesuffix(")")
        opening = f"{path}:{line}:{column}: {code} "
        assert data.startswith(opening)
        known = [each.message for each in (*FINDINGS, PLAIN, LONG) if data.startswith(opening + each.message)]
        places.append((path, line, column, code, max(known, key=len)))
    return sorted(places)


def of_gitlab(text: str) -> list[Place]:
    entries = json.loads(text)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not entry["location"]["path"].startswith(("/", "./"))
    return sorted(
        (
            entry["location"]["path"],
            entry["location"]["positions"]["begin"]["line"],
            entry["location"]["positions"]["begin"]["column"],
            entry["check_name"],
            entry["description"].removeprefix(entry["check_name"] + " "),
        )
        for entry in entries
    )


def of_sarif(text: str) -> list[Place]:
    log = json.loads(text)
    jsonschema.Draft7Validator(json.loads((DATA / "sarif-schema-2.1.0.json").read_text())).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    places: list[Place] = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        (location,) = result["locations"]
        artifact, region = location["physicalLocation"]["artifactLocation"], location["physicalLocation"]["region"]
        assert artifact["uriBaseId"] == "%SRCROOT%" and artifact["uri"].isascii()
        assert urlsplit(artifact["uri"])[:2] == ("", ""), "a colon in a first segment would be a scheme"
        message = result["message"]["text"].partition(". Every other request")[0].removesuffix(".")
        path = unquote(artifact["uri"])
        places.append((path, region["startLine"], region["startColumn"], result["ruleId"], message))
    return sorted(places)


def of_junit(text: str) -> list[Place]:
    places: list[Place] = []
    for suite in JUnitXml.fromstring(text.encode()):
        for case in suite:
            for outcome in case.result:
                assert isinstance(outcome, Failure) and suite.failures == suite.tests
                line, column = case.name.rpartition(" ")[2].split(":")
                places.append((suite.name, int(line), int(column), outcome.type, outcome.message))
    return sorted(places)


def of_markdown(text: str) -> list[Place]:
    """The rows of the table, as a reader of GitHub's Markdown sees them."""
    cells: list[list[str]] = []
    for token in MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            cells.append([])
        elif token.type == "inline" and cells:
            parts = [child.content for child in token.children or () if child.type in ("text", "html_inline")]
            assert {child.type for child in token.children or ()} <= {"text", "html_inline", "link_open", "link_close"}
            cells[-1].append(unescape("".join(parts)))
    places: list[Place] = []
    for where, rule, what in cells[1:]:
        path, line, column = where.rsplit(":", 2)
        message = what.partition(". Every other request")[0].partition("<details>")[0].removesuffix(".")
        places.append((path, int(line), int(column), rule.partition(" ")[0], message))
    return sorted(places)


READERS: dict[str, tuple[Callable[[Sequence[Diagnostic], Surroundings], str], Callable[[str], list[Place]]]] = {
    "json": (json_report.render, of_json),
    "json-lines": (json_lines.render, of_json_lines),
    "github": (github.render, of_github),
    "gitlab": (gitlab.render, of_gitlab),
    "sarif": (sarif.render, of_sarif),
    "junit": (junit.render, of_junit),
    "markdown": (markdown.render, of_markdown),
}


def one_line(places: Sequence[Place]) -> list[Place]:
    return sorted((path, line, column, code, " ".join(message.split())) for path, line, column, code, message in places)


def without_control(places: Sequence[Place]) -> list[Place]:
    return sorted((*place[:4], place[4].replace("\x1b", "\ufffd").replace("\x00", "\ufffd")) for place in places)


def test_every_format_is_read_back() -> None:
    assert {*READERS, "full", "concise"} == set(OUTPUT_FORMATS)


@pytest.mark.parametrize("format", READERS)
def test_the_same_findings_come_back(format: str) -> None:
    render, read = READERS[format]
    findings = [*FINDINGS, PLAIN, LONG]
    wanted = expected(findings)
    if format == "junit":
        wanted = without_control(wanted)
    found = read(render(findings, HERE))
    if format == "markdown":
        wanted, found = without_control(one_line(wanted)), without_control(one_line(found))
    if format == "junit":
        wanted, found = one_line(wanted), one_line(found)  # XML makes a space of a newline in an attribute
    assert found == wanted


@pytest.mark.parametrize("format", READERS)
def test_no_findings(format: str) -> None:
    render, read = READERS[format]
    assert read(render([], HERE)) == []


@pytest.mark.parametrize("format", READERS)
def test_the_findings_of_the_examples(format: str, request: pytest.FixtureRequest) -> None:
    shop = Path(__file__).parent.parent / "examples" / "shop"
    cached = request.config.stash.setdefault(SHOP, [])
    if not cached:
        cached.extend(check([shop], Settings(isolated=True)).diagnostics)
    render, read = READERS[format]
    base = Surroundings(str(shop), "0.1.0", RULES)
    wanted = sorted(
        (Path(each.path).relative_to(shop).as_posix(), each.span.line, each.span.column + 1, each.code)
        for each in cached
    )
    if format.startswith("json"):
        wanted = sorted((f"{shop / place[0]}", *place[1:]) for place in wanted)
    if format == "github":
        found = [
            (each["file"], int(each["line"]), int(each["col"]), each["title"][-7:-1])
            for _, each, _ in commands(render(cached, base))
        ]
    else:
        found = [place[:4] for place in read(render(cached, base))]
    assert len(wanted) > 10 and sorted(found) == wanted


SHOP: pytest.StashKey[list[Diagnostic]] = pytest.StashKey()


def fault() -> Diagnostic:
    return msgspec.structs.replace(PLAIN, code="ADB000", name="internal-error", message="oops", fingerprint="")


def test_faults_of_the_tool() -> None:
    (run,) = json.loads(sarif.render([fault(), PLAIN], HERE))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "ADB000 oops"
    assert [result["ruleId"] for result in run["results"]] == ["ADB001"]
    (suite,) = JUnitXml.fromstring(junit.render([fault()], HERE).encode())
    assert suite.errors == 1 and isinstance(next(iter(suite)).result[0], Error)
    first, second = json.loads(gitlab.render([fault(), fault()], HERE))
    assert first["fingerprint"] != second["fingerprint"] and first["severity"] == "critical"


def test_a_passed_case_where_nothing_is_found() -> None:
    (suite,) = JUnitXml.fromstring(junit.render([], HERE).encode())
    assert (suite.tests, suite.failures) == (1, 0)


class TestSarif:
    def result(self, diagnostic: Diagnostic, surroundings: Surroundings = HERE) -> dict[str, object]:
        (run,) = json.loads(sarif.render([diagnostic], surroundings))["runs"]
        (result,) = run["results"]
        assert isinstance(result, dict)
        return result

    def test_the_chain_is_a_code_flow(self) -> None:
        (flow,) = self.result(at("app/a.py", 3, "m"))["codeFlows"]  # type: ignore[misc]
        (thread,) = flow["threadFlows"]
        steps = [step["location"] for step in thread["locations"]]
        assert [step["message"]["text"] for step in steps] == [
            "list_users -> get_users",
            "get_users -> Session.scalars",
        ]
        assert [step["physicalLocation"]["region"]["startLine"] for step in steps] == [3, 8]

    def test_where_the_value_comes_from_is_a_related_location(self) -> None:
        (related,) = self.result(at("app/a.py", 3, "m"))["relatedLocations"]  # type: ignore[misc]
        assert related["message"]["text"] == "get_session yields Session"

    def test_fingerprints_do_not_depend_on_lines(self) -> None:
        one, two = self.result(at("app/a.py", 3, "m")), self.result(at("app/a.py", 30, "m"))
        assert one["partialFingerprints"] == two["partialFingerprints"] == {"asyncdbLint/v1": "0" * 64}

    def test_rules_have_help(self) -> None:
        (run,) = json.loads(sarif.render([], HERE))["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == sorted(RULES)
        assert all("Bad" in rule["help"]["text"] and rule["help"]["markdown"] for rule in rules)

    def test_the_root_is_a_folder(self) -> None:
        (run,) = json.loads(sarif.render([], Surroundings("/work/my project", flavour=PurePosixPath)))["runs"]
        assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///work/my%20project/"}}

    def test_a_path_outside_of_the_root_is_absolute(self) -> None:
        elsewhere = Surroundings("/other", "0.1.0", RULES, flavour=PurePosixPath)
        (location,) = self.result(at("app/ü.py", 3, "m"), elsewhere)["locations"]  # type: ignore[misc]
        uri = "file:///work/project/app/%C3%BC.py"
        assert location["physicalLocation"]["artifactLocation"] == {"uri": uri}


class TestWindows:
    HERE = Surroundings(r"C:\work\project", "0.1.0", RULES, flavour=PureWindowsPath)

    @pytest.mark.parametrize("format", [name for name in READERS if not name.startswith("json")])
    def test_paths_have_slashes(self, format: str) -> None:
        path = r"C:\work\project\app\users.py"
        windows = msgspec.structs.replace(PLAIN, path=path)
        render, read = READERS[format]
        assert [place[0] for place in read(render([windows], self.HERE))] == ["app/users.py"]

    def test_another_drive(self) -> None:
        assert self.HERE.uri(r"D:\x y\a.py") == ("file:///D:/x%20y/a.py", False)
        assert self.HERE.place(r"D:\x y\a.py") == "D:/x y/a.py"


def test_github_takes_columns_on_one_line_only() -> None:
    ((_, short, _), (_, long, _)) = commands(github.render([PLAIN, LONG], HERE))
    assert short["endColumn"] and "endColumn" not in long
    assert (long["line"], long["endLine"]) == ("7", "9")


def test_an_unused_comment_is_a_warning() -> None:
    unused = msgspec.structs.replace(PLAIN, code="ADB002")
    assert github.render([unused], HERE).startswith("::warning ")
    assert json.loads(gitlab.render([unused], HERE))[0]["severity"] == "minor"


def test_one_project_beside_another_with_the_same_findings() -> None:
    twin = msgspec.structs.replace(FINDINGS[0], path=f"{BASE}/other/users.py")
    first, second = json.loads(gitlab.render([FINDINGS[0], twin], HERE))
    assert first["fingerprint"] == FINDINGS[0].fingerprint != second["fingerprint"]


def test_markdown_links_and_stays_within_the_limit() -> None:
    linked = Surroundings(BASE, link="https://github.com/a/b/blob/c0ffee/", flavour=PurePosixPath)
    text = markdown.render([at("app/ü b.py", 3, "m")], linked)
    assert "](https://github.com/a/b/blob/c0ffee/app/%C3%BC%20b.py#L3) |" in text
    long = at("app/a.py", 3, "m" * 100_000)
    many = markdown.render([long] * 20, HERE)
    assert len(many.encode()) < 1024 * 1024
    assert len(of_markdown(many)) == 8 and "\n12 more are left out.\n" in many


def test_a_route_is_told() -> None:
    routed = msgspec.structs.replace(FINDINGS[0], route=Route("GET", "/users"), routes=2)
    (run,) = json.loads(sarif.render([routed], HERE))["runs"]
    assert run["results"][0]["properties"] == {"context": "request", "route": "GET /users", "routes": 2}


def test_fixes_in_sarif() -> None:
    edits = (
        TextEdit(f"{BASE}/app/a.py", Span(3, 4, 3, 4), "await "),
        TextEdit(f"{BASE}/app/a b.py", Span(1, 0, 2, 1), "\u00fc"),
    )
    fix = Fix("Await it", Applicability.UNSAFE, edits)
    text = sarif.render([msgspec.structs.replace(FINDINGS[0], fix=fix)], HERE)
    assert len(of_sarif(text)) == 1
    (change,) = json.loads(text)["runs"][0]["results"][0]["fixes"]
    assert change["description"] == {"text": "Await it (unsafe)"}
    assert [each["artifactLocation"]["uri"] for each in change["artifactChanges"]] == ["app/a.py", "app/a%20b.py"]
    assert change["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 5},
            "insertedContent": {"text": "await "},
        }
    ]
    for without in (Refusal("no way"), Fix("By hand", Applicability.DISPLAY, ())):
        refused = sarif.render([msgspec.structs.replace(FINDINGS[0], fix=without)], HERE)
        assert len(of_sarif(refused)) == 1 and "fixes" not in json.loads(refused)["runs"][0]["results"][0]
