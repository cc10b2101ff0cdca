"""A connection: `async_unsafe` marks what refuses to run where an event loop runs."""
from typing import Any, Self
from django.db.backends.utils import CursorWrapper

class BaseDatabaseWrapper:
    vendor: str
    alias: str
    settings_dict: Any
    in_atomic_block: bool
    @io("driver", opt_in="django", raises="SynchronousOnlyOperation")
    def connect(self) -> None: ...
    @io("driver", opt_in="django", raises="SynchronousOnlyOperation")
    def ensure_connection(self) -> None: ...
    @io("driver", opt_in="django", raises="SynchronousOnlyOperation")
    def cursor(self) -> CursorWrapper: ...
    @io("driver", opt_in="django", raises="SynchronousOnlyOperation")
    def commit(self) -> None: ...
    @io("driver", opt_in="django", raises="SynchronousOnlyOperation")
    def rollback(self) -> None: ...
    @io("driver", opt_in="django", raises="SynchronousOnlyOperation")
    def close(self) -> None: ...
