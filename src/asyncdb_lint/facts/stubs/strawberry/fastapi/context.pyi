"""The base of contexts that are objects."""
from typing import Any
from fastapi import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response

class BaseContext:
    connection_params: Any
    request: Request
    background_tasks: BackgroundTasks | None
    response: Response | None
    def __init__(self) -> None: ...
CustomContext = Any
