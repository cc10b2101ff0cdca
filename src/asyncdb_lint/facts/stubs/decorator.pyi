"""Decorators from functions that are called with what they decorate, and with its arguments."""
from collections.abc import Callable
from typing import Any

@decorator("caller")
def decorator(caller: Callable[..., Any], _func: object = ..., kwsyntax: bool = ...) -> Any: ...
@decorator("caller")
def decoratorx(caller: Callable[..., Any]) -> Any: ...
