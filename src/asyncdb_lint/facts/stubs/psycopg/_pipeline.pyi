"""psycopg's synchronous pipeline: leaving it waits for the results."""

from typing import Any

from typing_extensions import Self

class Pipeline:
    @classmethod
    def is_supported(cls) -> bool: ...
    @io("driver")
    def sync(self) -> None: ...
    def __enter__(self) -> Self: ...
    @io("driver")
    def __exit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None: ...
