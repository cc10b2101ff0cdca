"""Scalars."""
from typing import Any

@decorator("transparent")
def scalar(cls: object = ..., *, name: str | None = ..., description: str | None = ..., specified_by_url: str | None = ..., serialize: object = ..., parse_value: object = ..., parse_literal: object = ..., directives: object = ...) -> Any: ...
