"""Mock engines: they print instead of executing."""

from typing import Any

def create_mock_engine(url: object, executor: object, **kw: Any) -> Any: ...
