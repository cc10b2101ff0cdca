"""Where `--add-noqa` writes its comments; `noqa` itself is asked whether they count."""

from __future__ import annotations

import pytest

from asyncdb_lint.adoption.annotate import annotate
from asyncdb_lint.source import Source
from asyncdb_lint.suppress import Suppressions
from fake_engine import finding

CASES = {
    "plain": ("bad()\n", "bad()  # noqa: ADB103 old\n"),
    "no newline at the end": ("bad()", "bad()  # noqa: ADB103 old"),
    "blanks at the end": ("bad()   \n", "bad()  # noqa: ADB103 old\n"),
    "another comment": ("bad()  # type: ignore\n", "bad()  # type: ignore  # noqa: ADB103 old\n"),
    "codes": ("bad()  # noqa: E501\n", "bad()  # noqa: E501, ADB103\n"),
    "codes and a reason": ("bad()  # NOQA:E501,W1 why  # x\n", "bad()  # NOQA:E501,W1, ADB103 why  # x\n"),
    "a reason only": ("bad()  # noqa: why\n", None),
    "in a string": ("bad('# noqa: E501')\n", None),
    "several lines": ("bad(\n    1,\n)\n", "bad(  # noqa: ADB103 old\n    1,\n)\n"),
    "string over lines": ('bad("""\n# x\n""")\n', 'bad("""\n# x\n""")  # noqa: ADB103 old\n'),
    "string over lines with a comment": (
        'bad("""\n""")  # noqa: E501\n',
        'bad("""\n""")  # noqa: E501, ADB103\n',
    ),
    "string over lines in brackets": (
        'x(\n    bad(), """\n""",\n    1,\n)\n',
        'x(\n    bad(), """\n""",  # noqa: ADB103 old\n    1,\n)\n',
    ),
    "backslash": ("x = bad() + \\\n    1\n", "x = bad() + \\\n    1  # noqa: ADB103 old\n"),
    "carriage returns": ("bad()\r\nx = 1\r\n", "bad()  # noqa: ADB103 old\r\nx = 1\r\n"),
    "mixed newlines": ("x = 1\rbad()\nx = 1\r\n", "x = 1\rbad()  # noqa: ADB103 old\nx = 1\r\n"),
    "byte order mark": ("\ufeffbad()\n", "\ufeffbad()  # noqa: ADB103 old\n"),
    "form feed": ("\x0cbad()\n", "\x0cbad()  # noqa: ADB103 old\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_places(case: str) -> None:
    before, after = CASES[case]
    source = Source("app.py", before.encode())
    line = next(number for number, text in enumerate(source.lines, 1) if "bad(" in text)
    found = finding("app.py", line=line)
    annotated = annotate(source, [found, found], "old")
    if after is None:
        assert (annotated.content, annotated.count, annotated.refused) == (source.content, 0, (found, found))
        return
    assert (annotated.content.decode(), annotated.count) == (after, 2)
    assert Suppressions(Source("app.py", annotated.content)).silences(line, "ADB103")


def test_findings_of_one_line_share_a_comment() -> None:
    source = Source("app.py", b"x = 1\nbad()\nbad()\n")
    found = [finding("app.py", line=line, code=code) for line, code in ((3, "ADB103"), (2, "ADB201"), (2, "ADB101"))]
    expected = b"x = 1\nbad()  # noqa: ADB101, ADB201\nbad()  # noqa: ADB103\n"
    assert annotate(source, found, "").content == expected


def test_a_reason_is_never_read_as_a_code() -> None:
    content = annotate(Source("app.py", b"bad()\n"), [finding("app.py", line=1)], "ABC123 is open").content
    assert content == b"bad()  # noqa: ADB103 - ABC123 is open\n"


def test_the_encoding_stays() -> None:
    source = Source("app.py", "# coding: latin-1\nbad('é')\n".encode("latin-1"))
    annotated = annotate(source, [finding("app.py", line=2)], "é")
    assert annotated.content == "# coding: latin-1\nbad('é')  # noqa: ADB103 é\n".encode("latin-1")
    with pytest.raises(UnicodeEncodeError):
        annotate(source, [finding("app.py", line=2)], "€")


def test_faults_of_the_analysis_and_of_the_file_are_not_hidden() -> None:
    source = Source("app.py", b"bad()\n")
    found = [finding("app.py", line=1, code=code) for code in ("ADB000", "ADB001", "ADB002")]
    assert annotate(source, found, "").refused == tuple(found)
