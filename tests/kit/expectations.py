"""What a fixture promises: its requests and the marked lines, read from its comments.

Header lines stand alone at the left margin:

    # request: GET /users                      drives `app`; the response must be below 400
    # request: POST /users {"json": {"name": "x"}} -> 409    with arguments of httpx and the status that is expected
    # request: WEBSOCKET /chat hello           opens a websocket, sends the text, reads one answer
    # run: main                                a function without parameters, coroutine or plain
    # no-request: REASON                       cannot be executed
    # facts: peewee                            with these facts, which are off by default
    # needs: retry, wrapt                      cannot be executed where these modules are not installed
    # settings: pedantic                       with this setting, which is off by default
    # expect: {"name": "Ada"}                  what the request before it answers where the file is a fixed one

`<behaviour>.fixed.py` is what fixing makes of `<behaviour>.py`, without the markers of the findings that are gone: a
fixture of its own, whose requests must succeed. So is the folder `<behaviour>.fixed` what fixing makes of `<behaviour>`.

Markers stand at the end of the line where the finding starts:

    # error: ADB101, ADB103            the tool reports them, and reality shows them
    # error: ADB105 unobservable (needs a server)
    # missed-alarm: ADB101             reality shows it, the tool is silent
    # false-alarm: ADB101              the tool reports it, reality is silent
"""

from __future__ import annotations

import json
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
PRELUDE = FIXTURES / "_prelude"

# Why reality cannot show what the tool rightly reports. Closed: a new reason is a decision, not a wording.
UNOBSERVABLE_REASONS = frozenset(
    {
        "needs a server",
        "needs an uninstalled driver",
        "only a cold pool connects",
        "Python does not warn",
        "the task group raises it",
        "fails where it is used",
        "needs requests at once",
    }
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "WEBSOCKET")

ARGUMENTS = frozenset({"json", "headers", "params", "data", "content", "cookies"})

_HEADER = re.compile(r"#\s*(request|run|no-request|facts|needs|settings|expect)\s*:\s*(.*?)\s*$")
_MARKER = re.compile(r"(error|missed-alarm|false-alarm): (ADB\d{3}(?:, ADB\d{3})*)(?: unobservable \(([^()]*)\))?")
_LOOKS_LIKE_MARKER = re.compile(
    r"#\s*(errors?|missed[- _]?alarms?|false[- _]?alarms?)\b.*\bADB|#.*\bunobservable\b", re.I
)
_LOOKS_LIKE_HEADER = re.compile(r"#\s*(requests?|run|no[-_ ]?requests?|facts|needs|settings?|expect)\s*:", re.I)
_REQUEST = re.compile(rf"({'|'.join(METHODS)}) (/\S*)(?: (.*?))?(?: ?-> (\d{{3}}))?")


class MalformedFixture(Exception):
    """A comment that means something to the kit and cannot be read."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    arguments: dict[str, Any]  # of httpx
    text: str | None  # what a websocket sends
    status: int | None
    answer: Any = None  # what the response must be; None where nothing is said

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Marker:
    path: Path
    line: int
    kind: str  # error | missed-alarm | false-alarm
    code: str
    unobservable: str | None

    @property
    def blocks(self) -> bool:
        """Reality must show a blocking call on this line."""
        return self.code.startswith("ADB1") and self.kind != "false-alarm" and self.unobservable is None

    @property
    def misuses(self) -> bool:
        """Reality must show on this line a coroutine that nobody awaits, an exception, or a handle that is left open."""
        return self.code[:4] in ("ADB2", "ADB3", "ADB4") and self.kind != "false-alarm" and self.unobservable is None

    @property
    def reported(self) -> bool:
        """The tool must report it."""
        return self.kind != "missed-alarm"


@dataclass(frozen=True)
class Fixture:
    entry: Path
    files: tuple[Path, ...]
    requests: tuple[Request, ...]
    runs: tuple[str, ...]
    no_request: str | None
    markers: tuple[Marker, ...]
    facts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_pedantic: bool = False

    @property
    def folder(self) -> Path | None:
        """The fixture's own folder, when it has several files."""
        return self.entry.parent if self.entry.name == "app.py" else None

    @property
    def name(self) -> str:
        subject = self.folder or self.entry.with_suffix("")
        return f"{subject.parent.name}/{subject.name}"


def load_fixture(entry: Path) -> Fixture:
    entry = entry.resolve()
    files = tuple(sorted(entry.parent.rglob("*.py"))) if entry.name == "app.py" else (entry,)
    requests: list[Request] = []
    runs: list[str] = []
    excuses: list[str] = []
    facts: list[str] = []
    needs: list[str] = []
    settings: list[str] = []
    markers: list[Marker] = []
    for path in files:
        for line, comment, alone in _comments(path):
            header = _HEADER.fullmatch(comment)
            if header is None or not alone:
                if _LOOKS_LIKE_HEADER.match(comment):
                    raise MalformedFixture(path, line, f"a header stands alone at the left margin: {comment!r}")
                markers.extend(_markers(path, line, comment, alone))
                continue
            if path != entry:
                raise MalformedFixture(path, line, "headers belong into app.py")
            keyword, value = header.groups()
            if not value:
                raise MalformedFixture(path, line, f"nothing after {keyword!r}")
            if keyword == "request":
                request = _request(path, line, value)
                is_cured = is_fixed(entry) and (request.status or 0) >= 500
                requests.append(replace(request, status=None) if is_cured else request)
            elif keyword == "run":
                if not value.isidentifier():
                    raise MalformedFixture(path, line, f"not the name of a function: {value!r}")
                runs.append(value)
            elif keyword == "facts":
                facts += value.split(", ")
            elif keyword == "needs":
                needs += value.split(", ")
            elif keyword == "settings":
                if value != "pedantic":
                    raise MalformedFixture(path, line, f"not a setting that fixtures may have: {value!r}")
                settings.append(value)
            elif keyword == "expect":
                if not requests:
                    raise MalformedFixture(path, line, "`# expect:` comes after a request")
                if is_fixed(entry):
                    requests[-1] = replace(requests[-1], status=None, answer=_json(path, line, value))
            else:
                excuses.append(value)
    if bool(requests or runs) == bool(excuses):
        raise MalformedFixture(entry, 1, "a fixture has either requests and runs, or one `# no-request: REASON`")
    excuse = excuses[0] if excuses else None
    return Fixture(
        entry, files, tuple(requests), tuple(runs), excuse, tuple(markers), tuple(facts), tuple(needs), bool(settings)
    )


def fixture_entries(root: Path = FIXTURES) -> list[Path]:
    """The entry file of every fixture: `<rule>/<behaviour>.py` and `<rule>/<behaviour>/app.py`."""
    entries = []
    for rule in sorted(root.iterdir()):
        if not rule.is_dir() or rule.name.startswith(("_", ".")):
            continue
        entries += rule.glob("*.py")
        for folder in rule.iterdir():
            if folder.is_dir() and any(folder.rglob("*.py")):
                if not (folder / "app.py").exists():
                    raise MalformedFixture(folder, 1, "a fixture of several files starts in app.py")
                entries.append(folder / "app.py")
    return sorted(entries)


def is_fixed(entry: Path) -> bool:
    """Whether a file is what fixing makes of another."""
    return entry.name.endswith(".fixed.py") or entry.parent.name.endswith(".fixed")


def _json(path: Path, line: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise MalformedFixture(path, line, f"not JSON: {text!r} ({error})") from error


def _comments(path: Path) -> Iterator[tuple[int, str, bool]]:
    with tokenize.open(path) as stream:
        try:
            for token in tokenize.generate_tokens(stream.readline):
                if token.type == tokenize.COMMENT:
                    yield token.start[0], token.string, token.start[1] == 0
        except (tokenize.TokenError, SyntaxError) as error:
            raise MalformedFixture(path, 1, f"cannot be tokenized: {error}") from error


def _markers(path: Path, line: int, comment: str, alone: bool) -> Iterator[Marker]:
    for part in re.split(r"(?=#)", comment):
        match = _MARKER.fullmatch(part.lstrip("#").strip())
        if match is None:
            if _LOOKS_LIKE_MARKER.match(part):
                raise MalformedFixture(path, line, f"malformed marker: {part.strip()!r}")
            continue
        if alone:
            raise MalformedFixture(path, line, "a marker stands at the end of a line of code")
        kind, codes, reason = match.groups()
        if reason is not None and (kind != "error" or reason not in UNOBSERVABLE_REASONS):
            known = ", ".join(sorted(UNOBSERVABLE_REASONS))
            raise MalformedFixture(path, line, f"`unobservable ({reason})` is not one of: {known}")
        for code in codes.split(", "):
            yield Marker(path, line, kind, code, reason)


def _request(path: Path, line: int, value: str) -> Request:
    match = _REQUEST.fullmatch(value)
    if match is None:
        raise MalformedFixture(path, line, f"not `METHOD /path [{{...}}] [-> STATUS]`: {value!r}")
    method, url, rest, status = match.groups()
    expected = int(status) if status else None
    if method == "WEBSOCKET":
        return Request(method, url, {}, rest, expected)
    arguments = _json(path, line, rest or "{}")
    if not isinstance(arguments, dict) or not arguments.keys() <= ARGUMENTS:
        raise MalformedFixture(path, line, f"not an object with keys of {sorted(ARGUMENTS)}: {rest!r}")
    return Request(method, url, arguments, None, expected)
