"""Where FastAPI runs the functions that it is given, executed: the `entry` facts."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Request
from fastapi.responses import JSONResponse

LOOP, WORKER = "loop", "worker"


class Failure(Exception):
    """Raised by an endpoint for its handler."""


def application(seen: dict[str, str], loop_thread: int) -> FastAPI:
    """An application that notes where each of its functions runs."""

    def note(name: str) -> None:
        seen[name] = LOOP if threading.get_ident() == loop_thread else WORKER

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        note("lifespan")
        yield

    app = FastAPI(lifespan=lifespan)
    router = APIRouter()

    def plain_dependency() -> None:
        note("dependency: def")

    async def coroutine_dependency() -> None:
        note("dependency: async def")

    def plain_provider() -> Iterator[None]:
        note("provider: def")
        yield
        note("provider exit: def")

    async def coroutine_provider() -> AsyncIterator[None]:
        note("provider: async def")
        yield
        note("provider exit: async def")

    class ClassDependency:
        def __init__(self) -> None:
            note("dependency: class")

    dependencies = [plain_dependency, coroutine_dependency, plain_provider, coroutine_provider, ClassDependency]

    @router.get("/plain", dependencies=[Depends(each) for each in dependencies])
    def plain(tasks: BackgroundTasks) -> None:
        note("endpoint: def")
        tasks.add_task(plain_task)

    @router.get("/coroutine")
    async def coroutine(tasks: BackgroundTasks) -> None:
        note("endpoint: async def")
        tasks.add_task(coroutine_task)

    def added() -> None:
        note("add_api_route: def")

    def plain_task() -> None:
        note("background task: def")

    async def coroutine_task() -> None:
        note("background task: async def")

    @router.get("/failure")
    async def failure() -> None:
        raise Failure

    @router.get("/lookup")
    async def lookup() -> None:
        raise LookupError

    @app.exception_handler(Failure)
    def plain_handler(request: Request, error: Failure) -> JSONResponse:
        note("exception handler: def")
        return JSONResponse({})

    @app.exception_handler(LookupError)
    async def coroutine_handler(request: Request, error: LookupError) -> JSONResponse:
        note("exception handler: async def")
        return JSONResponse({})

    @app.middleware("http")
    async def middleware(request: Request, call_next: Callable[[Request], Awaitable[object]]) -> object:
        note("middleware")
        return await call_next(request)

    router.add_api_route("/added", added)
    app.include_router(router)
    return app


def test_fastapi_runs_functions_where_the_facts_say() -> None:
    seen: dict[str, str] = {}

    async def main() -> None:
        app = application(seen, threading.get_ident())
        transport = httpx.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            for path in ("/plain", "/coroutine", "/added", "/failure", "/lookup"):
                assert (await client.get(path)).status_code == 200

    asyncio.run(main())
    kinds = ("endpoint", "dependency", "provider", "provider exit", "background task", "exception handler")
    expected = {f"{kind}: def": WORKER for kind in kinds} | {f"{kind}: async def": LOOP for kind in kinds}
    expected |= {"add_api_route: def": WORKER, "dependency: class": WORKER, "middleware": LOOP, "lifespan": LOOP}
    assert seen == expected


def test_plain_startup_functions_run_on_the_loop() -> None:
    seen: list[str] = []

    async def main() -> None:
        thread = threading.get_ident()
        app = FastAPI(on_startup=[lambda: seen.append(LOOP if threading.get_ident() == thread else WORKER)])
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(main())
    assert seen == [LOOP]
