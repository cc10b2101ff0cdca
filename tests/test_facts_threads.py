"""The threads that the facts promise, executed: where an argument really runs."""

from __future__ import annotations

import ast
import asyncio
import concurrent.futures
import contextlib
import contextvars
import functools
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import anyio
import anyio.from_thread
import anyio.to_thread
import asyncer
import pytest
from fastapi import BackgroundTasks
from fastapi.concurrency import contextmanager_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

STUBS = Path(__file__).parents[1] / "src" / "asyncdb_lint" / "facts" / "stubs"
LOOP, WORKER = "loop", "worker"


class Probe:
    """Remembers where it was called: on the thread of the running event loop, or on another."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.seen: list[str] = []
        self.done = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    def __call__(self, *args: object) -> bool:
        self.seen.append(LOOP if threading.get_ident() == self.thread else WORKER)
        self.loop.call_soon_threadsafe(self.done.set)
        return True

    async def coroutine(self, *args: object) -> bool:
        return self()

    def generator(self) -> Iterator[bytes]:
        self()
        yield b"x"

    @contextlib.contextmanager
    def manager(self) -> Iterator[None]:
        self()
        yield
        self()


Case = Callable[[Probe], Awaitable[object]]


async def _executor(probe: Probe) -> None:
    with concurrent.futures.ThreadPoolExecutor() as executor:
        await asyncio.wrap_future(executor.submit(probe))


async def _executor_map(probe: Probe) -> None:
    with concurrent.futures.ThreadPoolExecutor() as executor:
        list(executor.map(probe, [1]))


async def _executor_initializer(probe: Probe) -> None:
    with concurrent.futures.ThreadPoolExecutor(initializer=probe) as executor:
        executor.submit(int).result()


async def _future_callback(probe: Probe) -> None:
    release = threading.Event()
    with concurrent.futures.ThreadPoolExecutor() as executor:
        future = executor.submit(release.wait)
        future.add_done_callback(probe)
        release.set()


async def _iterate(probe: Probe) -> None:
    async for _ in iterate_in_threadpool(probe.generator()):
        pass


async def _streaming(probe: Probe) -> None:
    async def send(message: object) -> None: ...
    async def receive() -> dict[str, str]:
        await asyncio.sleep(5)
        return {"type": "http.disconnect"}

    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "headers": []}
    await StreamingResponse(probe.generator())(scope, receive, send)


async def _manager(probe: Probe) -> None:
    async with contextmanager_in_threadpool(probe.manager()):
        pass


async def _tasks(kind: type[BackgroundTasks], function: Callable[..., object]) -> None:
    tasks = kind()
    tasks.add_task(function)
    await tasks()


async def _thread(probe: Probe, make: Callable[[Probe], threading.Thread]) -> None:
    thread = make(probe)
    thread.start()
    await asyncio.to_thread(thread.join)


async def _start_soon(probe: Probe) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(probe.coroutine)


async def _start(probe: Probe) -> None:
    async def task(*, task_status: anyio.abc.TaskStatus[None]) -> None:
        probe()
        task_status.started()

    async with anyio.create_task_group() as group:
        await group.start(task)


async def _portal(probe: Probe, method: str) -> None:
    async with anyio.from_thread.BlockingPortal() as portal:
        if method == "start_task":
            await asyncio.to_thread(portal.start_task, _started(probe))
        else:
            await asyncio.to_thread(getattr(portal, method), probe)
            await probe.done.wait()
        await portal.stop()


def _started(probe: Probe) -> Callable[..., Awaitable[None]]:
    async def task(*, task_status: anyio.abc.TaskStatus[None]) -> None:
        probe()
        task_status.started()

    return task


async def _exit_stack(probe: Probe, method: str) -> None:
    async with contextlib.AsyncExitStack() as stack:
        getattr(stack, method)(probe.coroutine if "async" in method else probe)


async def _plain_exit_stack(probe: Probe) -> None:
    with contextlib.ExitStack() as stack:
        stack.callback(probe)


async def _scheduled(probe: Probe, schedule: Callable[[], object]) -> None:
    schedule()
    await probe.done.wait()


async def _future_done(probe: Probe) -> None:
    future = probe.loop.create_future()
    future.add_done_callback(probe)
    future.set_result(None)
    await probe.done.wait()


async def _condition(probe: Probe) -> None:
    condition = asyncio.Condition()
    async with condition:
        await condition.wait_for(probe)


async def _server(probe: Probe) -> None:
    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        probe()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        await probe.done.wait()
        writer.close()


async def _here(probe: Probe, run: Callable[[], object]) -> None:
    run()


CASES: dict[str, Case] = {
    "asyncio.to_thread(func)": lambda p: asyncio.to_thread(p),
    "asyncio.AbstractEventLoop.run_in_executor(func)": lambda p: p.loop.run_in_executor(None, p),
    "asyncio.AbstractEventLoop.call_soon(callback)": lambda p: _scheduled(p, lambda: p.loop.call_soon(p)),
    "asyncio.AbstractEventLoop.call_soon_threadsafe(callback)": lambda p: _scheduled(
        p, lambda: threading.Thread(target=p.loop.call_soon_threadsafe, args=(p,)).start()
    ),
    "asyncio.AbstractEventLoop.call_later(callback)": lambda p: _scheduled(p, lambda: p.loop.call_later(0, p)),
    "asyncio.AbstractEventLoop.call_at(callback)": lambda p: _scheduled(p, lambda: p.loop.call_at(0, p)),
    "asyncio.Future.add_done_callback(fn)": _future_done,
    "asyncio.Condition.wait_for(predicate)": _condition,
    "asyncio.start_server(client_connected_cb)": _server,
    "concurrent.futures.Executor.submit(fn)": _executor,
    "concurrent.futures.Executor.map(fn)": _executor_map,
    "concurrent.futures.ThreadPoolExecutor.__init__(initializer)": _executor_initializer,
    "concurrent.futures.Future.add_done_callback(fn)": _future_callback,
    "threading.Thread.__init__(target)": lambda p: _thread(p, lambda q: threading.Thread(target=q)),
    "threading.Timer.__init__(function)": lambda p: _thread(p, lambda q: threading.Timer(0, q)),
    "anyio.to_thread.run_sync(func)": lambda p: anyio.to_thread.run_sync(p),
    "anyio.from_thread.run(func)": lambda p: asyncio.shield(
        anyio.to_thread.run_sync(anyio.from_thread.run, p.coroutine)
    ),
    "anyio.from_thread.run_sync(func)": lambda p: anyio.to_thread.run_sync(anyio.from_thread.run_sync, p),
    "anyio.from_thread.BlockingPortal.call(func)": lambda p: _portal(p, "call"),
    "anyio.from_thread.BlockingPortal.start_task_soon(func)": lambda p: _portal(p, "start_task_soon"),
    "anyio.from_thread.BlockingPortal.start_task(func)": lambda p: _portal(p, "start_task"),
    "anyio.abc.TaskGroup.start_soon(func)": _start_soon,
    "anyio.abc.TaskGroup.start(func)": _start,
    "asyncer.asyncify(function)": lambda p: asyncer.asyncify(p)(),
    "starlette.concurrency.run_in_threadpool(func)": lambda p: run_in_threadpool(p),
    "starlette.concurrency.iterate_in_threadpool(iterator)": _iterate,
    "starlette.responses.StreamingResponse.__init__(content)": _streaming,
    "starlette.background.BackgroundTask.__init__(func)": lambda p: BackgroundTask(p)(),
    "starlette.background.BackgroundTasks.add_task(func)": lambda p: _tasks(BackgroundTasks, p),
    "fastapi.background.BackgroundTasks.add_task(func)": lambda p: _tasks(BackgroundTasks, p),
    "fastapi.concurrency.contextmanager_in_threadpool(cm)": _manager,
    "contextlib.ExitStack.callback(callback)": _plain_exit_stack,
    "contextlib.AsyncExitStack.callback(callback)": lambda p: _exit_stack(p, "callback"),
    "contextlib.AsyncExitStack.push_async_callback(callback)": lambda p: _exit_stack(p, "push_async_callback"),
    "contextvars.Context.run(callable)": lambda p: _here(p, lambda: contextvars.copy_context().run(p)),
    "functools.reduce(function)": lambda p: _here(p, lambda: functools.reduce(p, [1, 2])),
    "functools.reduce(iterable)": lambda p: _here(p, lambda: functools.reduce(p, p.generator(), 0)),
    "builtins.list.sort(key)": lambda p: _here(p, lambda: [1].sort(key=p)),
    "builtins.sorted(key)": lambda p: _here(p, lambda: sorted([1], key=p)),
    "builtins.min(key)": lambda p: _here(p, lambda: min([1], key=p)),
    "builtins.max(key)": lambda p: _here(p, lambda: max([1], key=p)),
    "builtins.map(func)": lambda p: _here(p, lambda: list(map(p, [1]))),
    "builtins.filter(function)": lambda p: _here(p, lambda: list(filter(p, [1]))),
    "builtins.iter(callable)": lambda p: _here(p, lambda: list(iter(p, True))),
    "builtins.list.__init__(iterable)": lambda p: _here(p, lambda: list(p.generator())),
    "builtins.list.extend(iterable)": lambda p: _here(p, lambda: [b""].extend(p.generator())),
    "builtins.bytes.join(iterable)": lambda p: _here(p, lambda: b"".join(p.generator())),
    "builtins.sum(iterable)": lambda p: _here(p, lambda: sum(map(len, p.generator()))),
    "builtins.next(iterator)": lambda p: _here(p, lambda: next(p.generator())),
}
"""One case for each function of the facts that runs an argument; the argument is called where the facts say."""

COVERED = (
    "asyncio",
    "concurrent.futures",
    "threading",
    "anyio",
    "starlette",
    "fastapi",
    "asyncer",
    "contextlib",
    "contextvars",
)
NOT_EXECUTED = frozenset(
    [
        "asyncio.AbstractEventLoop.add_reader(callback)",
        "asyncio.AbstractEventLoop.add_writer(callback)",
        "asyncio.AbstractEventLoop.add_signal_handler(callback)",
        "asyncio.AbstractEventLoop.set_exception_handler(handler)",
        "asyncio.wait(fs)",
        "asyncio.as_completed(fs)",
        "concurrent.futures.wait(fs)",
        "concurrent.futures.as_completed(fs)",
        "concurrent.futures.ProcessPoolExecutor.__init__(initializer)",
        "anyio.to_process.run_sync(func)",
        "anyio.run(func)",
        "threading.Condition.wait_for(predicate)",
        "threading.Barrier.__init__(action)",
    ]
)
"""They need a signal, a socket or a process, or hold no code of the project."""


def promises() -> dict[str, str]:
    """Every `runs` and `offload` of the stubs: function(parameter) -> thread."""
    found: dict[str, str] = {}
    for path in sorted(STUBS.rglob("*.pyi")):
        parts = path.relative_to(STUBS).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for node, owner in _functions(ast.parse(path.read_text(encoding="utf-8")), module):
            for decorator in node.decorator_list:
                text = ast.unparse(decorator)
                if isinstance(decorator, ast.Call) and text.startswith("runs("):
                    thread = next(ast.literal_eval(each.value) for each in decorator.keywords if each.arg == "on")
                    found[f"{owner}.{node.name}({ast.literal_eval(decorator.args[0])})"] = thread
                elif text == "decorator('offload')":
                    names = [each.arg for each in (*node.args.args, *node.args.kwonlyargs)]
                    found[f"{owner}.{node.name}({''.join(names[:1])})"] = WORKER
    return found


def _functions(
    tree: ast.Module | ast.ClassDef, owner: str
) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{owner}.{node.name}")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node, owner


PROMISES = promises()


@pytest.mark.parametrize("name", CASES)
def test_argument_runs_where_the_facts_say(name: str) -> None:
    async def main() -> list[str]:
        probe = Probe()
        await asyncio.wait_for(CASES[name](probe), 10)
        return probe.seen

    promised = LOOP if PROMISES[name] == "here" else PROMISES[name]
    seen = asyncio.run(main())
    assert seen and set(seen) == {promised}


def test_every_promise_is_executed() -> None:
    own = {name for name in PROMISES if name.startswith(tuple(f"{library}." for library in COVERED))}
    assert own - set(CASES) == NOT_EXECUTED


@pytest.mark.parametrize("kind", [BackgroundTasks, BackgroundTask])
def test_coroutine_functions_of_background_tasks_run_on_the_loop(kind: type) -> None:
    async def main() -> list[str]:
        probe = Probe()
        if kind is BackgroundTask:
            await BackgroundTask(probe.coroutine)()
        else:
            await _tasks(BackgroundTasks, probe.coroutine)
        return probe.seen

    assert asyncio.run(main()) == [LOOP]
