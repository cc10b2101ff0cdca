"""The two shops run for real, and the tool tells them apart."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VISIT = """
import asyncio, importlib, json, sys
import httpx

async def visit(app):
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        order = {"customer_id": 1, "product_id": 2, "quantity": 2}
        responses = [
            await client.get("/health"),
            await client.get("/customers/1"),
            await client.get("/customers/9"),
            await client.get("/products"),
            await client.post("/orders", json=order),
            await client.post("/orders", json={**order, "product_id": 9}),
            await client.get("/products/revenue"),
        ]
    return [(response.status_code, response.json()) for response in responses]

print(json.dumps(asyncio.run(visit(importlib.import_module(sys.argv[1] + ".main").app))))
"""
EXPECTED = {
    ("main.py", "Base.metadata.create_all(engine)", "ADB104"),
    ("main.py", "seed()", "ADB103"),
    ("main.py", "with engine.connect() as connection:", "ADB104"),
    ("main.py", 'connection.execute(text("SELECT 1"))', "ADB104"),
    ("routers/customers.py", "customer = session.get(Customer, customer_id)", "ADB101"),
    ("routers/orders.py", "order = service.place(wanted)", "ADB103"),
    ("routers/products.py", "return crud.list_products(session)", "ADB103"),
    ("services/audit.py", 'connection = sqlite3.connect("audit.db")', "ADB105"),
    ("services/audit.py", 'connection.execute("CREATE TABLE IF NOT EXISTS events (event TEXT)")', "ADB105"),
    ("services/audit.py", 'connection.execute("INSERT INTO events VALUES (?)", (event,))', "ADB105"),
    ("services/audit.py", "connection.commit()", "ADB105"),
    ("services/reports.py", "for title, amount in sold:", "ADB102"),
}


@pytest.mark.parametrize("shop", ["shop", "shop_fixed"])
def test_the_shops_work_alike(shop: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "examples"), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.run(
        [sys.executable, "-c", VISIT, shop], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
    lamp = {"id": 1, "title": "Lamp", "price": 40, "stock": 1000}
    chair = {"id": 2, "title": "Chair", "price": 90, "stock": 1000}
    assert json.loads(process.stdout) == [
        [200, {"status": "ok"}],
        [200, {"id": 1, "name": "Ada"}],
        [404, {"detail": "Not Found"}],
        [200, [chair, lamp]],
        [201, {"id": 1, "customer_id": 1, "product_id": 2, "quantity": 2}],
        [409, {"detail": "not in stock"}],
        [200, {"Chair": 180}],
    ]


def test_the_misuse_is_found_and_its_twin_is_silent() -> None:
    pytest.importorskip("asyncdb_lint.engine")
    command = [sys.executable, "-m", "asyncdb_lint", "check", "examples/", "--output-format", "json"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert process.returncode == 1, process.stderr
    found = set()
    for diagnostic in json.loads(process.stdout):
        path = Path(diagnostic["filename"])
        line = path.read_text(encoding="utf-8").splitlines()[diagnostic["location"]["row"] - 1].strip()
        found.add((path.relative_to(ROOT / "examples" / "shop").as_posix(), line, diagnostic["code"]))
    assert found == EXPECTED


def test_the_readme_shows_real_output() -> None:
    command = [sys.executable, "-m", "asyncdb_lint", "check", "examples/"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert shown in process.stdout.replace("\\", "/")


def test_flake8_finds_the_same() -> None:
    pytest.importorskip("asyncdb_lint.engine")
    checked = subprocess.run(
        [sys.executable, "-m", "asyncdb_lint", "check", "examples/", "--output-format", "json"],
        cwd=ROOT,
        capture_output=True,
    )
    flake8 = subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", "--select", "ADB", "-j", "1", "examples"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert flake8.stderr == ""
    rows = [line.split(":", 3) for line in flake8.stdout.splitlines()]
    assert {(str(ROOT / name), int(line), int(column), text.split()[0]) for name, line, column, text in rows} == {
        (found["filename"], found["location"]["row"], found["location"]["column"], found["code"])
        for found in json.loads(checked.stdout)
    }
