"""Drives an ASGI application inside the running loop: lifespan, HTTP through httpx, websockets by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from kit.expectations import Request


class UnexpectedAnswer(Exception):
    """The fixture does not do what its header says."""


async def drive(app: Any, requests: Sequence[Request], failed: Callable[[BaseException], None]) -> None:
    """Make the requests in turn; `failed` is told of the exceptions that those which expect a server error end with."""
    async with _lifespan(app) as state:
        app = _with_state(app, state)
        for request in requests:
            if request.method == "WEBSOCKET":
                await _websocket(app, request)
            else:
                await _http(app, request, failed)


def _with_state(app: Any, state: dict[str, Any]) -> Any:
    """The application as a server calls it: each connection has a copy of what the lifespan yielded."""

    async def called(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return called


async def _http(app: Any, request: Request, failed: Callable[[BaseException], None]) -> None:
    async def noticed(*connection: Any) -> None:
        try:
            await app(*connection)
        except Exception as error:
            if (request.status or 0) >= 500:
                failed(error)
            raise

    transport = httpx.ASGITransport(app=noticed, raise_app_exceptions=(request.status or 0) < 500)
    async with httpx.AsyncClient(transport=transport, base_url="http://fixture") as client:
        response = await client.request(request.method, request.path, **request.arguments)
    expected = response.status_code < 400 if request.status is None else response.status_code == request.status
    if not expected:
        raise UnexpectedAnswer(f"{request} answered {response.status_code}: {response.text[:500]}")
    if request.answer is not None and response.json() != request.answer:
        raise UnexpectedAnswer(f"{request} answered {response.text[:500]}, not {request.answer}")


async def _websocket(app: Any, request: Request) -> None:
    """Connects, sends the text, waits for one message, goes away."""
    path, _, query = request.path.partition("?")
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"fixture")],
        "client": ("fixture", 1),
        "server": ("fixture", 80),
        "subprotocols": [],
    }
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    answered = asyncio.Event()
    incoming.put_nowait({"type": "websocket.connect"})
    if request.text is not None:
        incoming.put_nowait({"type": "websocket.receive", "text": request.text})
    sent: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])
        if message["type"] in ("websocket.send", "websocket.close"):
            answered.set()

    async def go_away() -> None:
        await answered.wait()
        incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})

    leaving = asyncio.create_task(go_away())
    await asyncio.wait_for(app(scope, incoming.get, send), timeout=20)
    leaving.cancel()
    if "websocket.send" not in sent:
        raise UnexpectedAnswer(f"{request} answered {sent}")


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    state: dict[str, Any] = {}
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}
    task = asyncio.create_task(app(scope, incoming.get, outgoing.put))

    async def step(name: str) -> None:
        await incoming.put({"type": f"lifespan.{name}"})
        answer = asyncio.create_task(outgoing.get())
        await asyncio.wait({answer, task}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            answer.cancel()
            await task
            raise UnexpectedAnswer(f"no answer to lifespan.{name}")
        if answer.result()["type"] != f"lifespan.{name}.complete":
            await task
            raise UnexpectedAnswer(answer.result().get("message", "lifespan failed"))

    await step("startup")
    yield state
    await step("shutdown")
    await task
