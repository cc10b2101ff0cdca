"""Types are checked when the function is called, on the thread of its caller."""
from typing import Any

@decorator("transparent")
def typechecked(target: object = ..., **options: Any) -> Any: ...
@decorator("transparent")
def typeguard_ignore(arg: object) -> Any: ...
