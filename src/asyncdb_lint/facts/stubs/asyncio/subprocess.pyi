"""Child processes of the event loop."""
from asyncio import StreamReader, StreamWriter

PIPE: int
STDOUT: int
DEVNULL: int
class Process:
    pid: int
    stdin: StreamWriter | None
    stdout: StreamReader | None
    stderr: StreamReader | None
    returncode: int | None
    async def communicate(self, input: object = ...) -> tuple[bytes, bytes]: ...
    def kill(self) -> None: ...
    def send_signal(self, signal: int) -> None: ...
    def terminate(self) -> None: ...
    async def wait(self) -> int: ...
