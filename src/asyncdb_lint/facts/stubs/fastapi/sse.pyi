"""Server-sent events: a plain generator is advanced in a worker thread, an asynchronous one on the loop."""
from collections.abc import AsyncIterable, Iterable
from typing import Any
from starlette.responses import StreamingResponse
from pydantic import BaseModel

class EventSourceResponse(StreamingResponse): ...
class ServerSentEvent(BaseModel):
    data: Any
    raw_data: str | None
    event: str | None
    id: str | None
    retry: int | None
    comment: str | None
