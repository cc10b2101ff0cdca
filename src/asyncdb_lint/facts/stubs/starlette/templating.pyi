"""Templates are rendered at once, on the thread that asks for the response."""
from typing import Any
from jinja2.environment import Environment, Template
from starlette.background import BackgroundTask
from starlette.responses import HTMLResponse

class Jinja2Templates:
    env: Environment
    context_processors: list[Any]
    def __init__(self, directory: object = ..., *, context_processors: object = ..., env: object = ...) -> None: ...
    def get_template(self, name: str) -> Template: ...
    def TemplateResponse(self, request: object, name: object = ..., context: dict[str, object] | None = ..., status_code: int = ..., headers: object = ..., media_type: str | None = ..., background: BackgroundTask | None = ...) -> HTMLResponse: ...
