"""Hostile files: nested, odd and wrongly encoded ones by hand, and mutations of real ones from a seed."""

from __future__ import annotations

import io
import random
import tokenize
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

DEPTHS = (50, 150, 500, 3000)


def handmade() -> Iterator[tuple[str, bytes]]:
    """Names and contents of files that are hostile in one way each."""
    for name, text in _nested():
        yield name, text.encode()
    for name, text in _wide():
        yield name, text.encode()
    for name, text in _cyclic():
        yield name, text.encode()
    yield from _encoded()


def _nested() -> Iterator[tuple[str, str]]:
    for depth in DEPTHS:
        yield f"parentheses_{depth}", "(" * depth + "x" + ")" * depth + "\n"
        yield f"lists_{depth}", "x = " + "[" * depth + "]" * depth + "\n"
        yield f"attributes_{depth}", "x = a" + ".b" * depth + "\n"
        yield f"calls_{depth}", "async def f(a):\n    a" + ".b()" * depth + "\n"
        yield f"subscripts_{depth}", "x = a" + "[0]" * depth + "\n"
        yield f"sum_{depth}", "x = " + " + ".join(["a"] * depth) + "\n"
        yield f"and_{depth}", "x = " + " and ".join(["a"] * depth) + "\n"
        yield f"comparison_{depth}", "x = " + " < ".join(["a"] * depth) + "\n"
        yield f"not_{depth}", "x = " + "not " * depth + "a\n"
        yield f"minus_{depth}", "x = " + "-" * depth + "1\n"
        yield f"lambda_{depth}", "x = " + "lambda: " * depth + "a\n"
        yield f"conditional_{depth}", "x = " + "1 if a else " * depth + "a\n"
        yield f"await_{depth}", "async def f(a):\n    return " + "await " * depth + "a\n"
        yield f"blocks_{depth}", "".join(" " * level + "if a:\n" for level in range(depth)) + " " * depth + "pass\n"
        yield f"elif_{depth}", "async def f(a, b):\n    if a: x = 1\n" + "    elif b: x = b.c\n" * depth
        yield f"comprehension_{depth}", "x = [a " + "for a in b " * depth + "]\n"
        yield f"string_annotation_{depth}", "x: " + "'list[" * 2 + "int" + "]'" * 2 + "\n" * depth
        functions = "".join(" " * level + f"def f{level}():\n" for level in range(min(depth, 95)))
        yield f"functions_{depth}", functions + " " * min(depth, 95) + "pass\n"


def _wide() -> Iterator[tuple[str, str]]:
    yield "dictionary", "x = {\n" + "".join(f"    {i}: {{'a': {i}}},\n" for i in range(20000)) + "}\n"
    yield "one_line", "x = [" + ", ".join(map(str, range(50000))) + "]\n"
    yield "many_coroutines", "".join(f"async def f{i}(a):\n    await f{(i * 7) % 2000}(a)\n" for i in range(2000))
    yield "many_helpers", "".join(f"def f{i}(a):\n    return f{(i * 7) % 1000}(a.b)\n" for i in range(1000))
    methods = "".join(f"    async def m{i}(self):\n        self.x = self.m{(i * 7) % 1500}\n" for i in range(1500))
    yield "many_methods", "class A:\n" + methods
    branches = "".join(f"    if b == {i}:\n        a = C{i}(a)\n" for i in range(400))
    classes = "".join(f"class C{i}:\n    def __init__(self, a): self.a = a\n" for i in range(400))
    yield "many_alternatives", classes + "async def f(a, b):\n" + branches + "    return a.a.a.a\n"
    loops = "".join("    " * (level + 1) + f"for x{level} in a:\n" for level in range(15))
    yield "nested_loops", "async def f(a):\n" + loops + "    " * 16 + "a = a + [x1, x2]\n"
    net = "".join(
        f"def f{i}(a):\n    " + "; ".join(f"f{(i * k + 1) % 60}(a)" for k in range(8)) + "\n" for i in range(60)
    )
    yield "mutual_recursion", net + "async def main(db):\n    f0(db)\n"
    routes = "".join(f"@app.get('/{i}')\nasync def r{i}(): ...\n" for i in range(1500))
    yield "many_routes", "from fastapi import FastAPI\napp = FastAPI()\n" + routes
    yield "long_line", "x = '" + "a" * 1_000_000 + "'\n"
    yield "long_formatted_string", 'x = f"' + "{a}" * 3000 + '"\n'
    yield "big_number", "x = " + "9" * 10_000 + "\n"


def _cyclic() -> Iterator[tuple[str, str]]:
    yield "own_base", "class A(A): ...\nasync def f(a: A):\n    a.x()\n"
    yield "bases_in_a_ring", "class A(B): ...\nclass B(A): ...\nasync def f(a: A):\n    a.x(); A().y()\n"
    yield "own_annotation", 'x: "x"\ny: "list[y]"\nasync def f(a: "x", b: "y"):\n    a.b(); b.c()\n'
    yield "alias_of_itself", "from typing import Union\nT = Union['T', list['T']]\nasync def f(a: T):\n    a.b()\n"
    ring = "from fastapi import Depends\ndef a(x=Depends(lambda: b())): return b()\ndef b(x=Depends(a)): return a()\n"
    yield "dependencies_in_a_ring", ring + "async def f(x=Depends(a)):\n    x.commit()\n"
    yield "decorated_by_itself", "@f\ndef f(g): return f(g)\n@f\nasync def h(): h()\n"
    yield (
        "property_of_itself",
        "class A:\n    @property\n    def x(self): return self.x\nasync def f():\n    A().x.y()\n",
    )
    yield (
        "getattr_of_itself",
        "class A:\n    def __getattr__(self, n): return getattr(self, n)\nasync def f(): A().b()\n",
    )
    yield "own_star", "from own_star import *\nasync def f(): g()\n"
    yield "grows", "def f(x): return f([x])\nasync def g(): return f(1)\n"
    yield (
        "grows_by_class",
        "class A:\n    def __init__(self, a): self.a = a\ndef f(x): return f(A(x))\nasync def g(): f(1)\n",
    )
    yield "metaclass_of_itself", "class A(metaclass=A): ...\nasync def f(): A().b()\n"


def _encoded() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "nothing_but_a_mark", b"\xef\xbb\xbf"
    yield "latin_1", b'# coding: latin-1\nx = "\xe9"\n'
    yield "undeclared", b'x = "\xe9"\n'
    yield "unknown_codec", b"# coding: klingon\nx = 1\n"
    yield "no_text_codec", b"# coding: base64\nx = 1\n"
    yield "mark_and_other_spelling", b"\xef\xbb\xbf# coding: utf8\nx = 1\n"
    yield "mark_and_coding", b"\xef\xbb\xbf# coding: UTF_8\nx = 1\n"
    yield "carriage_returns_and_coding", b"# the first line\r# and encoding: None\rx = 1\r"
    yield "mark_contradicts", b"\xef\xbb\xbf# coding: latin-1\nx = 1\n"
    yield "utf_16", "x = 1\n".encode("utf-16")
    yield "utf_32", "x = 1\n".encode("utf-32")
    yield "utf_7", b"# coding: utf-7\nx = '+AOk-'\n"
    yield "surrogate", b'x = "\xed\xa0\x80"\n'
    yield "zero_byte", b"x = 1\0\n"
    yield "zero_bytes", b"\0" * 5000
    yield "carriage_returns", b"x = 1\rasync def f():\r    return x\r"
    yield "mixed_newlines", b"x = 1\r\ny = 2\nz = 3\rw = 4"
    yield "form_feeds", b"x = 1\n\x0c\nasync def f():\n\x0c    pass\n"
    yield "wide_characters", "x = '\U0001f600' * 3; ähnlich = x\nasync def f(): ähnlich.b()\n".encode()
    yield "end_of_file_sign", b"x = 1\n\x1a"
    yield "binary", bytes(range(256)) * 40
    yield "unfinished", b"def f(\n"
    yield "python_2", b"print 'x'\n"


def mutations(paths: Sequence[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` files, each one of `paths` with one to three mutations; the same seed gives the same files."""
    chance = random.Random(seed)
    for number in range(count):
        path = chance.choice(paths)
        content = path.read_bytes()[:60_000]
        applied = chance.choices(_MUTATIONS, k=chance.choice((1, 1, 2, 3)))
        for mutate in applied:
            content = mutate(content, chance)
        yield f"m{number}_{path.stem}_{'_'.join(each.__name__.strip('_') for each in applied)}", content


def _truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _noisy(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        changed.insert(chance.randrange(len(changed) + 1), chance.randrange(256))
    return bytes(changed)


def _shuffled(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    start = chance.randrange(len(lines))
    part = lines[start : start + 8]
    chance.shuffle(part)
    return b"\n".join([*lines[:start], *part, *lines[start + 8 :]])


def _dedented(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    number = chance.randrange(len(lines))
    lines[number] = lines[number].lstrip() if chance.random() < 0.5 else b"    " + lines[number]
    return b"\n".join(lines)


def _renewlined(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b"\n", chance.choice((b"\r\n", b"\r")))


def _tokens_changed(content: bytes, chance: random.Random) -> bytes:
    try:
        tokens = [token.string for token in tokenize.tokenize(io.BytesIO(content).readline) if token.string.strip()]
        lines = content.decode().split("\n")
    except (tokenize.TokenError, SyntaxError, UnicodeDecodeError):
        return content
    if len(tokens) < 3:
        return content
    for _ in range(chance.randint(1, 4)):
        number = chance.randrange(len(lines))
        old, new = chance.choice(tokens), chance.choice(tokens)
        lines[number] = lines[number].replace(old, chance.choice((new, "", old + " " + new, new + old)), 1)
    return "\n".join(lines).encode()


def _repeated(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    start = chance.randrange(len(lines))
    return b"\n".join([*lines[:start], *lines[start : start + 5] * chance.randint(2, 30), *lines[start:]])


_MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _truncated,
    _noisy,
    _shuffled,
    _dedented,
    _renewlined,
    _tokens_changed,
    _tokens_changed,
    _repeated,
)
