"""Functions that wrap, cache or apply other functions."""
from collections.abc import Callable, Iterable
from typing import Any, Generic, ParamSpec, TypeVar, overload

T = TypeVar("T")
S = TypeVar("S")
R = TypeVar("R")
C = TypeVar("C")
P = ParamSpec("P")

WRAPPER_ASSIGNMENTS: tuple[str, ...]
WRAPPER_UPDATES: tuple[str, ...]

# A call goes to the function held, with the arguments held first.
class partial(Generic[R]):
    func: Callable[..., R]
    args: tuple[Any, ...]
    keywords: dict[str, Any]
    def __init__(self, func: Callable[..., R], /, *args: Any, **keywords: Any) -> None: ...
    def __call__(self, /, *args: Any, **keywords: Any) -> R: ...
class partialmethod(Generic[R]):
    func: Callable[..., R]
    args: tuple[Any, ...]
    keywords: dict[str, Any]
    def __init__(self, func: Callable[..., R], /, *args: Any, **keywords: Any) -> None: ...

@decorator("transparent")
def wraps(wrapped: Callable[..., Any], assigned: object = ..., updated: object = ...) -> Callable[[C], C]: ...
def update_wrapper(wrapper: C, wrapped: Callable[..., Any], assigned: object = ..., updated: object = ...) -> C: ...
@decorator("cached")
def lru_cache(maxsize: object = ..., typed: bool = ...) -> Any: ...
@decorator("cached")
def cache(user_function: Callable[P, R], /) -> Callable[P, R]: ...
@decorator("property")
def cached_property(func: Callable[[Any], R]) -> R: ...
# The first argument's class chooses the implementation.
@decorator("dispatch")
def singledispatch(func: Callable[P, R]) -> Callable[P, R]: ...
# `function.register` of such a function.
@decorator("transparent")
def _register(cls: Any, func: Callable[P, R] = ...) -> Callable[P, R]: ...
@decorator("dispatch")
def singledispatchmethod(func: Callable[P, R]) -> Callable[P, R]: ...
@decorator("transparent")
def total_ordering(cls: C) -> C: ...
def cmp_to_key(mycmp: Callable[[T, T], int]) -> Callable[[T], Any]: ...
@overload
@runs("function", on="here")
@runs("iterable", on="here")
def reduce(function: Callable[[T, T], T], iterable: Iterable[T], /) -> T: ...
@overload
@runs("function", on="here")
@runs("iterable", on="here")
def reduce(function: Callable[[T, S], T], iterable: Iterable[S], initial: T, /) -> T: ...
